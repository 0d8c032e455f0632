import { type Chance, chanceOf } from "../../chance.ts"
import { openSimKafka } from "./bus.ts"
import { bytesOfSegments, imbalances, openArrivals } from "./checks.ts"
import { type Clock, withClock } from "./clock.ts"
import { openSimDisk } from "./disk.ts"
import { bornAs, type Life } from "./life.ts"
import {
  type Collector,
  type Plant,
  type Surroundings,
  startAggregator,
  startCollector,
} from "./programs.ts"
import { linesFile, sendLines, sendRequests } from "./senders.ts"
import { openSimStore } from "./store.ts"

/** What went wrong in a world; empty when nothing did. */
export interface Verdict {
  readonly seed: number
  readonly wrongs: readonly string[]
  /** What happened, to see that something did. */
  readonly deaths: number
  readonly events: number
}

const troubledMs = 45_000
const healMsMost = 5 * 60_000
/** Each start begins a segment with what counts the others, though the log is full. */
const snapshotsShare = 1.25
const reviveEveryMs = 700
const stopMsMost = 60_000

/** Lets a world live, suffer and heal, and says what of the promises did not hold. */
export function simulate(
  seed: number,
  plant: Plant = {},
  tell: (what: string) => void = () => {},
): Verdict {
  const chance = chanceOf(seed)
  return withClock(chance, (clock) => new World(seed, clock, chance, plant, tell).live())
}

class World {
  readonly #seed: number
  readonly #clock: Clock
  readonly #chance: Chance
  readonly #around: Surroundings
  readonly #wrongs: string[] = []
  readonly #owed = new Set<string>()
  readonly #given: { readonly id: string; readonly life: Life }[] = []
  readonly #arrivals = openArrivals()
  readonly #dropped = new Set<string>()
  #collector: Collector | undefined
  #aggregator: { readonly life: Life; isEnded: boolean } | undefined
  #collectorLife: { readonly life: Life; isEnded: boolean } | undefined
  #sending = 0
  #revivedMs = 0
  #deaths = 0

  readonly #tell: (what: string) => void

  constructor(
    seed: number,
    clock: Clock,
    chance: Chance,
    plant: Plant,
    tell: (what: string) => void,
  ) {
    this.#tell = (what) => tell(`${clock.nowMs % 1e7} ${what}`)
    this.#seed = seed
    this.#clock = clock
    this.#chance = chance
    const kafka = openSimKafka(clock, chance)
    const store = openSimStore(clock, chance)
    kafka.faults = store.faults = chance.between(3, 12)
    this.#around = {
      clock,
      chance,
      disk: openSimDisk(clock, chance),
      kafka,
      store,
      file: linesFile(chance.between(20, 150), chance),
      usesKafka: chance.oneIn(2),
      bytesMax: chance.oneIn(2) ? 1 << 20 : 40_000,
      inFlightBytesMax: chance.between(2000, 60_000),
      plant,
      onOpen: (bytes, largest) => {
        if (bytes > this.#around.inFlightBytesMax + largest) this.#wrong(`${bytes} bytes are open`)
      },
      onLeft: (ids, isPaused) => {
        this.#tell(`${ids.length} lines are dropped at a stop`)
        if (ids.length > 0 && !isPaused) this.#wrong(`dropped at a stop: ${ids.slice(0, 5)}`)
        for (const id of ids) this.#dropped.add(id)
      },
      onArrival: (event) => {
        this.#tell(`${event["event.id"]} arrives${event["vedette.repeat"] ? " again" : ""}`)
        this.#arrivals.see(event)
      },
    }
  }

  live(): Verdict {
    this.#send()
    this.#startCollector()
    this.#startAggregator()
    this.#suffer()
    this.#heal()
    this.#check()
    this.#stop()
    const events = this.#owed.size + this.#given.length
    return { seed: this.#seed, wrongs: this.#wrongs, deaths: this.#deaths, events }
  }

  #wrong(what: string): void {
    if (this.#wrongs.length < 5) this.#wrongs.push(what)
  }

  #send(): void {
    const chance = this.#chance
    const intake = () => this.#collector?.intake
    const sent = (sending: Promise<void>) => {
      this.#sending++
      void sending.then(() => this.#sending--)
    }
    for (const name of ["a", "b", "c"])
      sent(sendRequests(name, chance.between(3, 15), intake, this.#owed, this.#around))
    for (const name of ["d", "e"])
      sent(sendLines(name, chance.between(10, 60), intake, this.#given, this.#around))
  }

  #startCollector(): void {
    const life = bornAs("collector")
    const state = { life, isEnded: false }
    this.#collectorLife = state
    if (this.#chance.oneIn(8)) life.stepsLeft = this.#chance.between(0, 30) // it dies at its start
    const start = async () => {
      const collector = await startCollector(this.#around, life)
      this.#collector = collector
      await collector.ended
    }
    start()
      .catch(() => {}) // a disk that is full or read-only: it is started again
      .finally(() => {
        state.isEnded = true
      })
  }

  #startAggregator(): void {
    const life = bornAs("aggregator")
    const state = { life, isEnded: false }
    this.#aggregator = state
    void startAggregator(this.#around, life).finally(() => {
      state.isEnded = true
    })
  }

  /** One trouble after the other, of every kind, and nothing waits for the end of the last. */
  #suffer(): void {
    const { disk, kafka, store, clock, chance } = {
      ...this.#around,
      clock: this.#clock,
      chance: this.#chance,
    }
    const endMs = clock.nowMs + troubledMs
    while (clock.nowMs < endMs) {
      this.#pass(chance.between(1, 4000))
      const kind = chance.between(0, 11)
      this.#tell(troubles[kind]!)
      if (kind === 0) disk.fault = (["ENOSPC", "EROFS", "EIO"] as const)[chance.between(0, 2)]!
      if (kind === 1) disk.fault = undefined
      if (kind === 2) disk.slowMs = chance.between(1, 500)
      if (kind === 3) kafka.isGone = !kafka.isGone
      if (kind === 4) store.isGone = !store.isGone
      if (kind === 5) store.rollOver()
      if (kind === 6 || kind === 7) this.#kill(this.#collectorLife!.life)
      if (kind === 8) this.#kill(this.#aggregator!.life)
      if (kind === 9) this.#cutPower()
      if (kind === 10) this.#collectorLife!.life.stop.abort()
      if (kind === 11) this.#aggregator!.life.stop.abort()
    }
  }

  /** Time passes; what has ended or died is started again. */
  #pass(ms: number): void {
    const endMs = this.#clock.nowMs + ms
    this.#clock.after(ms, () => {})
    this.#clock.until(() => {
      this.#revive()
      return this.#clock.nowMs >= endMs
    }, ms)
    const { disk, bytesMax } = this.#around
    const bytes = bytesOfSegments(disk)
    if (bytes > bytesMax * snapshotsShare) this.#wrong(`${bytes} bytes are in the spool`)
  }

