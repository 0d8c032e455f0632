import type { Event } from "#shared/ecs/event.ts"
import type { Query } from "../store/query.ts"
import type { Store } from "../store/types.ts"
import type { SilentHost, Status } from "../store-sink.ts"
import { spanText } from "./alerts.ts"

export interface HostsWatch {
  /** The alerts of hosts that a collector found silent and that nobody else has heard since. */
  tell(status: Status, isSourceSilent: (source: string) => boolean, nowMs: number): Promise<Event[]>
}

const answerMs = 10_000
const groupsMax = 10_000
const namesMax = 20
/** What was found so long ago has been told, or was not worth it. */
const freshMs = 24 * 3_600_000

/**
 * Hosts go silent in numbers: those of a source that were found together are one alert, once. A host
 * that sends by another collector now is not silent: the store knows.
 */
export function watchHosts(store: Pick<Store, "count">): HostsWatch {
  const told = new Set<string>()
  return {
    async tell({ name, atMs, hosts }, isSourceSilent, nowMs) {
      const found = (hosts?.silent ?? []).filter(
        ({ source, foundMs }) => atMs - foundMs < freshMs && !isSourceSilent(source),
      )
      const groups = Map.groupBy(found, ({ source, foundMs }) =>
        JSON.stringify([name, source, foundMs]),
      )
      const alerts: Event[] = []
      for (const [key, group] of groups) {
        if (told.has(key)) continue
        const silent = await unheard(store, group).catch(() => undefined)
        if (!silent) continue // the store is away: the next report tells
        if (told.size >= groupsMax) told.clear() // what is told again keeps its id
        told.add(key)
        if (silent.length > 0) alerts.push(hostsAlert(key, name, silent, nowMs))
      }
      return alerts
    },
  }
}

async function unheard(
  store: Pick<Store, "count">,
  group: readonly SilentHost[],
): Promise<SilentHost[]> {
  const silent: SilentHost[] = []
  const signal = AbortSignal.timeout(answerMs)
  for (const one of group) {
    const of = [
      { is: "term", field: "vedette.source", value: one.source },
      { is: "term", field: "host.name", value: one.host },
    ] as const
    const query: Query = { is: "and", of }
    const scope = { streams: ["events"], query, fromMs: one.lastMs + marginMs } as const
    if ((await store.count(scope, signal)) === 0) silent.push(one)
  }
  return silent
}

/** A collector looks at a host every ten seconds at most. */
const marginMs = 10_000

function hostsAlert(
  key: string,
  collector: string,
  silent: readonly SilentHost[],
  nowMs: number,
): Event {
  const { source, foundMs, usualGapMs } = silent[0]!
  const lastMs = Math.min(...silent.map((one) => one.lastMs))
  const names = silent.map(({ host }) => host).sort()
  const shown = names.slice(0, namesMax).join(", ")
  const others = names.length > namesMax ? ` and ${names.length - namesMax} more` : ""
  const subject = names.length === 1 ? names[0] : `${names.length} hosts`
  const list = names.length === 1 ? "" : `: ${shown}${others}`
  const hash = new Bun.CryptoHasher("sha256").update(`vedette-hosts-silent\0${key}`).digest()
  return {
    "@timestamp": new Date(foundMs).toISOString(),
    "event.id": hash.subarray(0, 16).toString("base64url"),
    "event.created": new Date(nowMs).toISOString(),
    "event.kind": "alert",
    "event.dataset": "vedette.silence",
    "event.severity": 21,
    "event.start": new Date(lastMs).toISOString(),
    "rule.id": "vedette-hosts-silent",
    "rule.name": "Hosts of a source went silent",
    "rule.description":
      "Hosts that a source names were not heard for far longer than usual, by no collector. They may " +
      "be switched off, cut off or blinded. Those found together are told together, once.",
    "rule.ruleset": "vedette",
    "rule.version": "1",
    "vedette.stream": "alerts",
    "vedette.source": source,
    "vedette.batch": "vedette-hosts-silent",
    "vedette.repeat": true, // a restart may raise it again
    "observer.name": collector,
    ...(names.length === 1 && { "host.name": names[0]! }),
    message:
      `${subject} in ${source} at ${collector} silent for ${spanText(foundMs - lastMs)}, usually ` +
      `heard within ${spanText(usualGapMs)}${list}`,
  }
}
