import { randomBytes } from "node:crypto"
import type { Event } from "#shared/ecs/event.ts"
import type { Rule } from "#shared/sigma/types.ts"
import type { Scope, Store } from "../store/types.ts"
import type { Answer, Hit } from "./messages.ts"
import { openTried, type Tried } from "./tried.ts"

export interface TrialLimits {
  /** Trials at the same time; more are refused. */
  readonly runningMax: number
  /** What came of them is kept for so long, and of so many. */
  readonly keptMs: number
  readonly keptMax: number
  /** Events of the store that one reads, the newest first. */
  readonly eventsMax: number
  readonly timeMsMax: number
}

const usual: TrialLimits = {
  ...{ runningMax: 2, keptMs: 30 * 60_000, keptMax: 50 },
  ...{ eventsMax: 20_000, timeMsMax: 60_000 },
}

/** What is tried on what. */
export interface TrialAsked {
  readonly text: string
  readonly by: string
  /** Events that were pasted, or those of the store. */
  readonly on: { readonly events: readonly Event[] } | { readonly scope: Scope }
  /** As it was typed, to be shown again. */
  readonly typed: Readonly<Record<string, string>>
}

export interface TrialHit extends Hit {
  /** The event, its long values cut: many are kept for a while. */
  readonly of: Event
}

export interface Trial {
  readonly id: string
  readonly asked: TrialAsked
  readonly startedMs: number
  state: "running" | "done" | "stopped" | "failed"
  problem?: string
  loaded?: Extract<Answer, { kind: "loaded" }>
  /** Events read so far, of how many there are at least. */
  read: number
  total: number
  /** Whether the store holds more than were read. */
  isCut: boolean
  matched: number
  /** Matches by hour. */
  readonly hours: Map<number, number>
  readonly hits: TrialHit[]
  /** Time that matching took. */
  matchMs: number
  endedMs?: number
}

export interface Trials {
  /** Undefined where too many run. */
  start(asked: TrialAsked): Trial | undefined
  get(id: string): Trial | undefined
  stop(id: string): void
  /** Resolves when it is done, or the time is over. */
  settled(trial: Trial, ms: number): Promise<void>
}

interface World {
  readonly store: Pick<Store, "search">
  readonly now: () => number
  /** A loaded rule, by its id. */
  readonly rules: (id: string) => Rule | undefined
  readonly folders: () => readonly string[]
}

const pageSize = 200
const valueCharsMax = 1_024
const membersMax = 20
const hitsMax = 50
const besideMax = 100
const hourMs = 3_600_000

export function openTrials(world: World, given: Partial<TrialLimits> = {}): Trials {
  const limits = { ...usual, ...given }
  const kept = new Map<string, { trial: Trial; end: AbortController; done: Promise<void> }>()
  const forget = () => {
    for (const [id, { trial }] of kept) {
      const isOld = world.now() - trial.startedMs > limits.keptMs || kept.size > limits.keptMax
      if (trial.state !== "running" && isOld) kept.delete(id)
    }
  }
  return {
    start(asked) {
      forget()
      const running = [...kept.values()].filter(({ trial }) => trial.state === "running")
      if (running.length >= limits.runningMax) return undefined
      const id = randomBytes(9).toString("base64url")
      const trial: Trial = {
        ...{ id, asked, startedMs: world.now(), state: "running" },
        ...{ read: 0, total: 0, isCut: false, matched: 0, hours: new Map(), hits: [], matchMs: 0 },
      }
      const end = new AbortController()
      const done = run(world, trial, limits, end.signal)
      kept.set(id, { trial, end, done })
      return trial
    },
    get: (id) => kept.get(id)?.trial,
    stop: (id) => kept.get(id)?.end.abort(),
    async settled(trial, ms) {
      await Promise.race([kept.get(trial.id)?.done, Bun.sleep(ms)])
    },
  }
}

