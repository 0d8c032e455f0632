import { hostname } from "node:os"
import { join } from "node:path"
import { kafkaBus } from "#shared/bus/kafka.ts"
import type { LogWriter } from "#shared/bus/log-types.ts"
import { openLogWriter } from "#shared/bus/log-writer.ts"
import type { Deps } from "#shared/config/define.ts"
import { listening, opening } from "#shared/config/opening.ts"
import { openDeps, stopSignal, untilStopped, version } from "#shared/config/program.ts"
import { type Given, openReloading, standingBefore } from "#shared/config/reload.ts"
import { type Change, prepareAll } from "#shared/config/reload-change.ts"
import { type Ledger, openLedger } from "#shared/pipeline/ledger.ts"
import { openOutages } from "#shared/pipeline/outages.ts"
import { retrying } from "#shared/pipeline/retrying.ts"
import type { Sink } from "#shared/pipeline/types.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { serveTelemetry } from "#shared/telemetry/server.ts"
import { busSink } from "./bus-sink.ts"
import { CollectorConfig } from "./config.ts"
import { detectStage } from "./detect.ts"
import { dormantNow } from "./dormant.ts"
import { formats } from "./formats/index.ts"
import { forward } from "./forward.ts"
import { openHosts } from "./hosts.ts"
import { ledgerMetrics, watchLedger } from "./ledger-metrics.ts"
import { liveNormaliser } from "./live-normaliser.ts"
import { liveRules, tellRules } from "./live-rules.ts"
import { openSources } from "./live-sources.ts"
import type { Normaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"
import type { Edge } from "./pipeline.ts"
import { refusalsIn } from "./refusals.ts"
import { replayLetters } from "./replay.ts"
import { openRuleReports, reportRules } from "./rule-report.ts"
import { skewStage } from "./skew.ts"
import type { SourceWorld } from "./sources/define.ts"
import { droppingSink } from "./spool-drops.ts"
import { reportStatus, reportStop } from "./status.ts"

const stopMs = 8000 // a container's runtime kills after 10 s

/** What can change while the collector runs; all else only a start reads. */
const live = ["sources", "inFlightBytesMax", "rules"]
const fixed = Object.keys(CollectorConfig.entries).filter((key) => !live.includes(key))
/** How long what is in hand at the stop may take. */
const inHandMs = 5000

/** Opens everything, runs until SIGTERM, closes in reverse order. */
export async function runCollector(given: Given<CollectorConfig>, path: string): Promise<number> {
  const deps = openDeps("vedette-collector", given.config.home)
  const stopping = stopSignal(deps, stopMs)
  return untilStopped(stopping, () => collect(given, path, deps, stopping))
}

async function collect(
  given: Given<CollectorConfig>,
  path: string,
  deps: Deps,
  stopping: AbortController,
): Promise<number> {
  const { config } = given
  const before = standingBefore(path, given, foldersOf)
  let current = config
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
  const dormant = dormantNow(
    () => rules.current.rules,
    () => current,
    deps,
  )
  tellRules({ refused: refused(), warnings: rules.current.warnings }, deps.log)
  await using hosts = config.hosts.watch ? openHosts(config.hosts, deps) : undefined
  const edge: Edge = {
    parse: parserOf({ formats, normalise: normaliser, collector: name }),
    watch: [skewStage(deps, config.futureSecondsMax), ...(hosts ? [hosts.stage] : [])],
    detect: detectStage(() => rules.current, deps),
    log,
    ledger,
    sink: sinkOf(config, log, ledger, deps),
  }
  const outages = openOutages(deps.now)
  outages.note("start", "starting")
  const problems = () => [...outages.problems, ...log.problems()]
  const beside = openOutages(deps.now) // what is out and keeps no source from being read
  const notices = [() => beside.problems, log.damage]
  const noticed = () => notices.flatMap((each) => each())
  await using _telemetry = listening("metrics.port", config.metrics, () =>
    serveTelemetry(config.metrics, deps.metrics, problems, noticed),
  )
  watchLog(log, deps)
  watchLedger(ledger, deps)
  const givenUp = new AbortController()
  const sources = await openSources(given, {
    world: worldOf(config, deps, edge, normaliser),
    edge,
    inFlightBytesMax: () => current.inFlightBytesMax,
    givenUp: givenUp.signal,
    bug: countingBugs(deps),
    outage: outages.note,
    forget: (source) => outages.note(source, undefined),
  })
  const prepare = (next: Given<CollectorConfig>) =>
    prepareAll([
      () => rules.prepare(next.config.rules.detect),
      () => normaliser.prepare(next.config.rules.normalize),
      () => sources.prepare(next),
      () => ({
        commit() {
          current = next.config
        },
      }),
    ])
  const reloading = openReloading(reloadOptions(path, before, config, prepare), given, deps, signal)
  notices.push(reloading.notices, sources.notices)
  outages.note("start", undefined)
  const status = (intakeSinceMs: number) => ({
    program: "collector",
    name,
    version,
    atMs: deps.now(),
    problems: [...problems(), ...noticed()],
    config: reloading.state,
    spoolBytes: log.bytes,
    spoolIsCounted: ledger.spoolIsCounted,
    sources: current.sources.map((source) => source.name),
    ...(hosts && { hosts: hosts.report(intakeSinceMs) }),
    rules: { loaded: rules.current.rules.length, refused: refused(), dormant: dormant() },
  })
  const gather = refusalsIn(deps, ledger)
  const done = new AbortController()
  const reporting = reportStatus(status, log, ledger, gather, config.reportMs, done.signal)
  const ruleReports = openRuleReports(() => rules.current.rules, deps)
  const telling = reportRules(name, ruleReports, log, config.reportMs, deps, done.signal)
  const forwarding = forwardToKafka(config, ledger, deps, signal, (problem) =>
    beside.note("kafka", problem),
  )
  const replaying = replayLetters(config, edge, deps, signal, (problem) =>
    beside.note("replay", problem),
  )
  const delivering = aborted(signal).then(async () => {
    setTimeout(() => givenUp.abort(), inHandMs).unref()
    await sources.stop()
    done.abort()
  })
  deps.log.info("started", { "vedette.collector": name })
  try {
    await Promise.race([
      sources.ended,
      Promise.all([delivering, reporting, telling, forwarding, replaying]),
    ])
  } finally {
    stopping.abort()
  }
  await reportStop(status, log, ledger, gather)
  deps.log.info("stopped", { "vedette.collector": name })
  return 0
}

const foldersOf = ({ rules }: CollectorConfig) => [...rules.normalize, ...rules.detect]

const reloadOptions = (
  path: string,
  before: string,
  { watch: isWatched }: CollectorConfig,
  prepare: (next: Given<CollectorConfig>) => Promise<Change>,
) => ({
  path,
  schema: CollectorConfig,
  fixed,
  folders: foldersOf,
  before,
  isWatched,
  prepare,
})

function openKafka(
  bus: Parameters<typeof kafkaBus>[0],
  deps: Deps,
  signal: AbortSignal,
  onOutage: (problem: string | undefined) => void,
) {
  const connect = () => kafkaBus(bus, deps)
  return retrying("connecting to Kafka", connect, signal, deps.log, undefined, onOutage)
}

async function forwardToKafka(
  { bus, home }: CollectorConfig,
  ledger: Ledger,
  deps: Deps,
  signal: AbortSignal,
  onOutage: (problem: string | undefined) => void,
): Promise<void> {
  if (bus.type !== "kafka") return
  try {
    const kafka = await openKafka(bus, deps, signal, onOutage)
    const settled = (notes: readonly string[]) => notes.forEach(ledger.published)
    await forward(join(home, "spool"), kafka, deps, signal, { settled, onOutage })
  } catch (cause) {
    if (!signal.aborted) throw cause
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve())
    if (signal.aborted) resolve()
  })

