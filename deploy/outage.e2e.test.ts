import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { kafkaGrounds } from "../shared/scripts/chaos/kafka-grounds.ts"
import { allStored, judge, ledgerRows } from "../shared/scripts/chaos/stored.ts"
import { Missing } from "../shared/scripts/services/jdk.ts"
import { until } from "../shared/testing/programs.ts"
import { type OutageWorld, openOutageWorld, spoolBytesMax, waitMs } from "./outage-world.ts"

setDefaultTimeout(2 * waitMs)

const grounds = await kafkaGrounds(1).catch((cause) => {
  if (process.env["VEDETTE_REQUIRE_SERVICES"] === "1" || !(cause instanceof Missing)) throw cause
  console.log(`left out: outages of Kafka and OpenSearch: ${cause.message}`)
  return undefined
})
const folder = mkdtempSync(join(tmpdir(), "vedette-outage-"))
afterAll(async () => {
  await grounds?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const heldBack = /held back since \d{4}-\d\d-\d\dT[\d:]+Z/
const words = { kafka: /Kafka.*\(since \d{4}-/, opensearch: /store.*\(since \d{4}-/ }
const both = ["collector", "aggregator"] as const

describe.skipIf(!grounds).each(["kafka", "opensearch"] as const)(
  "%s is gone until the spool is full:",
  (gone) => {
    let world: OutageWorld
    let pids: readonly number[]
    const pidsNow = () => both.map((name) => world.programs[name].pid)

    beforeAll(async () => {
      world = await openOutageWorld(grounds!, gone, join(folder, gone))
      pids = pidsNow()
      expect((await world.post("before")).status).toBe(200)
      await world.allDueStored()
      await grounds!.victims[gone]!.kill()
    })
    afterAll(() => world?.[Symbol.asyncDispose]())

    test("HTTP is taken until then, and answered 429 with words from then on", async () => {
      const taken: string[] = []
      for (;;) {
        const { status, text } = await world.post(`during${taken.length}`)
        if (status === 200) taken.push(text)
        if (status === 429) {
          expect(text).toBe('{"error":"nothing can be written: the log or the disk is full"}')
          break
        }
      }
      expect(taken.length).toBeGreaterThan(5)
    })

    test("TCP is held back, a file's reader waits, UDP is dropped beyond the room", async () => {
      world.sendTcp(6000)
      world.writeFile(2000)
      await world.sendUdp(4000)
      expect((await world.post("full")).status).toBe(429)
      expect(world.isTcpTaken).toBe(false)
    })

    test("that sources are held back, and since when, is a metric and in words; the spool stays bounded", async () => {
      expect(await world.metric("vedette_spool_full")).toBe(1)
      expect(await world.metric("vedette_spool_bytes")).toBeLessThan(spoolBytesMax + 2 ** 20)
      expect(await world.ready("collector")).toMatch(heldBack)
    })

    test("what is gone is said in words, and since when", async () => {
      await until("the aggregator says so", async () =>
        words[gone].test(await world.ready("aggregator")),
      )
      if (gone === "kafka") {
        expect(await world.ready("collector")).toMatch(words.kafka)
        expect(await world.health()).toMatch(words.kafka)
      }
    })

    test("when it is back all goes on by itself: nothing is lost, nothing stored twice", async () => {
      grounds!.victims[gone]!.start()
      await world.postWaiting()
      await world.allDueStored()
      expect(world.isTcpTaken).toBe(true)
      const verdict = judge(world.record, await allStored(world.programs.console))
      expect(verdict).toMatchObject({ lost: [], duplicated: [], spoiled: [] })
    })

    test("both are ready, nobody was restarted, and nothing is held back", async () => {
      for (const name of both)
        await until(`${name} is ready`, async () => /^ready\s*$/.test(await world.ready(name)))
      expect(pidsNow()).toEqual([...pids])
      for (const pid of pids) expect(() => process.kill(pid, 0)).not.toThrow()
      expect(await world.metric("vedette_spool_full")).toBe(0)
      await until("health forgets it", async () => !/since \d{4}/.test(await world.health()))
    })

    test("the ledger balances, and all that was sent by TCP and UDP is in it, stored or dropped", async () => {
      const received = await until("it balances", async () => {
        const found = await ledgerRows(world.programs.console)
        const syslog = found.find(({ source }) => source === "syslog")?.received ?? 0
        const isEven = found.length === 3 && found.every(({ difference }) => difference === 0)
        return isEven && syslog >= 10_000 && syslog // 6,000 by TCP, 4,000 by UDP, kept or dropped
      })
      expect(received).toBe(10_000)
    })
  },
)
