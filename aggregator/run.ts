import { hostname } from "node:os"
import { kafkaBus } from "#shared/bus/kafka.ts"
import { localBus } from "#shared/bus/local.ts"
import { replayBus } from "#shared/bus/replay-log.ts"
import type { Bus } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { listening, opening } from "#shared/config/opening.ts"
import { openDeps, stopSignal, untilStopped, version } from "#shared/config/program.ts"
import { tellingDelivery } from "#shared/pipeline/delivered.ts"
import { pause, retrying } from "#shared/pipeline/retrying.ts"
import { run } from "#shared/pipeline/run.ts"
import { sendStory } from "#shared/scripts/story.ts"
import { loadRules } from "#shared/sigma/rules.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { serveTelemetry } from "#shared/telemetry/server.ts"
import { type Access, accessProblems, openAccess } from "./access/open.ts"
import type { AggregatorConfig } from "./config.ts"
import { consoleOptions } from "./console/options.ts"
import { serveConsole } from "./console/serve.ts"
import type { World } from "./console/world.ts"
import { correlateStage } from "./correlate/stage.ts"
import { dormantEverywhere } from "./dormant.ts"
import { enrichers } from "./enrich/index.ts"
import { heardOf, refusedText } from "./health.ts"
import { balance } from "./ledger/balance.ts"
import { forgetRows } from "./ledger/forget.ts"
import { type PendingAsker, pendingOf } from "./ledger/pending.ts"
import { centrePipeline } from "./pipeline.ts"
import { replay, replayTold } from "./replay.ts"
import { sourcesOf } from "./sources.ts"
import { reportStatus, statusOf } from "./status.ts"
import { openStore } from "./store/open.ts"
import type { Store } from "./store/types.ts"
import { storeSink } from "./store-sink.ts"

const stopMs = 8000 // a container's runtime kills after 10 s
const maintainEveryMs = 60_000
const retryMsMax = 30_000
const read = ["events", "alerts", "pipeline", "status"] as const

/** Opens everything, runs until SIGTERM, closes in reverse order. */
export async function runAggregator(config: AggregatorConfig): Promise<number> {
  const deps = openDeps("vedette-aggregator", config.home)
  const stopping = stopSignal(deps, stopMs)
  return untilStopped(stopping, () => aggregate(config, deps, stopping))
}

async function aggregate(
  config: AggregatorConfig,
  deps: Deps,
  stopping: AbortController,
): Promise<number> {
  const { signal } = stopping
  const outages = new Map<string, string>()
  const noted = (part: string) => (problem: string | undefined) => {
    if (problem) outages.set(part, problem)
    else outages.delete(part)
  }
  await using _telemetry = listening("metrics.port", config.metrics, () =>
    serveTelemetry(config.metrics, deps.metrics, () => [...outages.values()]),
  )
  const open = <T>(what: string, opening: () => Promise<T>) =>
    retrying(what, opening, signal, deps.log, undefined, noted(what))
  outages.set("start", "starting")
  await using store = await open("opening the store", () => openStore(config.store, deps))
  await using access = await open("opening the audit log", () =>
    openAccess(config.home, config.console.usersFile, store, deps),
  )
  await using bus = await open("opening the bus", () => openBus(config, deps))
  const opened = await Promise.all(
    config.enrich.map((options, index) =>
      opening(`enrich.${index}`, () => enrichers.open(options, deps)),
    ),
  )
  const rules = loadRules([...config.rules.detect, ...config.rules.correlate])
  const problems = async () => [
    ...outages.values(),
    ...opened.flatMap((enricher) => enricher.problems?.() ?? []),
    ...accessProblems(config, access),
    ...(await store.problems()),
  ]
  const status = statusOf(nameOf(config), { store, bus, rules, problems }, deps)
  const sink = storeSink(store, deps, noted("store"), config.deadLetters)
  const centre = {
    enrich: opened.map(({ enrich }) => enrich),
    correlate: correlateStage(rules.correlations, deps),
    sink,
  }
  await using pending = await pendingOf(config, deps)
  await using replays = replayBusOf(config, bus, deps)
  const world = worldOf(config, { store, access, rules, pending, replays }, deps, problems)
  const console_ = await opening("console", () =>
    listening("port", config.console, () => serveConsole(world)),
  )
  outages.delete("start")
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
          const pipeline = centrePipeline(source, centre, config.inFlightBytesMax, () => bugs.inc())
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
        for (const { refresh } of opened) await refresh?.(signal)
      }),
    ])
  } finally {
    stopping.abort()
    await console_.dispose()
    for (const enricher of opened) await enricher[Symbol.asyncDispose]()
  }
  deps.log.info("stopped")
  return 0
}

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

interface Parts {
  readonly store: Store
  readonly access: Access
  readonly rules: ReturnType<typeof loadRules>
  readonly pending: PendingAsker
  readonly replays: Bus
}

function worldOf(
  config: AggregatorConfig,
  { store, access, rules, pending, replays }: Parts,
  deps: Deps,
  problems: () => Promise<readonly string[]>,
): World {
  const name = nameOf(config)
  const byId = new Map(rules.rules.map((rule) => [rule.id, rule]))
  const { demoIntake, addresses } = config.console
  return {
    ...access,
    store,
    now: deps.now,
    rules: (id) => byId.get(id),
    ledger: (fromMs, toMs) => balance(store, fromMs, toMs, pending.ask),
    sources: () => sourcesOf(store),
    health: async () => {
      const own = { kind: "aggregator" as const, name, version, lastMs: deps.now() }
      const isOther = ({ body }: { body: Record<string, unknown> }) =>
        body.program !== "aggregator" || body.name !== name
      const statuses = await store.documents("status")
      const heard = heardOf(statuses.filter(isOther), deps.now())
      return {
        problems: [...(await problems()), ...refusedText(rules.refused), ...heard.problems],
        programs: [...heard.programs, own],
        rules: {
          loaded: rules.rules.length,
          dormant: dormantEverywhere(statuses),
          refused: rules.refused,
        },
      }
    },
    replay: async (asked, by, signal) => {
      const done = await replay(store, replays, asked, signal)
      if (!asked.dryRun) replayTold(done, by, deps)
      return done
    },
    ...(demoIntake && { demo: async () => void (await sendStory(demoIntake, deps.now())) }),
    addresses: {
      ...(addresses.syslog && { syslog: addresses.syslog }),
      ...(addresses.intake && { intake: addresses.intake }),
    },
    options: consoleOptions(config.console),
  }
}
