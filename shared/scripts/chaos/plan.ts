import { type Chance, chanceOf } from "../../chance.ts"

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
  const random = chanceOf(seed)
  const loads = (["http", "file", "tcp", "udp"] as const).flatMap((by) =>
    loadsOf(random, by, gapsMs[pair]),
  )
  const { least, most } = blowsOf[pair]
  const blows = Array.from({ length: random.between(least, most) }, () => blowOf(random, pair))
  return {
    seed,
    pair,
    loads,
    blows: blows.sort((a, b) => a.atShare - b.atShare),
    ending: random.happens(0.3) ? "kill" : "stop",
  }
}

const blowsOf = { local: { least: 2, most: 6 }, kafka: { least: 2, most: 4 } } as const
const targets: Readonly<Record<Pair, readonly Target[]>> = {
  local: ["collector", "aggregator"],
  kafka: ["collector", "aggregator", "kafka", "opensearch"],
}
const gapsMs = { local: [20, 90], kafka: [200, 700] } as const
type Gaps = readonly [least: number, most: number]

function loadsOf(random: Chance, by: Load["by"], gaps: Gaps): Load[] {
  const senders = by === "http" ? random.between(1, 3) : random.between(0, 2)
  return Array.from({ length: senders }, (_, i) => loadOf(random, by, `${by}${i}`, gaps))
}

function loadOf(random: Chance, by: Load["by"], name: string, gaps: Gaps): Load {
  const sizeMax = random.pick([1, 20, 120])
  return {
    by,
    name,
    batches: Array.from({ length: random.between(12, 28) }, () => random.between(1, sizeMax)),
    gapMs: random.between(...gaps),
    padMax: random.pick([10, 200, 2000]),
    manner: {
      hasKey: random.happens(0.8),
      patienceMs: random.happens(0.3) ? random.between(5, 200) : 0,
      body: random.pick(["ndjson", "array", "text"]),
      isPacked: random.happens(0.3),
      isCounted: random.happens(0.5),
      batchesPerTurn: random.between(1, 8),
      isTorn: random.happens(0.5),
    },
  }
}

function blowOf(random: Chance, pair: Pair): Blow {
  const target = random.pick(targets[pair])
  const isProgram = target === "collector" || target === "aggregator"
  const again = isProgram && random.happens(0.35) ? random.between(1, 2) : 0
  return {
    atShare: random.between(2, 95) / 100,
    target,
    how: random.happens(0.7) ? "kill" : "stop",
    downMs: random.pick([0, 0, random.between(1, 400), random.between(400, 2000)]),
    againAfterMs: Array.from({ length: again }, () => random.between(0, 400)),
  }
}
