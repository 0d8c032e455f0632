import type { Deps } from "#shared/config/define.ts"
import { type Event, setField } from "#shared/ecs/event.ts"
import { isEcsField } from "#shared/ecs/fields.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import { alertOf } from "#shared/sigma/alert.ts"
import { valueAt } from "#shared/sigma/check.ts"
import type { Correlation } from "#shared/sigma/correlation.ts"
import {
  addHit,
  emptyGroup,
  forgetHits,
  type Group,
  type Hit,
  hitsMaxOf,
  windowThatHolds,
} from "./window.ts"

const groupsMax = 10_000
/** Of all correlations together, about 200 bytes each. */
const heldMax = 500_000
/** Of a window, in its alert. */
const eventIdsMax = 1000
/** A stamp from the future counts as this long after receipt, so that one line can't blind the rest. */
const aheadMsMax = 5 * 60_000

/**
 * Sigma correlations over `vedette.matches`, in event time: sliding windows, one alert a window and
 * group. Events that lack a group-by field are left out. State is bounded: the group heard of least
 * recently goes first, in the correlation that holds most.
 */
export const correlateStage = (
  correlations: readonly Correlation[],
  deps: Pick<Deps, "now">,
): Stage => liveCorrelations(correlations, deps).stage

/** The same, to which other correlations can be given: one that stays goes on where it was. */
export function liveCorrelations(
  first: readonly Correlation[],
  deps: Pick<Deps, "now">,
  most = heldMax,
) {
  let correlations = first
  let known = new Map<string, Correlating>()
  let byBase = new Map<string, Correlating[]>()
  const use = (next: readonly Correlation[]) => {
    const kept = new Map<string, Correlating>()
    const arranged = new Map<string, Correlating[]>()
    for (const correlation of next) {
      const name = `${correlation.rule.id} ${correlation.rule.version}`
      const { groups = new Map<string, Group>(), held = 0 } = known.get(name) ?? {}
      const correlating = { correlation, groups, held, turn: 0, hitsMax: hitsMaxOf(correlation) }
      kept.set(name, correlating)
      for (const base of correlation.rules)
        arranged.set(base, [...(arranged.get(base) ?? []), correlating])
    }
    correlations = next
    known = kept
    byBase = arranged
  }
  use(first)
  const feed = (base: string, event: Event, ms: number, out: Event[], depth: number) => {
    for (const correlating of byBase.get(base) ?? []) {
      const hits = admit(correlating, base, event, ms)
      keepWithin(most, [...known.values()])
      if (!hits) continue
      const { correlation } = correlating
      out.push(correlationAlert(correlation, base, event, hits, deps.now()))
      const chained = [correlation.rule.id, ...(correlation.name ? [correlation.name] : [])]
      if (depth < correlations.length) for (const id of chained) feed(id, event, ms, out, depth + 1)
    }
  }
  const stage: Stage = (event, out) => {
    const matches = event["vedette.matches"]
    if (!Array.isArray(matches) || event["vedette.stream"] === "alerts") return
    const ms = eventMs(event, deps.now())
    for (const base of matches) feed(String(base), event, ms, out, 0)
  }
  return { stage, use }
}

interface Correlating {
  readonly correlation: Correlation
  readonly groups: Map<string, Group>
  /** Of a group. */
  readonly hitsMax: number
  turn: number
  /** Hits of all groups. */
  held: number
}

/** Forgets the groups heard of least recently, where most is held. */
function keepWithin(most: number, all: readonly Correlating[]): void {
  let held = all.reduce((sum, { held }) => sum + held, 0)
  while (held > most) {
    const largest = all.reduce((a, b) => (a.held >= b.held ? a : b))
    const before = largest.held
    forgetGroup(largest, largest.groups.keys().next().value!)
    held -= before - largest.held
  }
}

function forgetGroup(correlating: Correlating, key: string): void {
  correlating.held -= correlating.groups.get(key)?.hits.length ?? 0
  correlating.groups.delete(key)
}

