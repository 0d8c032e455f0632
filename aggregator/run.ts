import { hostname } from "node:os"
import { kafkaBus } from "#shared/bus/kafka.ts"
import { NoProgress } from "#shared/bus/kafka-source.ts"
import { localBus } from "#shared/bus/local.ts"
import { replayBus } from "#shared/bus/replay-log.ts"
import type { Bus } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { printOf } from "#shared/config/document-values.ts"
import { listening, opening } from "#shared/config/opening.ts"
import { openDeps, stopSignal, untilStopped } from "#shared/config/program.ts"
import { type Given, openReloading, type Reloading, standingBefore } from "#shared/config/reload.ts"
import { prepareAll } from "#shared/config/reload-change.ts"
import { tellingDelivery } from "#shared/pipeline/delivered.ts"
import { openOutages } from "#shared/pipeline/outages.ts"
import { pause, retrying } from "#shared/pipeline/retrying.ts"
import { run } from "#shared/pipeline/run.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { serveTelemetry } from "#shared/telemetry/server.ts"
import { accessProblems, openAccess } from "./access/open.ts"
import { noAnomalyWatch, watchAnomalies } from "./anomaly/watch.ts"
import type { AggregatorConfig } from "./config.ts"
import { serveConsole } from "./console/serve.ts"
import { openEvasion } from "./evasion/live.ts"
import { openFlowMeter } from "./flow/meter.ts"
import { noForecasts, openForecasts } from "./forecast/service.ts"
import { inTime } from "./in-time.ts"
import { forgetRows } from "./ledger/forget.ts"
import { pendingOf } from "./ledger/pending.ts"
import { watchLedger } from "./ledger/watch.ts"
import { openEnrichers } from "./live-enrichers.ts"
import { foldersOf, liveRules } from "./live-rules.ts"
import { bookOf } from "./overlay/book.ts"
import { endChanges } from "./overlay/ended.ts"
import { centrePipeline } from "./pipeline.ts"
import { inPlace, reloadOptions, ruleFolders } from "./reloaded.ts"
import { silenceMetrics } from "./silence/metrics.ts"
import { watchRates } from "./silence/rate.ts"
import { silenceSink } from "./silence/sink.ts"
import { watchSilence } from "./silence/watch.ts"
import { reportStatus, statusOf } from "./status.ts"
import { openStore } from "./store/open.ts"
import { storeSink } from "./store-sink.ts"
import { worldOf } from "./world.ts"

const stopMs = 8000 // a container's runtime kills after 10 s
const maintainEveryMs = 60_000
const saveEveryMs = 10_000
const judgeEveryMs = 2000
const meterEveryMs = 10_000
/** Where there is much memory the engine lets garbage lie for long; what it takes is to be seen. */
const collectEveryMs = 30_000
const retryMsMax = 30_000
const read = ["events", "alerts", "pipeline", "status"] as const

/** Opens everything, runs until SIGTERM, closes in reverse order. */
export async function runAggregator(given: Given<AggregatorConfig>, path: string): Promise<number> {
  const deps = openDeps("vedette-aggregator", given.config.home)
  const stopping = stopSignal(deps, stopMs)
  return untilStopped(stopping, () => aggregate(given, path, deps, stopping))
}

