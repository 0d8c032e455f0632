import { kafkaBus } from "#shared/bus/kafka.ts"
import { pendingIn } from "#shared/bus/log-pending.ts"
import type { Bus } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import type { AggregatorConfig } from "../config.ts"
import type { Pending } from "./balance.ts"

/** Topics that the aggregator reads. */
export const readTopics = ["events", "alerts", "pipeline", "status"] as const

export interface PendingAsker extends AsyncDisposable {
  ask(): Promise<Pending>
  /** Why it could not be told, in words. */
  problems(): readonly string[]
}

/** Asks the bus of the configuration what it holds that the aggregators have yet to store. */
export async function pendingOf(config: AggregatorConfig, deps: Deps): Promise<PendingAsker> {
  const { bus, group } = config
  if (bus.type === "local")
    return {
      ask: async () => pendingIn(bus.directory, group, readTopics),
      problems: () => [],
      [Symbol.asyncDispose]: async () => {},
    }
  const kafka = await kafkaBus(bus, deps)
  kafka.subscribe(readTopics, group) // so that it is asked about; nothing is read
  let problems: readonly string[] = []
  return {
    async ask() {
      const { pending, problem } = await pendingOn(kafka, group)
      problems = problem === undefined ? [] : [problem]
      return pending
    },
    problems: () => problems,
    [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
  }
}

async function pendingOn(bus: Bus, group: string): Promise<{ pending: Pending; problem?: string }> {
  const { lag, problems } = await bus.health()
  const records = lag[group]
  if (records !== undefined) return { pending: { records } }
  const why = problems[0] ?? "it does not say"
  return {
    pending: { records: Number.POSITIVE_INFINITY },
    problem: `what is on the bus is not known, so that what is missing counts as on the way: ${why}`,
  }
}