  #revive(): void {
    if (this.#clock.nowMs < this.#revivedMs + reviveEveryMs) return
    this.#revivedMs = this.#clock.nowMs
    const [collector, aggregator] = [this.#collectorLife!, this.#aggregator!]
    if (collector.life.isDead || collector.isEnded) {
      if (collector.life.isDead) this.#bury(collector.life)
      this.#collector = undefined
      this.#startCollector()
    }
    if (aggregator.life.isDead || aggregator.isEnded) {
      if (aggregator.life.isDead) this.#bury(aggregator.life)
      this.#startAggregator()
    }
  }

  #bury(life: Life): void {
    this.#deaths++
    this.#tell(`${life.name} is dead`)
    life.stop.abort() // what loops in it ends
  }

  /** At once, or at any of its next steps. */
  #kill(life: Life): void {
    if (this.#chance.oneIn(2)) life.isDead = true
    else life.stepsLeft = this.#chance.between(0, 60)
  }

  #cutPower(): void {
    this.#collectorLife!.life.isDead = true
    this.#aggregator!.life.isDead = true
    this.#around.disk.cutPower()
  }

  #heal(): void {
    const { disk, kafka, store, file } = this.#around
    disk.fault = undefined
    disk.slowMs = 2
    kafka.faults = store.faults = 0
    kafka.isGone = store.isGone = false
    const isDone = () => {
      if (this.#sending > 0 || file.position < file.lines.length) return false
      const counts = store.counts()
      return this.#due().every((id) => counts.has(id))
    }
    const endMs = this.#clock.nowMs + healMsMost
    while (!isDone() && this.#clock.nowMs < endMs) this.#pass(1000)
    if (!isDone()) {
      const counts = store.counts()
      const missing = this.#due().filter((id) => !counts.has(id))
      this.#wrong(
        `lost: ${missing.slice(0, 5)} (${missing.length}); ${this.#sending} still send, ` +
          `the file is at ${file.position} of ${file.lines.length}`,
      )
    }
    do
      this.#pass(10_000) // for what would come twice
    while (!this.#collector && this.#clock.nowMs < endMs)
  }

  /** What must be stored: the acknowledged, the file, and lines of collectors that were not killed. */
  #due(): string[] {
    const lines = this.#given.flatMap(({ id, life }) =>
      life.isDead || this.#dropped.has(id) ? [] : id,
    )
    const file = this.#around.file.lines.map((line) => `file:${line.split(" ")[0]}`)
    return [...this.#owed, ...file, ...lines]
  }

  #check(): void {
    const { store } = this.#around
    for (const [id, count] of store.counts())
      if (count > 1) this.#wrong(`${id} is stored ${count} times`)
    const others = [...this.#arrivals.outOfOrder(), ...imbalances(this.#collector!.ledger, store)]
    for (const what of others) this.#wrong(what)
  }

  /** In the midst of the worst, and in a bounded time. */
  #stop(): void {
    const { disk, kafka, store } = this.#around
    if (this.#chance.oneIn(2)) disk.fault = "ENOSPC"
    if (this.#chance.oneIn(2)) kafka.isGone = store.isGone = true
    this.#collectorLife!.life.stop.abort()
    this.#aggregator!.life.stop.abort()
    const isEnded = () => this.#collectorLife!.isEnded && this.#aggregator!.isEnded
    if (!this.#clock.until(isEnded, stopMsMost)) this.#wrong("it does not stop")
  }
}

const troubles = [
  "the disk fails",
  "the disk works",
  "the disk has another speed",
  "Kafka goes or comes",
  "the store goes or comes",
  "the store begins a new index",
  "the collector is killed",
  "the collector is killed",
  "the aggregator is killed",
  "the power is cut",
  "the collector is stopped",
  "the aggregator is stopped",
]