async function aggregate(
  given: Given<AggregatorConfig>,
  path: string,
  deps: Deps,
  stopping: AbortController,
): Promise<number> {
  const { config } = given
  const before = standingBefore(path, given, ruleFolders)
  let current = config
  const { signal } = stopping
  const outages = openOutages(deps.now)
  const noted = (part: string) => (problem: string | undefined) => outages.note(part, problem)
  let reloading: Reloading | undefined
  const notices: (() => readonly string[])[] = [() => reloading?.notices() ?? []]
  let busNotices: readonly string[] = []
  notices.push(() => busNotices)
  const noticed = () => notices.flatMap((each) => each())
  await using _telemetry = listening("metrics.port", config.metrics, () =>
    serveTelemetry(config.metrics, deps.metrics, () => outages.problems, noticed),
  )
  const open = <T>(what: string, opening: () => Promise<T>) =>
    retrying(what, opening, signal, deps.log, undefined, noted(what))
  outages.note("start", "starting")
  await using store = await open("opening the store", () => openStore(config.store, deps))
  await using access = await open("opening the audit log", () =>
    openAccess(config.home, config.console.usersFile, store, deps),
  )
  await using bus = await open("opening the bus", () => openBus(config, deps))
  await using enrich = await openEnrichers(given, deps)
  const rules = liveRules(config.rules, deps)
  const evasionParts = {
    home: config.home,
    store,
    tagsOf: (id: string) => rules.byId(id)?.tags ?? [],
  }
  const evasion = await openEvasion(evasionGiven(config), evasionParts, deps, signal)
  await using pending = await pendingOf(config, deps)
  const silence = watchSilence(config.silence, store, deps)
  silenceMetrics(silence.watched, deps)
  const rates = watchRates(config.silence, store)
  const sink = silenceSink(storeSink(store, deps, noted("store"), config.deadLetters), silence)
  const ledger = watchLedger({ store, sink, pending: pending.ask }, deps)
  const problems = async () => [
    ...outages.problems,
    ...noticed(),
    ...enrich.problems(),
    ...evasion.problems(),
    ...accessProblems(current, access),
    ...ledger.problems(),
    ...silence.problems(),
    ...(await inTime(store.problems(), ["the store does not answer"])),
  ]
  const status = statusOf(
    nameOf(config),
    {
      store,
      async busHealth() {
        const health = await healthOf(bus, noted("bus health"))
        busNotices = health.notices ?? []
        return health
      },
      rules: () => rules.current,
      problems,
      config: () => reloading?.state,
    },
    deps,
  )
  const anomaly = config.anomaly.enabled ? watchAnomalies(config.anomaly, deps) : noAnomalyWatch
  const forecasts = config.forecast.enabled ? openForecasts(config.forecast, deps) : noForecasts
  notices.push(forecasts.notices)
  const stages = [enrich.stage, evasion.stage, anomaly.stage]
  const centre = { enrich: stages, correlate: rules.correlate, sink }
  await using replays = replayBusOf(config, bus, deps)
  const meter = openFlowMeter(store, deps.now)
  const parts = {
    ...{
      store,
      access,
      rules,
      evasion,
      anomaly,
      forecasts,
      pending,
      replays,
      meter,
      config: () => current,
    },
    reload: () => reloading?.request(),
  }
  const book = bookOf(rules, parts.reload)
  const worldFor = (config: AggregatorConfig) =>
    worldOf(nameOf(config), config, parts, deps, problems)
  const console_ = await opening("console", () => serveConsole(worldFor(config), deps))
  let consolePrint = printOf(given.written.console)
  notices.push(console_.notices)
  const prepare = (next: Given<AggregatorConfig>) =>
    prepareAll([
      () => rules.prepare(next.config.rules),
      () => enrich.prepare(next),
      () => evasion.prepare(evasionGiven(next.config)),
      () => {
        const isChanged = printOf(next.written.console) !== consolePrint
        const world = isChanged ? worldFor(inPlace(next.config, config)) : undefined
        return opening("console", () => console_.prepare(world))
      },
      () => ({
        commit() {
          current = next.config
          consolePrint = printOf(next.written.console)
        },
      }),
    ])
  reloading = openReloading(reloadOptions(path, before, config, prepare), given, deps, signal)
  await evasion.first
  outages.note("start", undefined)
  deps.log.info("started", { "url.full": `http://${config.console.host}:${console_.port}/` })
  const bugs = deps.metrics.counter(
    "vedette_pipeline_bugs_total",
    "Events on which our code failed.",
  )
  try {
    await Promise.all([
      readForEver(
        () => {
          const subscribed = bus.subscribe(read, config.group)
          const source = tellingDelivery(subscribed, () => noted("bus")(undefined))
          const pipeline = {
            ...centrePipeline(source, centre, 0, () => bugs.inc()),
            get inFlightBytesMax() {
              return current.inFlightBytesMax
            },
          }
          return run(pipeline, signal).finally(() => source[Symbol.asyncDispose]())
        },
        signal,
        deps,
        noted("bus"),
      ),
      reportStatus(status, bus, signal),
      onTimer(maintainEveryMs, signal, async () => {
        await store.maintain(signal)
        await forgetRows(store)
        await ledger.look(signal)
        const drops = await rates(deps.now())
        if (drops.length > 0) await sink.write(drops, signal)
        await enrich.refresh(signal)
        await evasion.refresh(signal)
      }),
      onTimer(saveEveryMs, signal, silence.save),
      onTimer(maintainEveryMs, signal, () =>
        endChanges({ book, audit: access.audit, now: deps.now }),
      ),
      onTimer(judgeEveryMs, signal, () => anomaly.look(sink, signal)),
      forecasts.look(signal).catch(() => {}),
      onTimer(config.forecast.stepMs, signal, () => forecasts.look(signal)),
      onTimer(meterEveryMs, signal, meter.look),
      onTimer(collectEveryMs, signal, async () => void Bun.gc(false)),
    ])
  } finally {
    stopping.abort()
    await silence.save().catch(() => {}) // the last minute is learnt again
    await anomaly.close()
    await forecasts.close()
    await console_.dispose()
  }
  deps.log.info("stopped")
  return 0
}