/** Adds a match; returns the window's hits where the condition now holds and was not told before. */
function admit(
  correlating: Correlating,
  base: string,
  event: Event,
  ms: number,
): readonly Hit[] | undefined {
  const { correlation, groups } = correlating
  const key = groupKey(correlation, base, event)
  if (key === undefined || !isCountable(correlation, base, event)) return
  const group = groups.get(key) ?? emptyGroup()
  groups.delete(key)
  groups.set(key, group) // the youngest is last
  if (groups.size > groupsMax) forgetGroup(correlating, groups.keys().next().value!)
  const eventId = event["event.id"] ?? ""
  const before = group.hits.length
  const hit = { ms, eventId, rule: base, value: countedValue(correlation, base, event) }
  if (!addHit(group, hit, correlating.hitsMax)) return // redelivered
  const fromMs = Math.min(ms, receivedMs(event, ms)) - spansKept * correlation.spanMs
  forgetHits(group, fromMs)
  correlating.held += group.hits.length - before
  forgetIdle(correlating, fromMs)
  if (ms <= group.quietUntilMs) return
  const window = windowThatHolds(correlation, group, hit)
  if (window) group.quietUntilMs = ms + correlation.spanMs
  return window
}

const idleEvery = 64

/** Spans for which a match is kept: for events that come late, and for those that come again. */
const spansKept = 2

/** When it came: a stamp of the future must not have others forgotten. */
const receivedMs = (event: Event, otherwise: number): number =>
  Date.parse(event["event.created"] ?? "") || otherwise

/** Now and then, of the groups heard of least recently: more than may come, so that none stays for ever. */
function forgetIdle(correlating: Correlating, fromMs: number): void {
  if (++correlating.turn % idleEvery !== 0) return
  let looked = 0
  for (const [key, { hits, quietUntilMs }] of correlating.groups) {
    if (++looked > 2 * idleEvery || Math.max(hits.at(-1)?.ms ?? 0, quietUntilMs) >= fromMs) return
    forgetGroup(correlating, key)
  }
}

/** A field of a correlation in the events of one of its rules. */
const groupValue = ({ keys }: Correlation, base: string, name: string, event: Event) =>
  valueAt(event, keys[base]?.[name] ?? [name])

function groupKey(correlation: Correlation, base: string, event: Event): string | undefined {
  const values: string[] = []
  for (const name of correlation.groupBy) {
    const value = groupValue(correlation, base, name, event)
    if (value === undefined || value === null) return
    values.push(String(value))
  }
  return values.join("\0")
}

/** An event without the counted field is no value of it. */
const isCountable = (correlation: Correlation, base: string, event: Event): boolean =>
  correlation.countedFields.every(
    (field) => (groupValue(correlation, base, field, event) ?? "") !== "",
  )

const countedValue = (correlation: Correlation, base: string, event: Event): string =>
  correlation.countedFields
    .map((field) => String(groupValue(correlation, base, field, event) ?? ""))
    .join("\0")

function eventMs(event: Event, nowMs: number): number {
  const ms = Date.parse(event["@timestamp"] ?? "")
  const cameMs = receivedMs(event, nowMs)
  return Number.isNaN(ms) ? cameMs : Math.min(ms, cameMs + aheadMsMax)
}

function correlationAlert(
  correlation: Correlation,
  base: string,
  event: Event,
  hits: readonly Hit[],
  createdMs: number,
): Event {
  const { rule, groupBy, keys } = correlation
  const group = groupBy.map((name) => ({
    field: ecsNameOf(name, keys[base]?.[name] ?? []),
    value: groupValue(correlation, base, name, event),
  }))
  const matched = group.map(({ field, value }) => ({
    field,
    value: String(value ?? ""),
    pattern: `${hits.length} events of one ${field}`,
  }))
  const eventIds = hits.slice(-eventIdsMax).map(({ eventId }) => eventId)
  const alert = alertOf(rule, { event, eventIds, matched, createdMs })
  delete alert["vedette.collector"] // it stands on events of several, and none of them raised it
  for (const { field, value } of group) {
    if (value !== undefined && isOfAlert(field)) setField(alert, field, value)
  }
  return alert
}

const isOfAlert = (field: string): boolean => isEcsField(field) || field.startsWith("vendor.")

/** The field's name in ECS where it has one, else as the provider calls it. */
const ecsNameOf = (name: string, keys: readonly string[]): string =>
  isOfAlert(name) ? name : (keys.find(isEcsField) ?? keys[0] ?? name)
