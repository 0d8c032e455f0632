import { kafkaBus } from "#shared/bus/kafka.ts"
import { openLogsReader } from "#shared/bus/log-reader.ts"
import { replayFolder, replayGroup } from "#shared/bus/replay-log.ts"
import type { Delivered } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import { run } from "#shared/pipeline/run.ts"
import type { Parse, Raw, Source } from "#shared/pipeline/types.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { CollectorConfig } from "./config.ts"
import { type Edge, edgePipeline } from "./pipeline.ts"
import { replaySource } from "./sources/replay/replay.ts"

/**
 * Reads dead letters anew that somebody sent back, by the rules in force, until the signal aborts.
 * @param onOutage told what is wrong with the reading, or that nothing is any more
 */
export async function replayLetters(
  config: CollectorConfig,
  edge: Edge,
  deps: Deps,
  signal: AbortSignal,
  onOutage: (problem: string | undefined) => void,
): Promise<void> {
  if (!config.replay) return
  const counting = { ...edge, parse: countingOutcomes(edge.parse, deps) }
  const bugs = deps.metrics.counter(
    "vedette_pipeline_bugs_total",
    "Events on which our code failed.",
  )
  const read = async () => {
    await using delivered = await openReplays(config, deps)
    onOutage(undefined)
    const source = replaySource(delivered, deps)
    await run(
      edgePipeline(source, counting, config.inFlightBytesMax, () => bugs.inc()),
      signal,
    )
    throw new Error("the reading ended")
  }
  await readAgain(read, signal, deps, onOutage)
}

const waitMsFirst = 500
const waitMsMost = 15_000

/** Reads until the signal aborts; what fails is tried again, and told until it has begun anew. */
async function readAgain(
  read: () => Promise<never>,
  signal: AbortSignal,
  { log, now }: Deps,
  onOutage: (problem: string | undefined) => void,
): Promise<void> {
  let told = ""
  for (let waitMs = waitMsFirst; !signal.aborted; waitMs = Math.min(2 * waitMs, waitMsMost)) {
    const startMs = now()
    try {
      await read()
    } catch (cause) {
      if (signal.aborted) return
      if (now() - startMs > waitMsMost) [told, waitMs] = ["", waitMsFirst] // it worked meanwhile
      const text = errorText(cause)
      onOutage(`reading replays: ${text}`)
      if (text !== told)
        log.warn("reading replays: failed, trying again", { "error.message": text })
      told = text
    }
    await pause(waitMs, signal)
  }
}

async function openReplays({ bus }: CollectorConfig, deps: Deps): Promise<Source<Delivered>> {
  if (bus.type === "local")
    return openLogsReader(replayFolder(bus.directory), "replay", ["replay"], deps)
  const kafka = await kafkaBus(bus, deps)
  const source = kafka.subscribe(["replay"], replayGroup(bus.topicPrefix))
  return {
    read: (signal) => source.read(signal),
    [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
  }
}

function countingOutcomes(parse: Parse<Raw>, { metrics }: Pick<Deps, "metrics">): Parse<Raw> {
  const outcomes = metrics.counter(
    "vedette_replay_events_total",
    "Events that replays made of dead letters, by whether they are understood now.",
    ["outcome"],
  )
  for (const outcome of ["parsed", "unparsed"]) outcomes.inc({ outcome }, 0)
  return (raw, origin, out) => {
    const before = out.length
    parse(raw, origin, out)
    for (const event of out.slice(before))
      outcomes.inc({ outcome: event["vedette.stream"] === "pipeline" ? "unparsed" : "parsed" })
  }
}
