import { statfs } from "node:fs/promises"
import { join } from "node:path"
import * as v from "valibot"
import type { Deps } from "#shared/config/define.ts"
import { openStateFile } from "#shared/pipeline/state-file.ts"

type Sample = readonly [ms: number, value: number]

/** What we measure of ourselves, where no Prometheus does: kept in a file, a value a step. */
export interface OwnSeries {
  readonly names: readonly {
    readonly name: string
    readonly limit?: () => Promise<number | undefined>
  }[]
  measure(): Promise<void>
  of(name: string): readonly Sample[]
  close(): Promise<void>
}

const schema = v.record(v.string(), v.array(v.tuple([v.number(), v.number()])))

export function openOwnSeries(
  options: { readonly stepMs: number; readonly historySteps: number },
  { now, metrics, home, log }: Pick<Deps, "now" | "metrics" | "home" | "log">,
): OwnSeries {
  const kept = new Map<string, Sample[]>()
  const file = openStateFile({
    path: join(home, "forecast", "own.json"),
    schema,
    current: () => Object.fromEntries(kept) as v.InferOutput<typeof schema>,
    log,
  })
  if ("state" in file.found)
    for (const [name, samples] of Object.entries(file.found.state)) kept.set(name, [...samples])
  let before: { readonly ms: number; readonly events: number } | undefined
  const rate = async (): Promise<number | undefined> => {
    const metric = await metrics.find("vedette_store_events_total")?.get()
    const events = (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0)
    const last = before
    before = { ms: now(), events }
    if (!last || now() <= last.ms || events < last.events) return undefined
    return (1000 * (events - last.events)) / (now() - last.ms)
  }
  const gauge = (name: string) => async () => (await metrics.find(name)?.get())?.values[0]?.value
  const limits: Readonly<Record<string, () => Promise<number | undefined>>> = {
    disk_free_bytes: async () => 0,
    shards: gauge("vedette_store_shards_limit"),
  }
  const measures: Readonly<Record<string, () => Promise<number | undefined>>> = {
    events_per_second: rate,
    memory_bytes: async () => process.memoryUsage.rss(),
    disk_free_bytes: async () => {
      const { bavail, bsize } = await statfs(home)
      return bavail * bsize
    },
    shards: gauge("vedette_store_shards"),
  }
  return {
    names: Object.keys(measures).map((name) =>
      limits[name] ? { name, limit: limits[name] } : { name },
    ),
    async measure() {
      for (const [name, read] of Object.entries(measures)) {
        const value = await read().catch(() => undefined)
        if (value === undefined) continue
        const samples = kept.get(name) ?? []
        samples.push([now(), value])
        kept.set(name, samples.slice(-options.historySteps))
      }
      file.saveSoon()
    },
    of: (name) => kept.get(name) ?? [],
    close: () => file.close(),
  }
}
