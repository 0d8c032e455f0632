import { afterAll, describe, expect, test } from "bun:test"
import { readdirSync, rmSync, unlinkSync } from "node:fs"
import { join } from "node:path"
import { type Grounds, localGrounds } from "../shared/scripts/chaos/grounds.ts"
import { kafkaGrounds } from "../shared/scripts/chaos/kafka-grounds.ts"
import { type Load, type Pair, type Plan, planOf } from "../shared/scripts/chaos/plan.ts"
import { runSeries } from "../shared/scripts/chaos/series.ts"
import { isGood, type Result, runTrial, type Tampering } from "../shared/scripts/chaos/trial.ts"
import { Missing } from "../shared/scripts/services/jdk.ts"

const beginWithinMs: Readonly<Record<Pair, number>> = { local: 50_000, kafka: 40_000 }
/** The first trial on Kafka kills it, OpenSearch and the aggregator under every kind of sender. */
const firstSeed: Readonly<Record<Pair, number>> = { local: 1, kafka: 123 }
const kafka = await kafkaGrounds(1).catch((cause) => {
  if (process.env["VEDETTE_REQUIRE_SERVICES"] === "1" || !(cause instanceof Missing)) throw cause
  console.log(`left out: chaos with Kafka and OpenSearch: ${cause.message}`)
  return undefined
})
afterAll(() => kafka?.[Symbol.asyncDispose]())

describe("kill -9 and stops at random, under load", () => {
  const grounds: [string, Grounds | undefined][] = [
    ["local bus and store", localGrounds],
    ["Kafka and OpenSearch, killed too", kafka],
  ]
  // What is needed is said above.
  for (const [name, ground] of grounds)
    test.skipIf(!ground)(
      `${name}: what was acknowledged is stored once, and the ledger balances`,
      async () => {
        const failed: Result[] = []
        const summary = await runSeries(ground!, {
          pair: ground!.pair,
          firstSeed: firstSeed[ground!.pair],
          trials: 1000,
          untilMs: Date.now() + beginWithinMs[ground!.pair],
          onResult: (result) => void (isGood(result) || failed.push(result)),
        })
        console.log(JSON.stringify(summary))
        expect(failed).toEqual([])
        expect(summary.acknowledged).toBeGreaterThan(0)
        expect(summary.blows).toBeGreaterThan(1)
      },
      600_000,
    )
})

test("a seed always makes the same plan, and others make others", () => {
  expect(planOf(7, "kafka")).toEqual(planOf(7, "kafka"))
  expect(planOf(8, "kafka")).not.toEqual(planOf(7, "kafka"))
  const plans = Array.from({ length: 50 }, (_, seed) => planOf(seed, "kafka"))
  const struck = new Set(plans.flatMap(({ blows }) => blows.map(({ target }) => target)))
  expect([...struck].sort()).toEqual(["aggregator", "collector", "kafka", "opensearch"])
})

describe("the checker sees what is planted:", () => {
  const manner = {
    hasKey: true,
    patienceMs: 0,
    body: "ndjson",
    isPacked: false,
    isCounted: false,
    batchesPerTurn: 1,
    isTorn: false,
  } as const
  const load: Load = { by: "http", name: "http0", batches: [5, 5], gapMs: 0, padMax: 10, manner }
  const plan: Plan = { seed: 0, pair: "local", loads: [load], blows: [], ending: "stop" }

  async function planted(tampering: Tampering): Promise<Result> {
    const result = await runTrial(plan, localGrounds, { patienceMs: 4000, ...tampering })
    if (result.folder) rmSync(result.folder, { recursive: true, force: true })
    return result
  }

  /** Stands before the intake, and does to each request what it likes. */
  async function between(
    pass: (intake: string, request: Request, body: string) => Promise<Response>,
  ): Promise<Result> {
    let real = ""
    using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: async (request) => pass(real, request, await request.text()),
      error: () => new Response("", { status: 502 }), // the intake does not listen yet
    })
    return await planted({
      intake(address) {
        real = address
        return `http://127.0.0.1:${server.port}`
      },
    })
  }
  const send = (intake: string, { headers }: Request, body: string, key: string) =>
    fetch(`${intake}/intake`, {
      method: "POST",
      headers: { "content-type": headers.get("content-type") ?? "", "idempotency-key": key },
      body,
    })

  test("nothing, where nothing is planted", async () => {
    expect(isGood(await planted({ patienceMs: 30_000 }))).toBe(true)
  }, 120_000)

  test("an answer of 200 before anything is durable is a loss", async () => {
    const result = await between(async () => Response.json({ accepted: 5 }))
    expect(result.lost.length).toBe(10)
  }, 120_000)

  test("a request that is taken twice under two keys is stored twice", async () => {
    const result = await between(async (intake, request, body) => {
      await send(intake, request, body, "once")
      return send(intake, request, body, "again")
    })
    expect(result.duplicated.length).toBe(10)
  }, 120_000)

  test("a text that is cut on its way is spoiled, and its number lost", async () => {
    const result = await between((intake, request, body) =>
      send(intake, request, body.replaceAll("chaos ", "chaos x"), "cut"),
    )
    expect(result.spoiled.length).toBeGreaterThan(0)
    expect(result.lost.length).toBe(10)
  }, 120_000)

  test("a segment of the bus that is gone before it was read is a loss", async () => {
    const result = await planted({
      async afterwards({ aggregator, ways, folder }, record) {
        await aggregator.kill()
        const texts = record.make("planted", 1, 10)
        expect((await fetch(`${ways.intake}/intake`, { method: "POST", body: texts[0]! })).ok).toBe(
          true,
        )
        record.acknowledge(texts)
        const log = join(folder, "bus/edge")
        for (const name of readdirSync(log)) if (name.endsWith(".seg")) unlinkSync(join(log, name))
        aggregator.start()
      },
    })
    expect(result.lost).toContain("planted-0")
  }, 120_000)
})
