import { centrePipeline } from "../../../aggregator/pipeline.ts"
import { storeSink } from "../../../aggregator/store-sink.ts"
import { forward } from "../../../collector/forward.ts"
import { edgePipeline } from "../../../collector/pipeline.ts"
import { openLogReader } from "../../bus/log-reader.ts"
import type { LogWriter } from "../../bus/log-types.ts"
import { openLogWriter } from "../../bus/log-writer.ts"
import type { Bus, Delivered } from "../../bus/types.ts"
import type { Chance } from "../../chance.ts"
import type { Deps } from "../../config/define.ts"
import type { Event } from "../../ecs/event.ts"
import { type Ledger, openLedger } from "../../pipeline/ledger.ts"
import { pause } from "../../pipeline/retrying.ts"
import { run } from "../../pipeline/run.ts"
import type { Parse, Pipeline, Raw, Source } from "../../pipeline/types.ts"
import { openMetrics } from "../../telemetry/metrics.ts"
import type { SimKafka } from "./bus.ts"
import type { Clock } from "./clock.ts"
import type { SimDisk } from "./disk.ts"
import type { Life } from "./life.ts"
import { type Intake, type LinesFile, openIntake, readFile } from "./senders.ts"
import type { SimStore } from "./store.ts"

/** What a test puts in the place of a part, to see whether the checks see it. */
export interface Plant {
  readonly log?: (log: LogWriter) => LogWriter
  readonly bus?: (bus: Bus) => Bus
  readonly delivered?: (source: Source<Delivered>) => Source<Delivered>
  readonly pipeline?: <Item>(pipeline: Pipeline<Item>) => Pipeline<Item>
}

export interface Surroundings {
  readonly clock: Clock
  readonly chance: Chance
  readonly disk: SimDisk
  readonly kafka: SimKafka
  readonly store: SimStore
  readonly file: LinesFile
  readonly usesKafka: boolean
  readonly bytesMax: number
  readonly inFlightBytesMax: number
  readonly plant: Plant
  /** Told of what a pipeline has open, and of the first sight of each record at the centre. */
  readonly onOpen: (bytes: number, largest: number) => void
  /** Told of the lines that a collector had to drop as it stopped. */
  readonly onLeft: (ids: readonly string[], isPaused: boolean) => void
  readonly onArrival: (event: Event) => void
}

export interface Collector {
  readonly life: Life
  readonly intake: Intake
  readonly log: LogWriter
  readonly ledger: Ledger
  /** Resolves when it has ended, dead or stopped. */
  readonly ended: Promise<void>
}

const spool = "/spool"
const group = "centre"
const topics = ["events", "alerts", "pipeline", "status"] as const

export const depsOf = (clock: Clock, chance: Chance): Deps => ({
  now: () => clock.nowMs,
  random: chance.next,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  metrics: openMetrics(),
  home: "",
})

export async function startCollector(world: Surroundings, life: Life): Promise<Collector> {
  const { clock, chance, plant, kafka, disk } = world
  const deps = depsOf(clock, chance)
  const ledger = openLedger(deps.now)
  const options = { directory: spool, bytesMax: world.bytesMax, segmentBytesMax: 8000 }
  const log = await openLogWriter({ ...options, disk: disk.of(life) }, deps, ledger)
  const planted = plant.log?.(log) ?? log
  const intake = openIntake(life, clock, () => log.full)
  const edge = { parse, detect() {}, log: planted, ledger }
  const read = (source: Source<Raw>) => {
    const measured = measuring(source, world.onOpen)
    const pipeline = edgePipeline(measured, edge, world.inFlightBytesMax, () => {})
    return () => run(plant.pipeline?.(pipeline) ?? pipeline, life.stop.signal)
  }
  const sources = [
    { read: intake.http.read, [Symbol.asyncDispose]: async () => {} },
    { read: intake.tcp.read, [Symbol.asyncDispose]: async () => {} },
    readFile(world.file, life, clock, chance),
  ]
  const running = sources.map((source) => forEver(read(source), life.stop.signal))
  life.stop.signal.addEventListener("abort", () => intake.gather.flush(), { once: true })
  if (world.usesKafka) {
    const bus = kafka.of(life)
    const extras = { disk: disk.of(life) }
    running.push(forward(spool, plant.bus?.(bus) ?? bus, deps, life.stop.signal, extras))
  }
  const end = async () => {
    await Promise.all(running)
    intake.http.close(new Error("stopped"))
    const left = intake.tcp.close(new Error("stopped")).flatMap(({ items }) => items)
    if (life.isDead) return
    world.onLeft(
      left.map(({ text }) => `tcp:${text.split(" ")[0]}`),
      log.paused !== undefined || disk.fault !== undefined,
    )
    await log[Symbol.asyncDispose]()
  }
  return { life, intake, log, ledger, ended: end() }
}

export function startAggregator(world: Surroundings, life: Life): Promise<void> {
  const { clock, chance, store, plant, kafka, disk, usesKafka } = world
  const deps = depsOf(clock, chance)
  const sink = storeSink(store.of(life), deps, () => {})
  const { signal } = life.stop
  return forEver(async () => {
    const source = usesKafka
      ? kafka.of(life).subscribe(topics, group)
      : openLogReader(spool, group, topics, deps, { disk: disk.of(life) })
    const planted = plant.delivered?.(source) ?? source
    const seeing = (event: Event) => world.onArrival(event)
    const centre = { enrich: [seeing], correlate() {}, sink }
    const measured = measuring(planted, world.onOpen)
    const pipeline = centrePipeline(measured, centre, world.inFlightBytesMax, () => {})
    await run(plant.pipeline?.(pipeline) ?? pipeline, signal).finally(() =>
      source[Symbol.asyncDispose](),
    )
  }, signal)
}

const parse: Parse<Raw> = ({ text, position }, origin, out) => {
  const id = origin.source === "http" ? `${position}` : text.slice(0, text.indexOf(" "))
  const created = new Date(origin.receivedMs).toISOString()
  out.push({
    "@timestamp": created,
    "event.id": `${origin.source}:${id}`,
    "event.created": created,
    message: text,
    "vedette.source": origin.source,
    "vedette.batch": origin.batch,
    ...(origin.mayRepeat && { "vedette.repeat": true }),
  })
}

/** As both programs do: what failed is read again. */
async function forEver(read: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await read().catch(() => {})
    if (signal.aborted) return
    await pause(2000, signal)
    if (signal.aborted) await read().catch(() => {}) // what failed before is tried a last time
  }
}

function measuring<Item>(
  source: Source<Item>,
  onOpen: (bytes: number, largest: number) => void,
): Source<Item> {
  let open = 0
  let largest = 0
  return {
    async *read(signal) {
      for await (const batch of source.read(signal)) {
        open += batch.bytes
        largest = Math.max(largest, batch.bytes)
        onOpen(open, largest)
        yield {
          ...batch,
          async settle(failure) {
            await batch.settle(failure)
            open -= batch.bytes
          },
        }
      }
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}
