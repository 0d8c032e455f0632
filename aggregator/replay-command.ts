import { hostname, userInfo } from "node:os"
import { kafkaBus } from "#shared/bus/kafka.ts"
import { replayBus } from "#shared/bus/replay-log.ts"
import type { Bus } from "#shared/bus/types.ts"
import { type Call, CommandError, print } from "#shared/config/command.ts"
import type { Deps } from "#shared/config/define.ts"
import type { AggregatorConfig } from "./config.ts"
import { InputError } from "./console/input-error.ts"
import { letterScope } from "./console/letters.ts"
import { sizeOf } from "./console/question.ts"
import { replay, replayLimit, replayTold } from "./replay.ts"
import { openStore } from "./store/open.ts"

interface Standing {
  readonly config: AggregatorConfig
  readonly deps: Deps
}

export const replayOptions = [
  ...["q", "from", "to", "source", "reason", "limit"],
  ...["format", "dataset", "zone", "config"],
]

/** `replay`: sends dead letters back to a collector, also beside an aggregator that runs. */
export async function replayCommand(call: Call, { config, deps }: Standing): Promise<number> {
  const asked = askedOf(call, deps.now())
  await using store = await openStore(config.store, deps)
  await using bus = await openBus(config, deps)
  const stopped = new AbortController()
  process.once("SIGINT", () => stopped.abort(new CommandError("interrupted", 130)))
  const done = await replay(store, bus, asked, stopped.signal)
  if (!asked.dryRun) replayTold(done, whoami(), deps)
  await print(`${JSON.stringify(done)}\n`)
  return 0
}

function askedOf(call: Call, nowMs: number) {
  const { option, flag } = call
  const reading = { format: option("format"), dataset: option("dataset"), zone: option("zone") }
  try {
    const limit = option("limit")
    const asked = { q: option("q"), from: option("from"), to: option("to") }
    return {
      scope: letterScope({ ...asked, source: option("source"), reason: option("reason") }, nowMs),
      limit: sizeOf(limit, replayLimit.usual, replayLimit.most),
      dryRun: flag("dry-run"),
      again: flag("again"),
      reading,
    }
  } catch (cause) {
    if (cause instanceof InputError) throw new CommandError(cause.message)
    throw cause
  }
}

async function openBus({ bus }: AggregatorConfig, deps: Deps): Promise<Bus> {
  return bus.type === "kafka" ? kafkaBus(bus, deps) : replayBus(bus, "command", deps)
}

function whoami(): string {
  try {
    return `${userInfo().username}@${hostname()}`
  } catch {
    return hostname() // a user that no file knows, as in containers
  }
}
