import { hostname } from "node:os"
import { join } from "node:path"
import { kafkaBus } from "#shared/bus/kafka.ts"
import type { LogWriter } from "#shared/bus/log-types.ts"
import { openLogWriter } from "#shared/bus/log-writer.ts"
import type { Deps } from "#shared/config/define.ts"
import { listening, opening } from "#shared/config/opening.ts"
import { openDeps, stopSignal, untilStopped, version } from "#shared/config/program.ts"
import { tellingDelivery } from "#shared/pipeline/delivered.ts"
import { openLedger } from "#shared/pipeline/ledger.ts"
import { pause, retrying } from "#shared/pipeline/retrying.ts"
import { run } from "#shared/pipeline/run.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { serveTelemetry } from "#shared/telemetry/server.ts"
import type { CollectorConfig } from "./config.ts"
import { detectStage } from "./detect.ts"
import { formats } from "./formats/index.ts"
import { forward } from "./forward.ts"
import { ledgerMetrics, watchLedger } from "./ledger-metrics.ts"
import { liveNormaliser } from "./live-normaliser.ts"
import { liveRules, reloadOnHangUp, tellRules } from "./live-rules.ts"
import type { Normaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"
import { type Edge, edgePipeline } from "./pipeline.ts"
import { refusalsIn } from "./refusals.ts"
import { replayLetters } from "./replay.ts"
import { dormantOf, logsourceText, producedBy, sentBy } from "./rules/dormant.ts"
import { skewStage } from "./skew.ts"
import { sources } from "./sources/index.ts"
import { reportStatus, reportStop } from "./status.ts"

const stopMs = 8000 // a container's runtime kills after 10 s

/** Opens everything, runs until SIGTERM, closes in reverse order. */
export async function runCollector(config: CollectorConfig): Promise<number> {
  const deps = openDeps("vedette-collector", config.home)
  const stopping = stopSignal(deps, stopMs)
  return untilStopped(stopping, () => collect(config, deps, stopping))
}

async function collect(
  config: CollectorConfig,
  deps: Deps,
  stopping: AbortController,
): Promise<number> {
  const name = config.name ?? hostname().slice(0, 64)
  const { signal } = stopping
  const { bus } = config
  const ledger = openLedger(deps.now, { ...ledgerMetrics(deps), isSpooled: bus.type === "kafka" })
  await using log = await openLogWriter(
    bus.type === "local"
      ? { directory: join(bus.directory, name), bytesMax: bus.bytesMax }
      : { directory: join(config.home, "spool"), bytesMax: config.spool.bytesMax },
    deps,
    ledger,
  )
  const normaliser = await opening("rules.normalize", () =>
    liveNormaliser(config.rules.normalize, deps),
  )
  const rules = liveRules(config.rules.detect, deps)
  const refused = () => [...normaliser.refused, ...rules.current.refused]
  const dormant = dormantNow(() => rules.current.rules, config, deps)
  reloadOnHangUp(rules, normaliser)
  tellRules({ refused: refused(), warnings: rules.current.warnings }, deps.log)
  const edge: Edge = {
    parse: parserOf({ formats, normalise: normaliser, collector: name }),
    skew: skewStage(deps, config.futureSecondsMax),
    detect: detectStage(() => rules.current, deps),
    log,
    ledger,
  }
  const outages = new Map<string, string>([["start", "starting"]])
  const problems = () => [...outages.values(), ...log.problems()]
  await using _telemetry = listening("metrics.port", config.metrics, () =>
    serveTelemetry(config.metrics, deps.metrics, problems),
  )
  watchLog(log, deps)
  watchLedger(ledger, deps)
  const reading = await openSources(config, edge, deps, normaliser, signal, outages)
  outages.delete("start")
  const status = () => ({
    program: "collector",
    name,
    version,
    atMs: deps.now(),
    problems: problems(),
    spoolBytes: log.bytes,
    spoolIsCounted: ledger.spoolIsCounted,
    sources: config.sources.map((source) => source.name),
    rules: { loaded: rules.current.rules.length, refused: refused(), dormant: dormant() },
  })
  const gather = refusalsIn(deps, ledger)
  const reporting = reportStatus(status, log, ledger, gather, signal)
  const forwarding =
    bus.type === "kafka"
      ? forward(join(config.home, "spool"), await openKafka(bus, deps, signal), deps, signal)
      : undefined
  const replaying = replayLetters(config, edge, deps, signal, (problem) => {
    if (problem) outages.set("replay", problem)
    else outages.delete("replay")
  })
  deps.log.info("started", { "vedette.collector": name })
  try {
    await Promise.all([...reading, reporting, forwarding, replaying])
  } finally {
    stopping.abort()
  }
  await reportStop(status, log, ledger, gather)
  deps.log.info("stopped", { "vedette.collector": name })
  return 0
}

/** Rules that no event of these sources can reach, by their logsource. */
function dormantNow(
  rules: () => readonly Rule[],
  { sources: configured, rules: { normalize } }: CollectorConfig,
  { metrics }: Deps,
): () => Record<string, number> {
  const sent = sentBy(configured, producedBy(normalize))
  let known: { readonly of: readonly Rule[]; readonly asleep: readonly Rule[] } | undefined
  const asleep = () => {
    if (known?.of !== rules()) known = { of: rules(), asleep: dormantOf(rules(), sent) }
    return known.asleep
  }
  metrics.gauge("vedette_collector_rules_dormant", "Rules that no event here can reach.", [], (g) =>
    g.set(asleep().length),
  )
  return () => {
    const groups = Map.groupBy(asleep(), ({ logsource }) => logsourceText(logsource))
    return Object.fromEntries([...groups].map(([logsource, { length }]) => [logsource, length]))
  }
}

function openKafka(bus: Parameters<typeof kafkaBus>[0], deps: Deps, signal: AbortSignal) {
  return retrying("connecting to Kafka", () => kafkaBus(bus, deps), signal, deps.log)
}

async function openSources(
  config: CollectorConfig,
  edge: Edge,
  deps: Deps,
  normaliser: Normaliser,
  signal: AbortSignal,
  outages: Map<string, string>,
): Promise<Promise<void>[]> {
  const bugs = deps.metrics.counter(
    "vedette_pipeline_bugs_total",
    "Events on which our code failed.",
  )
  const world = {
    ...deps,
    isFull: () => edge.log.full,
    get datasets() {
      return normaliser.datasets
    },
    drop: edge.ledger.drop,
  }
  const running: Promise<void>[] = []
  for (const [index, options] of config.sources.entries()) {
    const opened = await opening(`sources.${index}`, () => sources.open(options, world))
    const source = tellingDelivery(opened, () => outages.delete(options.name))
    const pipeline = edgePipeline(source, edge, config.inFlightBytesMax, (bug) => {
      bugs.inc()
      deps.log.debug("a stage failed", { "error.message": errorText(bug) })
    })
    running.push(readForEver(options.name, () => run(pipeline, signal), signal, deps, outages))
  }
  for (const reading of running) reading.catch(() => {})
  return running.map(async (reading) => {
    await reading
  })
}

/** A source that fails is read again; the others run on. */
async function readForEver(
  name: string,
  read: () => Promise<void>,
  signal: AbortSignal,
  deps: Deps,
  outages: Map<string, string>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await read()
      outages.delete(name)
      return
    } catch (cause) {
      if (signal.aborted) return
      outages.set(name, `source ${name}: ${errorText(cause)}`)
      deps.log.warn("a source failed, reading it again", {
        "vedette.source": name,
        "error.message": errorText(cause),
      })
      await pause(2000, signal)
    }
  }
}

function watchLog(log: LogWriter, { metrics }: Deps): void {
  metrics.gauge("vedette_spool_bytes", "Bytes in the durable log.", [], (g) => g.set(log.bytes))
  metrics.gauge("vedette_spool_full", "1 while the log holds sources back.", [], (g) =>
    g.set(log.full ? 1 : 0),
  )
}
