import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import {
  hear,
  isSilent,
  openTrack,
  type Track,
  trackOf,
  usualGapMs,
} from "#shared/pipeline/silence.ts"
import type { Store } from "../store/types.ts"
import type { Status } from "../store-sink.ts"
import { heardAlert, silentAlert, type Told } from "./alerts.ts"
import { watchHosts } from "./hosts.ts"
import type { SilenceConfig } from "./options.ts"

/** What is known of the sources of one collector. */
export interface Watched {
  /** The last report, by the collector's clock and by ours. */
  atMs: number
  heardMs: number
  readonly sources: Map<string, Track>
}

export interface SilenceWatch {
  /** Learns and judges by a collector's report; returns what is to be told, and then to be saved. */
  see(status: Status, heardMs: number): Promise<Event[]>
  watched(): ReadonlyMap<string, Watched>
  /** What is silent, in words. */
  problems(): readonly string[]
  save(): Promise<void>
}

/** Reports of a collector that came to another aggregator meanwhile: what it learnt is in the store. */
const strangeMs = 5 * 60_000

/**
 * Tells when a source goes silent. It is judged by what its collector reports, in the order and by
 * the clock of the collector: neither an outage of the bus nor our own lag makes a source silent,
 * nor does time in which the collector could hear nothing. What is learnt is kept in the store.
 */
export function watchSilence(
  options: SilenceConfig,
  store: Pick<Store, "documents" | "put" | "count">,
  { now }: Pick<Deps, "now">,
): SilenceWatch {
  const collectors = new Map<string, Watched>()
  const unsaved = new Set<string>()
  const hosts = watchHosts(store)
  const toldOfHosts: Event[] = []
  let asking = false
  /** The store is asked beside the path of events: the next report takes what it answers. */
  const askOfHosts = (status: Status, isSourceSilent: (source: string) => boolean) => {
    if (asking) return
    asking = true
    void hosts
      .tell(status, isSourceSilent, now())
      .then((alerts) => toldOfHosts.push(...alerts))
      .finally(() => {
        asking = false
      })
  }

  const load = async (name: string): Promise<Watched> => {
    const documents = await store.documents("silence")
    const body = documents.find(({ id }) => id === idOf(name))?.body
    const kept = watchedOf(body)
    const known = collectors.get(name)
    const watched = known && known.heardMs >= kept.heardMs ? known : kept
    collectors.set(name, watched)
    return watched
  }
  const save = async () => {
    for (const name of unsaved) {
      const { atMs, heardMs, sources } = collectors.get(name)!
      const body = { collector: name, atMs, heardMs, sources: Object.fromEntries(sources) }
      await store.put("silence", { id: idOf(name), revision: now(), body })
      unsaved.delete(name)
    }
  }
  return {
    async see(status, heardMs) {
      if (status.program !== "collector" || !status.sources) return []
      const known = collectors.get(status.name)
      const isOurs = known && heardMs - known.heardMs < strangeMs
      const watched = isOurs ? known : await load(status.name).catch(() => known)
      if (!watched) return [] // the store is away: the next report tells
      if (status.atMs <= watched.atMs && watched.atMs - status.atMs < strangeMs) return [] // again
      const told = judge(watched, status, options, now())
      watched.atMs = status.atMs
      watched.heardMs = heardMs
      unsaved.add(status.name)
      if (!options.alert) return []
      const isSourceSilent = (source: string) =>
        options.ignore.includes(source) || watched.sources.get(source)?.silentSinceMs !== undefined
      askOfHosts(status, isSourceSilent)
      return [...told, ...toldOfHosts.splice(0)]
    },
    watched: () => collectors,
    problems: () => [...collectors].flatMap(silentIn).slice(0, problemsMax),
    save,
  }
}

const problemsMax = 20

const silentIn = ([collector, { sources }]: readonly [string, Watched]): string[] =>
  [...sources].flatMap(([source, { silentSinceMs }]) => {
    if (silentSinceMs === undefined) return []
    const since = new Date(silentSinceMs).toISOString().slice(0, 16).replace("T", " ")
    return [`the source ${source} at ${collector} has been silent since ${since} UTC`]
  })

const idOf = (collector: string) => `sources ${collector}`

/** Hears what a report says was heard, and judges the silence of the others. */
function judge(
  { sources }: Watched,
  status: Status,
  options: SilenceConfig,
  nowMs: number,
): Event[] {
  const { name: collector, atMs, intakeSinceMs = 0 } = status
  const lastOf = lastHeard(status)
  const events: Event[] = []
  for (const source of sources.keys()) if (!status.sources?.includes(source)) sources.delete(source)
  for (const source of status.sources ?? []) {
    const lastMs = lastOf.get(source) ?? 0
    const track = sources.get(source) ?? (lastMs > 0 ? openTrack(lastMs) : undefined)
    if (!track) continue // never heard
    sources.set(source, track)
    const usual = usualGapMs(track, options.gapsLearnt) ?? 0
    const told = { collector, source, lastMs: track.lastMs, usualGapMs: usual }
    if (lastMs > track.lastMs) events.push(...heardAgain(track, { ...told, atMs: lastMs }, nowMs))
    hear(track, lastMs, intakeSinceMs)
    if (track.silentSinceMs !== undefined || options.ignore.includes(source)) continue
    if (isSilent(track, atMs, intakeSinceMs, options) !== true) continue
    track.silentSinceMs = track.lastMs
    events.push(silentAlert({ ...told, lastMs: track.lastMs, atMs }, nowMs))
  }
  return events
}

function heardAgain(track: Track, told: Told, nowMs: number): Event[] {
  if (track.silentSinceMs === undefined) return []
  track.silentSinceMs = undefined
  return [heardAlert(told, nowMs)]
}

function lastHeard({ ledger }: Status): Map<string, number> {
  const last = new Map<string, number>()
  for (const { source, lastMs } of ledger)
    if (Number.isFinite(lastMs)) last.set(source, Math.max(lastMs, last.get(source) ?? 0))
  return last
}

/** What was kept of a collector, as far as it can be read. */
export function watchedOf(body: Readonly<Record<string, unknown>> | undefined): Watched {
  const sources = new Map<string, Track>()
  const kept = body?.sources
  if (typeof kept === "object" && kept !== null)
    for (const [source, value] of Object.entries(kept)) {
      const track = trackOf(value)
      if (track) sources.set(source, track)
    }
  return { atMs: Number(body?.atMs) || 0, heardMs: Number(body?.heardMs) || 0, sources }
}
