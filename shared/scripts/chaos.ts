import { parseArgs } from "node:util"
import { type Grounds, localGrounds } from "./chaos/grounds.ts"
import { kafkaGrounds } from "./chaos/kafka-grounds.ts"
import { type Pair, pairs } from "./chaos/plan.ts"
import { runSeries, type Summary } from "./chaos/series.ts"
import type { Result } from "./chaos/trial.ts"

const usage = `usage: bun run chaos [--trials N] [--seed S] [--pair local|kafka] [--brokers 1|3]
                      [--minutes M]

Kills and stops processes at random while senders send by HTTP, TCP, UDP and files, then looks
whether each event that was acknowledged is stored exactly once, and whether the ledger balances.

  --trials N      how many (10; without bound where --minutes is given)
  --seed S        seed of the first trial (1); the next trials have the next seeds. The same seed
                  makes the same plan: --trials 1 --seed S does a trial again
  --pair PAIR     local: both programs on the local bus and store
                  kafka: with a Kafka and an OpenSearch of its own, which are killed too
                  (needs a JDK and Maven)
  --brokers N     of that Kafka: 1 or 3 (1)
  --minutes M     no trial begins later than that

One line of JSON for each trial, and a last one with the sums. Exits with 1 if anything was lost,
stored twice or wrong; the files of such a trial are kept, and it says where.
`

const { pair, trials, seed, minutes, brokers } = readArguments()
const startMs = Date.now()
const grounds = await openGrounds(pair)
const summary = await runSeries(grounds, {
  pair,
  firstSeed: seed,
  trials,
  untilMs: startMs + minutes * 60_000,
  onResult: tell,
})
console.log(JSON.stringify({ summary }))
await grounds[Symbol.asyncDispose]()
process.exit(summary.failed > 0 ? 1 : 0)

function openGrounds(wanted: Pair): Promise<Grounds> {
  return wanted === "kafka" ? kafkaGrounds(brokers) : Promise.resolve(localGrounds)
}

function tell(result: Result, { failed, lost, duplicated, ...sums }: Summary): void {
  console.log(JSON.stringify(brief(result)))
  const isLast = sums.trials === trials
  if (sums.trials % 10 !== 0 && !isLast && pair === "local") return
  const of = Number.isFinite(trials) ? ` of ${trials}` : ""
  const seconds = Math.round(sums.tookMs / 1000)
  console.error(
    `${sums.trials}${of} trials in ${seconds} s: ${failed} failed, ${lost} lost, ` +
      `${duplicated} duplicated`,
  )
}

const namesMax = 20

/** Lists of numbers, the first of them; their lengths tell the rest. */
function brief(result: Result): object {
  const { lost, duplicated, spoiled } = result
  const lists = Object.entries({ lost, duplicated, spoiled })
  const first = lists.filter(([, list]) => list.length > 0)
  const examples = first.map(([name, list]) => [name, list.slice(0, namesMax)])
  return {
    ...result,
    ...Object.fromEntries(lists.map(([name, list]) => [name, list.length])),
    ...(examples.length > 0 && { examples: Object.fromEntries(examples) }),
  }
}

function readArguments() {
  const values = parsed()
  if (values?.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const whole = /^\d{1,9}$/
  const isGood =
    values &&
    [values.trials, values.seed, values.brokers].every((one) => whole.test(one ?? "1")) &&
    /^\d+(\.\d+)?$/.test(values.minutes ?? "1") &&
    ["1", "3"].includes(values.brokers ?? "1") &&
    pairs.some((one) => one === (values.pair ?? "local"))
  if (!isGood) {
    process.stderr.write(usage)
    process.exit(64)
  }
  const fallback = values.minutes === undefined ? 10 : Number.POSITIVE_INFINITY
  return {
    pair: (values.pair ?? "local") as Pair,
    trials: values.trials === undefined ? fallback : Number(values.trials),
    seed: Number(values.seed ?? 1),
    minutes: Number(values.minutes ?? Number.POSITIVE_INFINITY),
    brokers: Number(values.brokers ?? 1),
  }
}

function parsed() {
  const text = { type: "string" } as const
  try {
    return parseArgs({
      options: {
        trials: text,
        seed: text,
        pair: text,
        minutes: text,
        brokers: text,
        help: { type: "boolean", short: "h" },
      },
    }).values
  } catch {
    return undefined
  }
}
