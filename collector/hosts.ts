import { join } from "node:path"
import * as v from "valibot"
import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import { ownText } from "#shared/ecs/own-text.ts"
import {
  hear,
  isSilent,
  openTrack,
  type Track,
  trackOf,
  usualGapMs,
} from "#shared/pipeline/silence.ts"
import { openStateFile } from "#shared/pipeline/state-file.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import type { HostsOptions } from "./hosts-options.ts"

/** A host within a source that has not been heard for unusually long. */
export interface SilentHost {
  readonly source: string
  readonly host: string
  readonly lastMs: number
  readonly usualGapMs: number
  /** When it was found silent. Those of one time were found together. */
  readonly foundMs: number
}

/** What a report says of hosts. */
export interface HostsReport {
  readonly watched: number
  readonly forgotten: number
  readonly bySource: Readonly<Record<string, { readonly watched: number; readonly silent: number }>>
  /** How many are silent, and the newest of them. */
  readonly silentCount: number
  readonly silent: readonly SilentHost[]
}

export interface Hosts extends AsyncDisposable {
  readonly stage: Stage
  /** @param intakeSinceMs since when hosts could be heard */
  report(intakeSinceMs: number): HostsReport
}

/** A host is looked at this often at most: what is heard between changes nothing. */
const grainMs = 10_000
const judgeEveryMs = 60_000
const saveEveryMs = 60_000
const nameCharsMax = 255
const silentMax = 100

interface Known {
  readonly source: string
  readonly host: string
  readonly track: Track
  foundMs?: number
}

/** Watches hosts within sources, as far as events name them. What is learnt survives restarts. */
export function openHosts(options: HostsOptions, deps: Deps): Hosts {
  const hosts = new Map<string, Known>() // the one heard least recently is first
  const state = openStateFile({
    path: join(deps.home, "hosts.json"),
    schema: v.array(v.unknown()),
    current: () => [...hosts.values()].slice(-options.most),
    log: deps.log,
  })
  if (state.found.kind === "newest" || state.found.kind === "previous")
    for (const known of knownIn(state.found.state)) hosts.set(keyOf(known), known)
  const saving = setInterval(() => void state.save(), saveEveryMs)
  saving.unref()
  const forgotten = deps.metrics.counter(
    "vedette_hosts_forgotten_total",
    "Hosts forgotten because there were more than hosts.most.",
  )
  let forgottenCount = 0
  let sinceMs = deps.now()
  let judgedMs = 0

  const meet = (source: string, name: string, atMs: number): Known => {
    const known = { source, host: ownText(name), track: openTrack(atMs) }
    hosts.set(keyOf(known), known)
    if (hosts.size > options.most) {
      hosts.delete(hosts.keys().next().value!)
      forgotten.inc()
      forgottenCount++
    }
    return known
  }
  return {
    stage: openStage(hosts, meet, () => sinceMs, deps),
    report(intakeSinceMs) {
      sinceMs = intakeSinceMs
      const nowMs = deps.now()
      if (Math.abs(nowMs - judgedMs) >= Math.min(judgeEveryMs, options.minimumMs)) {
        judgedMs = nowMs
        for (const known of hosts.values())
          if (known.track.silentSinceMs === undefined)
            if (isSilent(known.track, nowMs, intakeSinceMs, options) === true) {
              known.track.silentSinceMs = known.track.lastMs
              known.foundMs = nowMs
            }
      }
      const bySource = countsOf(hosts.values())
      return {
        watched: hosts.size,
        forgotten: forgottenCount,
        bySource,
        ...silentIn(hosts, options),
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(saving)
      await state.close()
    },
  }
}

function openStage(
  hosts: Map<string, Known>,
  meet: (source: string, host: string, atMs: number) => Known,
  sinceMs: () => number,
  { now }: Pick<Deps, "now">,
): Stage {
  let created: string | undefined
  let createdMs = 0
  return (event: Event) => {
    const host = event["host.name"]
    if (typeof host !== "string" || host === "" || host.length > nameCharsMax) return
    if (event["event.created"] !== created) {
      created = event["event.created"]
      createdMs = Date.parse(created ?? "") || now()
    }
    const source = event["vedette.source"] ?? ""
    const key = keyOf({ source, host })
    const known = hosts.get(key) ?? meet(source, host, createdMs)
    if (createdMs - known.track.lastMs < grainMs) return
    hosts.delete(key)
    hosts.set(key, known)
    hear(known.track, createdMs, sinceMs())
    known.track.silentSinceMs = undefined
  }
}

const keyOf = ({ source, host }: { source: string; host: string }) => `${source}\0${host}`

function countsOf(hosts: Iterable<Known>): HostsReport["bySource"] {
  const groups = Map.groupBy(hosts, ({ source }) => source)
  return Object.fromEntries(
    [...groups].map(([source, all]) => [
      source,
      {
        watched: all.length,
        silent: all.filter(({ track }) => track.silentSinceMs !== undefined).length,
      },
    ]),
  )
}

function silentIn(hosts: ReadonlyMap<string, Known>, { gapsLearnt }: HostsOptions) {
  const silent = [...hosts.values()].filter(({ track }) => track.silentSinceMs !== undefined)
  const newest = silent
    .sort((a, b) => (b.foundMs ?? 0) - (a.foundMs ?? 0))
    .slice(0, silentMax)
    .map(({ source, host, track, foundMs = 0 }) => ({
      ...{ source, host, lastMs: track.lastMs, foundMs },
      usualGapMs: usualGapMs(track, gapsLearnt) ?? 0,
    }))
  return { silentCount: silent.length, silent: newest }
}

function knownIn(kept: readonly unknown[]): Known[] {
  return kept.flatMap((value) => {
    const { source, host, track, foundMs } = (value ?? {}) as Partial<Known>
    const read = trackOf(track)
    if (typeof source !== "string" || typeof host !== "string" || !read) return []
    return [{ source, host, track: read, ...(typeof foundMs === "number" && { foundMs }) }]
  })
}
