import { type Seeded, seeded } from "./seeded.ts"

export const pairs = ["local", "kafka"] as const
/** Both programs on the local bus and store, or on Kafka and OpenSearch. */
export type Pair = (typeof pairs)[number]
export type Target = "collector" | "aggregator" | "kafka" | "opensearch"

/** One thing done to a process under load. */
export interface Blow {
  /** It falls when this share of all that is planned has been sent. */
  readonly atShare: number
  readonly target: Target
  /** SIGKILL or SIGTERM. */
  readonly how: "kill" | "stop"
  /** How long it stays away. */
  readonly downMs: number
  /** It is killed again each time it has been started for so long: most often while it starts. */
  readonly againAfterMs: readonly number[]
}

/** What one sender sends: batches, with a pause after each. */
export interface Load {
  readonly by: "http" | "tcp" | "file" | "udp"
  /** Name of the sender, unique in the trial. */
  readonly name: string
  readonly batches: readonly number[]
  readonly gapMs: number
  /** Text beside the number, characters. */
  readonly padMax: number
  readonly manner: Manner
}

/** How a sender behaves; each kind reads what concerns it. */
export interface Manner {
  /** HTTP: sends again under the same key until it has a 2xx; without, each batch once. */
  readonly hasKey: boolean
  /** HTTP: gives up waiting after so long, and sends again; 0: waits. */
  readonly patienceMs: number
  readonly body: "ndjson" | "array" | "text"
  readonly isPacked: boolean
  /** TCP: octet counts instead of line ends. */
  readonly isCounted: boolean
  /** TCP: batches on one connection. File: batches until it is rotated. */
  readonly batchesPerTurn: number
  /** File: lines are written in two pieces. */
  readonly isTorn: boolean
}

/** All that a trial does, fixed by its seed. */
export interface Plan {
  readonly seed: number
  readonly pair: Pair
  readonly loads: readonly Load[]
  readonly blows: readonly Blow[]
  /** How the collector's last life ends before the ledger is read. */
  readonly ending: Blow["how"]
}

export function planOf(seed: number, pair: Pair): Plan {
  const random = seeded(seed)
  const loads = (["http", "file", "tcp", "udp"] as const).flatMap((by) =>
    loadsOf(random, by, gapsMs[pair]),
  )
  const { least, most } = blowsOf[pair]
  const blows = Array.from({ length: random.within(least, most) }, () => blowOf(random, pair))
  return {
    seed,
    pair,
    loads,
    blows: blows.sort((a, b) => a.atShare - b.atShare),
    ending: random.chance(0.3) ? "kill" : "stop",
  }
}

const blowsOf = { local: { least: 2, most: 6 }, kafka: { least: 2, most: 4 } } as const
const targets: Readonly<Record<Pair, readonly Target[]>> = {
  local: ["collector", "aggregator"],
  kafka: ["collector", "aggregator", "kafka", "opensearch"],
}
const gapsMs = { local: [20, 90], kafka: [200, 700] } as const
type Gaps = readonly [least: number, most: number]

function loadsOf(random: Seeded, by: Load["by"], gaps: Gaps): Load[] {
  const senders = by === "http" ? random.within(1, 3) : random.within(0, 2)
  return Array.from({ length: senders }, (_, i) => loadOf(random, by, `${by}${i}`, gaps))
}

function loadOf(random: Seeded, by: Load["by"], name: string, gaps: Gaps): Load {
  const sizeMax = random.pick([1, 20, 120])
  return {
    by,
    name,
    batches: Array.from({ length: random.within(12, 28) }, () => random.within(1, sizeMax)),
    gapMs: random.within(...gaps),
    padMax: random.pick([10, 200, 2000]),
    manner: {
      hasKey: random.chance(0.8),
      patienceMs: random.chance(0.3) ? random.within(5, 200) : 0,
      body: random.pick(["ndjson", "array", "text"]),
      isPacked: random.chance(0.3),
      isCounted: random.chance(0.5),
      batchesPerTurn: random.within(1, 8),
      isTorn: random.chance(0.5),
    },
  }
}

function blowOf(random: Seeded, pair: Pair): Blow {
  const target = random.pick(targets[pair])
  const isProgram = target === "collector" || target === "aggregator"
  const again = isProgram && random.chance(0.35) ? random.within(1, 2) : 0
  return {
    atShare: random.within(2, 95) / 100,
    target,
    how: random.chance(0.7) ? "kill" : "stop",
    downMs: random.pick([0, 0, random.within(1, 400), random.within(400, 2000)]),
    againAfterMs: Array.from({ length: again }, () => random.within(0, 400)),
  }
}
