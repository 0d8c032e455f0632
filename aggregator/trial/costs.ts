import type { Event } from "#shared/ecs/event.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { Store } from "../store/types.ts"

export interface CostsAsk {
  readonly folders: readonly string[]
  readonly events: readonly Event[]
}

export type CostsAnswer =
  | {
      readonly kind: "measured"
      readonly usPerEvent: number
      readonly rules: readonly (readonly [id: string, nsPerEvent: number, worstUs: number])[]
    }
  | { readonly kind: "failed"; readonly cause: string }

export interface RuleCost {
  readonly nsPerEvent: number
  readonly worstUs: number
}

/** What rules cost when it was measured last. */
export interface Costs {
  readonly atMs: number
  /** On how many events of the store. */
  readonly events: number
  /** All rules together. */
  readonly usPerEvent: number
  readonly byRule: ReadonlyMap<string, RuleCost>
}

/** Measures what rules cost, on events of the store: never where events are taken in. */
export interface CostMeter {
  /** False where it is being measured already. */
  start(): boolean
  isRunning(): boolean
  /** Why it could not be measured the last time. */
  problem(): string | undefined
  last(): Promise<Costs | undefined>
}

interface Parts {
  readonly store: Pick<Store, "search" | "put" | "documents">
  readonly now: () => number
  readonly folders: () => readonly string[]
}

const kind = "rules"
const id = "costs"
const eventsMax = 1_000
const pageSize = 200
const dayMs = 86_400_000
const timeMsMax = 300_000
const rulesMax = 10_000

export function openCosts(parts: Parts): CostMeter {
  let running = false
  let problem: string | undefined
  const measure = async () => {
    const { store, now, folders } = parts
    const events = await sample(store, now())
    if (events.length === 0) throw new Error("the store holds no event of the last day")
    const answer = await askWorker({ folders: folders(), events })
    if (answer.kind === "failed") throw new Error(answer.cause)
    const { usPerEvent, rules } = answer
    const body = { atMs: now(), events: events.length, usPerEvent, rules: rules.slice(0, rulesMax) }
    await store.put(kind, { id, revision: now(), body })
  }
  return {
    start() {
      if (running) return false
      running = true
      problem = undefined
      measure()
        .catch((cause) => {
          problem = errorText(cause)
        })
        .finally(() => {
          running = false
        })
      return true
    },
    isRunning: () => running,
    problem: () => problem,
    async last() {
      const [document] = await parts.store.documents(kind, [id])
      return document && costsIn(document.body)
    },
  }
}

async function sample(store: Pick<Store, "search">, nowMs: number): Promise<readonly Event[]> {
  const scope = { streams: ["events"], query: { is: "all" }, fromMs: nowMs - dayMs } as const
  const signal = AbortSignal.timeout(timeMsMax)
  const events: Event[] = []
  let after: string | undefined
  do {
    const page = await store.search(scope, pageSize, after, signal)
    events.push(...page.events)
    after = page.after
  } while (after !== undefined && events.length < eventsMax)
  return events
}

function askWorker(ask: CostsAsk): Promise<CostsAnswer> {
  const worker = new Worker(new URL("./costs-worker.ts", import.meta.url))
  worker.unref()
  const { promise, resolve, reject } = Promise.withResolvers<CostsAnswer>()
  const late = setTimeout(() => reject(new Error("it took too long")), timeMsMax)
  late.unref()
  worker.onmessage = ({ data }: MessageEvent<CostsAnswer>) => resolve(data)
  worker.onerror = ({ message }) => reject(new Error(message))
  worker.postMessage(ask)
  return promise.finally(() => {
    clearTimeout(late)
    worker.terminate()
  })
}

/** A document is read as far as it makes sense: another version may have written it. */
function costsIn(body: Readonly<Record<string, unknown>>): Costs | undefined {
  const { atMs, events, usPerEvent, rules } = body
  if (!Array.isArray(rules)) return undefined
  const byRule = new Map<string, RuleCost>()
  for (const row of rules) {
    const [rule, nsPerEvent, worstUs] = Array.isArray(row) ? row : []
    if (typeof rule === "string")
      byRule.set(rule, { nsPerEvent: Number(nsPerEvent) || 0, worstUs: Number(worstUs) || 0 })
  }
  return {
    ...{ atMs: Number(atMs) || 0, events: Number(events) || 0, byRule },
    usPerEvent: Number(usPerEvent) || 0,
  }
}
