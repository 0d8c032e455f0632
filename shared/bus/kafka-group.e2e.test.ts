import { expect } from "bun:test"
import { until } from "../testing/programs.ts"
import { never, numbered, quietDeps, record } from "./bus-suite.ts"
import { kafkaBus } from "./kafka.ts"
import { keptLog, reading, realKafka } from "./kafka-suite.ts"

/** A group whose members are slow, come and go. */

const { provisioned, it } = await realKafka("a group and its members")

it("a sink that takes twice the session's time is not thrown out, and nothing comes twice", async () => {
  const options = { ...(await provisioned({ partitions: 1 })), sessionTimeoutMs: 1500 }
  const log = keptLog()
  await using bus = await kafkaBus({ ...options, batchBytesMax: 1024 }, { ...quietDeps, log })
  await bus.publish(
    Array.from({ length: 4 }, (_, i) => record(`${i} ${crypto.randomUUID().repeat(30)}`)),
    never,
  )
  const stop = new AbortController()
  await using source = bus.subscribe(["events"], options.topicPrefix)
  const seen: string[] = []
  for await (const batch of source.read(stop.signal)) {
    seen.push(...batch.items.map(({ value }) => value))
    if (seen.length <= 2) await Bun.sleep(2 * options.sessionTimeoutMs)
    await batch.settle()
    if (seen.length >= 4) stop.abort()
  }
  expect(new Set(seen).size).toBe(4)
  expect(seen).toHaveLength(4)
  const young = /coordinator is not available|works again/ // of a broker that has just begun
  expect(log.lines.filter((line) => !young.test(line))).toEqual([])
})

it("members come and go under load: none is lost, no partition stalls, few come twice, all quietly", async () => {
  const options = { ...(await provisioned({ partitions: 6 })), sessionTimeoutMs: 3000 }
  const log = keptLog()
  const group = options.topicPrefix
  await using writer = await kafkaBus(options, quietDeps)
  const join = async () => {
    const bus = await kafkaBus(options, { ...quietDeps, log })
    return { bus, reader: reading(bus, group) }
  }
  const members = [await join()]
  let sent = 0
  const stop = new AbortController()
  const sending = (async () => {
    for (; !stop.signal.aborted; sent += 60)
      await writer.publish(
        Array.from({ length: 60 }, (_, i) => record(`${sent + i}`, `${i}`)),
        never,
      )
  })()
  const all = new Set<string>()
  const gone: Map<string, number>[] = []
  const gather = () => {
    for (const seen of [...gone, ...members.map(({ reader }) => reader.seen)])
      for (const value of seen.keys()) all.add(value)
    return all.size
  }
  const leave = async () => {
    const { bus, reader } = members.shift()!
    await reader[Symbol.asyncDispose]()
    await bus[Symbol.asyncDispose]()
    gone.push(reader.seen)
  }
  for (const step of [join, join, leave, join, leave, leave]) {
    const member = await step()
    if (member) members.push(member)
    await until("the youngest reads", async () => members.at(-1)!.reader.seen.size > 0)
  }
  stop.abort()
  await sending
  await until("all are read", async () => gather() === sent)
  let deliveries = 0
  for (const seen of [...gone, ...members.map(({ reader }) => reader.seen)])
    for (const times of seen.values()) deliveries += times
  console.log(`members come and go: ${sent} sent, ${deliveries - sent} came twice`)
  expect(deliveries - sent).toBeLessThan(sent)
  expect((await writer.health()).problems).toEqual([])
  while (members.length > 0) await leave()
  expect(log.lines).toEqual([])
})

it("a member that dies gives its partitions to the others, and what it held comes again", async () => {
  const options = { ...(await provisioned({ partitions: 2 })), sessionTimeoutMs: 1500 }
  await using bus = await kafkaBus(options, quietDeps)
  await bus.publish(numbered(20), never)
  const script = `
    import { kafkaBus } from "${import.meta.dir}/kafka.ts"
    import { quietDeps } from "${import.meta.dir}/bus-suite.ts"
    const bus = await kafkaBus(${JSON.stringify(options)}, quietDeps)
    for await (const batch of bus.subscribe(["events"], "${options.topicPrefix}").read(new AbortController().signal))
      console.log("held")`
  const dying = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" })
  const reader = dying.stdout.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toStartWith("held")
  dying.kill("SIGKILL")
  await using survivor = reading(bus, options.topicPrefix)
  await survivor.has(20)
  expect([...survivor.seen.values()].every((times) => times === 1)).toBe(true)
})