const evasionGiven = ({ evasion, rules }: AggregatorConfig) => ({
  evasion,
  folders: foldersOf(rules),
})

const nameOf = ({ name }: AggregatorConfig): string => name ?? hostname().slice(0, 64)

function openBus(config: AggregatorConfig, deps: Deps): Promise<Bus> {
  const { bus } = config
  if (bus.type === "kafka") return kafkaBus(bus, deps)
  return Promise.resolve(localBus({ ...bus, writer: `aggregator-${nameOf(config)}` }, deps))
}

/** Where the console sends dead letters back: on the local bus it has a log of its own for them. */
function replayBusOf(config: AggregatorConfig, bus: Bus, deps: Deps): Bus {
  if (config.bus.type === "local") return replayBus(config.bus, `console-${nameOf(config)}`, deps)
  return { ...bus, [Symbol.asyncDispose]: async () => {} } // whoever opened it closes it
}

/** Asks the bus, and notes what it says. */
async function healthOf(bus: Bus, note: (problem: string | undefined) => void) {
  const health = await bus.health()
  note(health.problems.length > 0 ? health.problems.join("; ") : undefined)
  return health
}

/** Reading that failed begins again from where the group stands. */
async function readForEver(
  read: () => Promise<void>,
  signal: AbortSignal,
  { log, now }: Deps,
  note: (problem: string | undefined) => void,
): Promise<void> {
  let told: string | undefined
  for (let waitMs = 1000; !signal.aborted; waitMs = Math.min(2 * waitMs, retryMsMax)) {
    const startMs = now()
    try {
      await read()
      note(undefined)
    } catch (cause) {
      if (signal.aborted) return
      if (cause instanceof NoProgress) throw cause // a new process may help: whoever runs it starts one
      const text = errorText(cause)
      note(`reading the bus: ${text}`)
      if (now() - startMs > retryMsMax) [told, waitMs] = [undefined, 1000] // it worked meanwhile
      if (text !== told)
        log.warn("reading the bus failed, beginning again", { "error.message": text })
      told = text
    }
    await pause(waitMs, signal)
  }
}

async function onTimer(everyMs: number, signal: AbortSignal, work: () => Promise<void>) {
  while (!signal.aborted) {
    await pause(everyMs, signal)
    if (!signal.aborted) await work().catch(() => {}) // each part says by itself what is wrong
  }
}
