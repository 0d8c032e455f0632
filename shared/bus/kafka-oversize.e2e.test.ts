import { afterAll, expect } from "bun:test"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Event } from "../ecs/event.ts"
import { openMetrics } from "../telemetry/metrics.ts"
import { never, quietDeps, record, take } from "./bus-suite.ts"
import { kafkaBus } from "./kafka.ts"
import { oversizeReason } from "./kafka-oversize.ts"
import { foreignClient, keptLog, realKafka } from "./kafka-suite.ts"
import type { BusRecord } from "./types.ts"

const { kafka, provisioned, it } = await realKafka("records that are too large")
const home = mkdtempSync(join(tmpdir(), "vedette-oversize-"))
afterAll(() => rmSync(home, { recursive: true }))

/** The brokers take less than the configuration sends. */
async function world(maxMessageBytes: number) {
  const options = await provisioned({ partitions: 1 })
  const admin = foreignClient(kafka!.brokers).admin()
  await admin.connect()
  await admin.alterConfigs({
    validateOnly: false,
    resources: ["events", "alerts", "pipeline"].map((topic) => ({
      type: 2,
      name: options.topicPrefix + topic,
      configEntries: [{ name: "max.message.bytes", value: String(maxMessageBytes) }],
    })),
  })
  await admin.disconnect()
  const own = mkdtempSync(join(home, "home-"))
  const log = keptLog()
  const metrics = openMetrics()
  const bus = await kafkaBus(options, { ...quietDeps, home: own, log, metrics })
  const letters = () => {
    const folder = join(own, "dead-letters")
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))
  }
  return { bus, log, metrics, letters, options, own }
}

const noise = (bytes: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array((bytes * 3) / 4))).toString("base64")

function event(original: string, more: Event = {}): BusRecord {
  const value: Event = {
    "@timestamp": "2026-11-25T12:00:00.000Z",
    "event.id": crypto.randomUUID(),
    "event.created": "2026-11-25T12:00:00.000Z",
    "event.kind": "event",
    "event.original": original,
    message: original,
    "vedette.stream": "events",
    "vedette.source": "web",
    "vedette.batch": "b1",
    ...more,
  }
  return record(JSON.stringify(value))
}

const eventOf = ({ value }: { value: string }) => JSON.parse(value) as Event

it("a broker that takes less than is sent is found out and told in words; all of a call arrives", async () => {
  const { bus, log, options } = await world(20_000)
  await using _bus = bus
  const sent = Array.from({ length: 60 }, (_, i) => event(noise(1000) + i))
  await bus.publish(sent, never)
  const { items } = await take(bus, 60, { group: options.topicPrefix })
  expect(items.map(({ value }) => value)).toEqual(sent.map(({ value }) => value))
  expect((await bus.health()).problems).toEqual([
    `Kafka takes at most 20000 bytes at once in ${options.topicPrefix}events ` +
      "(max.message.bytes), and batchBytesMax is 1048576",
  ])
  expect(log.lines.filter((line) => line.includes("takes less at once"))).toHaveLength(1)
})

it("a record too large by itself goes to the dead letters with its text whole, and those behind it arrive", async () => {
  const { bus, options, metrics, letters } = await world(20_000)
  await using _bus = bus
  const large = event(noise(12_000), { "vendor.more": noise(20_000) })
  await bus.publish([event("before"), large, event("behind")], never)
  const { items } = await take(bus, 2, { group: options.topicPrefix })
  expect(items.map((item) => eventOf(item)["event.original"])).toEqual(["before", "behind"])
  const [letter] = (await take(bus, 1, { group: options.topicPrefix, topics: ["pipeline"] })).items
  const { "event.original": original, "event.id": id } = eventOf(large)
  expect(eventOf(letter!)).toMatchObject({
    "event.kind": "pipeline_error",
    "event.id": `${id}.letter`,
    "event.original": original!,
    "vedette.stream": "pipeline",
    "vedette.reason": oversizeReason,
    "vedette.source": "web",
  })
  expect(eventOf(letter!).message).toBeUndefined()
  expect(await metrics.text()).toContain('oversize_records_total{topic="events",kept="whole"} 1')
  expect(letters).toThrow("ENOENT")
})

it("a record whose bare text is too large lies whole in a file, and its beginning arrives", async () => {
  const { bus, options, letters, log } = await world(20_000)
  await using _bus = bus
  const large = event(noise(60_000))
  await bus.publish([large, event("behind")], never)
  await bus.publish([large], never)
  const [letter] = (await take(bus, 1, { group: options.topicPrefix, topics: ["pipeline"] })).items
  expect(eventOf(letter!)["event.original"]).toHaveLength(4096)
  expect(eventOf(letter!)["vedette.original_bytes"]).toBe(60_000)
  expect(letters()).toEqual([large.value])
  expect(log.lines.join()).toContain("lies whole in a file")
})

it("an alert that is too large stays an alert, without its event's text", async () => {
  const { bus, options } = await world(20_000)
  await using _bus = bus
  const more: Event = { "event.kind": "alert", "vedette.stream": "alerts", "rule.id": "r1" }
  await bus.publish([{ ...event(noise(60_000), more), topic: "alerts" }], never)
  const [alert] = (await take(bus, 1, { group: options.topicPrefix, topics: ["alerts"] })).items
  expect(eventOf(alert!)).toMatchObject({ "event.kind": "alert", "rule.id": "r1" })
})

it("what no form of it makes small enough stays in its file, and stops nothing", async () => {
  const { bus, letters, options } = await world(600)
  await using _bus = bus
  const large = event(noise(3000))
  await bus.publish([large, record("behind")], never)
  expect((await take(bus, 1, { group: options.topicPrefix })).items[0]?.value).toBe("behind")
  expect(letters()).toEqual([large.value])
})

it("dead letters are bounded: beyond it they are cut, which is told as a loss", async () => {
  const { bus, options, own } = await world(20_000)
  await bus[Symbol.asyncDispose]()
  const log = keptLog()
  const narrow = { ...options, deadLetterBytesMax: 1000 }
  await using again = await kafkaBus(narrow, { ...quietDeps, home: own, log })
  await again.publish([event(noise(60_000))], never)
  expect((await again.health()).problems.join()).toContain("were cut")
  expect(log.lines.join()).toContain("error the folder of dead letters is full")
})

it("text that packs well is no oversize: it is looked at as it travels", async () => {
  const { bus, options } = await world(20_000)
  await using _bus = bus
  const large = event("ab".repeat(500_000))
  await bus.publish([large], never)
  expect((await take(bus, 1, { group: options.topicPrefix })).items[0]?.value).toBe(large.value)
})