async function run(world: World, trial: Trial, limits: TrialLimits, end: AbortSignal) {
  const late = AbortSignal.timeout(limits.timeMsMax)
  const signal = AbortSignal.any([end, late])
  using tried = openTried(signal)
  try {
    trial.loaded = await tried.ask({
      kind: "load",
      text: trial.asked.text,
      beside: besideOf(trial.asked.text, world.rules),
      folders: world.folders(),
    })
    if (trial.loaded.rules.length > 0) await tryEvents(world, trial, tried, limits, signal)
    trial.state = "done"
  } catch (cause) {
    trial.state = end.aborted || late.aborted ? "stopped" : "failed"
    if (late.aborted) trial.problem = `stopped after ${limits.timeMsMax / 1000} s`
    else if (!end.aborted) trial.problem = cause instanceof Error ? cause.message : String(cause)
  }
  trial.endedMs = world.now()
}

/** Rules that are loaded and named in the text: what a correlation stands on. */
export function besideOf(text: string, rules: World["rules"]): string[] {
  const own = new Set([...text.matchAll(/^\s*id:\s*(\S+)/gm)].map(([, id]) => id))
  const named = new Set(text.match(/[\w-]{3,100}/g))
  const found = [...named].flatMap((id) => (own.has(id) ? [] : (rules(id)?.text ?? [])))
  return found.slice(0, besideMax)
}

async function tryEvents(
  world: World,
  trial: Trial,
  tried: Tried,
  limits: TrialLimits,
  signal: AbortSignal,
): Promise<void> {
  const hits: (Hit & { of: Event })[] = []
  const events = new Map<number, Event>() // those that match, for the correlations
  for await (const page of pagesOf(world, trial, limits, signal)) {
    const first = trial.read
    const answer = await tried.ask({ kind: "events", events: page })
    trial.read += page.length
    trial.matched += answer.matched.length
    trial.matchMs += answer.ms
    const at = (number: number) => page[number - first] as Event
    for (const number of answer.matched) count(trial.hours, at(number))
    for (const hit of answer.hits)
      if (hits.length < hitsMax) hits.push({ ...hit, of: shortened(at(hit.event)) })
    if (!trial.loaded?.rules.some(({ isCorrelation }) => isCorrelation)) continue
    for (const number of answer.kept) events.set(number, shortened(at(number)))
  }
  trial.hits.push(...hits)
  if (events.size === 0) return
  const correlated = await tried.ask({ kind: "finish" })
  const found = correlated.hits.map((hit) => ({ ...hit, of: events.get(hit.event) as Event }))
  trial.matched += found.length
  for (const { of } of found) count(trial.hours, of)
  trial.hits.unshift(...found.slice(0, hitsMax))
}

/** Without what is too long to be shown in a table. */
export function shortened(event: Event): Event {
  const kept = Object.entries(event).flatMap(([name, value]) => {
    if (name === "event.original" || (Array.isArray(value) && value.length > membersMax)) return []
    return [[name, typeof value === "string" ? value.slice(0, valueCharsMax) : value]]
  })
  return Object.fromEntries(kept)
}

function count(hours: Map<number, number>, event: Event): void {
  const ms = Date.parse(event["@timestamp"] ?? "")
  if (Number.isNaN(ms)) return
  const hour = ms - (ms % hourMs)
  hours.set(hour, (hours.get(hour) ?? 0) + 1)
}

/** The events, page by page. */
async function* pagesOf(
  { store }: World,
  trial: Trial,
  { eventsMax }: TrialLimits,
  signal: AbortSignal,
): AsyncGenerator<readonly Event[]> {
  const { on } = trial.asked
  if ("events" in on) {
    trial.total = on.events.length
    yield on.events
    return
  }
  let after: string | undefined
  do {
    const page = await store.search(on.scope, pageSize, after, signal)
    trial.total = Math.min(Math.max(page.total, trial.read + page.events.length), eventsMax)
    after = page.after
    if (page.events.length > 0) yield page.events
  } while (after !== undefined && trial.read < eventsMax)
  trial.isCut = after !== undefined
}
