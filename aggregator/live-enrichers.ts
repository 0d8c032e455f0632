import type { Deps } from "#shared/config/define.ts"
import { printOf } from "#shared/config/document-values.ts"
import { opening } from "#shared/config/opening.ts"
import type { Given } from "#shared/config/reload.ts"
import type { Change } from "#shared/config/reload-change.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import type { AggregatorConfig } from "./config.ts"
import type { Enricher } from "./enrich/define.ts"
import { enrichers } from "./enrich/index.ts"

interface Opened {
  readonly print: string
  readonly enricher: Enricher
}

/** The enrichers in force, in order. */
export interface LiveEnrichers extends AsyncDisposable {
  readonly stage: Stage
  problems(): readonly string[]
  refresh(signal: AbortSignal): Promise<void>
  /** Opens those that are new; the others stay, and look whether their files are newer. */
  prepare(next: Given<AggregatorConfig>): Promise<Change>
}

export async function openEnrichers(
  given: Given<AggregatorConfig>,
  deps: Deps,
): Promise<LiveEnrichers> {
  let current = await openAll(given, [], deps)
  return {
    stage(event: Event, out: Event[]) {
      for (const { enricher } of current) enricher.enrich(event, out)
    },
    problems: () => current.flatMap(({ enricher }) => enricher.problems?.() ?? []),
    async refresh(signal) {
      for (const { enricher } of current) await enricher.refresh?.(signal)
    },
    async prepare(next) {
      const before = current
      const opened = await openAll(next, before, deps)
      const closeAllBut = (kept: readonly Opened[], of: readonly Opened[]) =>
        Promise.all(
          of.filter((one) => !kept.includes(one)).map(({ enricher }) => dispose(enricher)),
        )
      return {
        async commit() {
          current = opened
          await closeAllBut(opened, before)
          const signal = new AbortController().signal
          for (const one of opened) if (before.includes(one)) await one.enricher.refresh?.(signal)
        },
        async cancel() {
          await closeAllBut(before, opened)
        },
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { enricher } of current) await dispose(enricher)
    },
  }
}

const dispose = (enricher: Enricher) => enricher[Symbol.asyncDispose]()

async function openAll(
  { config, written }: Given<AggregatorConfig>,
  known: readonly Opened[],
  deps: Deps,
): Promise<Opened[]> {
  const texts = Array.isArray(written.enrich) ? written.enrich : []
  const left = [...known]
  const opened: Opened[] = []
  const made: Opened[] = []
  try {
    for (const [i, options] of config.enrich.entries()) {
      const print = printOf(texts[i])
      const at = left.findIndex((one) => one.print === print)
      const kept = at < 0 ? undefined : left.splice(at, 1)[0]
      const enricher =
        kept?.enricher ?? (await opening(`enrich.${i}`, () => enrichers.open(options, deps)))
      const one = kept ?? { print, enricher }
      if (!kept) made.push(one)
      opened.push(one)
    }
    return opened
  } catch (cause) {
    for (const { enricher } of made) await dispose(enricher)
    throw cause
  }
}