function sinkOf({ spool }: CollectorConfig, log: LogWriter, ledger: Ledger, deps: Deps): Sink {
  const sink = busSink(log, ledger)
  if (spool.whenFull === "block") return sink
  return droppingSink(sink, spool.whenFull, log, ledger, deps)
}

const worldOf = (
  { spool }: CollectorConfig,
  deps: Deps,
  edge: Edge,
  normaliser: Normaliser,
): Deps & SourceWorld => ({
  ...deps,
  isFull: () => spool.whenFull === "block" && edge.log.full,
  get datasets() {
    return normaliser.datasets
  },
  drop: edge.ledger.drop,
})

function countingBugs({ metrics, log }: Deps): (bug: unknown) => void {
  const bugs = metrics.counter("vedette_pipeline_bugs_total", "Events on which our code failed.")
  return (bug) => {
    bugs.inc()
    log.debug("a stage failed", { "error.message": errorText(bug) })
  }
}

function watchLog(log: LogWriter, { metrics }: Deps): void {
  metrics.gauge("vedette_spool_bytes", "Bytes in the durable log.", [], (g) => g.set(log.bytes))
  metrics.gauge("vedette_spool_full", "1 while the log holds sources back.", [], (g) =>
    g.set(log.full ? 1 : 0),
  )
}
