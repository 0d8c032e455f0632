import { afterEach, describe, expect, test } from "bun:test"
import { createSocket } from "node:dgram"
import { connect, type Socket } from "node:net"
import * as v from "valibot"
import { describeSource, type TestWorld, take, testWorld, textsOf } from "../source-suite.ts"
import { openSyslog, type SyslogSource, syslog } from "./syslog.ts"

const opened: SyslogSource[] = []
const port = 0

async function open(extra: object, world: TestWorld = testWorld()): Promise<SyslogSource> {
  const options = v.parse(syslog.options, { type: "syslog", name: "under-test", ...extra })
  const source = await openSyslog(options, world)
  opened.push(source)
  return source
}

afterEach(async () => {
  for (const source of opened.splice(0)) await source[Symbol.asyncDispose]()
})

function dial(source: SyslogSource): Socket {
  const socket = connect(source.tcpPort!, "127.0.0.1")
  return socket.on("error", () => {})
}

async function send(source: SyslogSource, datagrams: readonly (string | Buffer)[]): Promise<void> {
  const socket = createSocket("udp4")
  for (const datagram of datagrams)
    await new Promise((done) => socket.send(datagram, source.udpPort!, "127.0.0.1", done))
  socket.close()
}

describeSource("syslog by TCP, in lines", async (world) => {
  const source = await open({ tcp: { port } }, world)
  return {
    source,
    send: (texts) => dial(source).end(texts.map((text) => `${text}\n`).join("")),
    afterFailure: "comes again",
  }
})

describeSource("syslog by TCP, octets counted", async (world) => {
  const source = await open({ tcp: { port } }, world)
  return {
    source,
    send: (texts) => dial(source).end(texts.map((text) => `${text.length} ${text}`).join("")),
    afterFailure: "comes again",
  }
})

describeSource("syslog by UDP", async (world) => {
  const source = await open({ udp: { port } }, world)
  return { source, send: (texts) => send(source, texts), afterFailure: "comes again" }
})

describe("UDP", () => {
  test("takes a datagram as logger sends it, from its peer", async () => {
    const source = await open({ udp: { port } })
    const line = "<13>1 2026-01-02T03:04:05.678901+01:00 host root - - - hello"
    const args = ["-d", "-n", "127.0.0.1", "-P", String(source.udpPort), "--rfc5424", "hello"]
    if (Bun.which("logger")) await Bun.spawn(["logger", ...args]).exited
    else await send(source, [line])
    const [batch] = await take(source, 1)
    expect(batch!.items[0]!.text).toMatch(/^<13>1 .*hello$/)
    expect(batch!.origin).toMatchObject({ transport: "udp", peer: "127.0.0.1" })
  })

  test("keeps the bytes of what is not UTF-8, and skips blank datagrams", async () => {
    const source = await open({ udp: { port } })
    await send(source, ["", "\n", "\0", Buffer.from([0x3c, 0xff, 0, 0x62, 10])])
    const [batch] = await take(source, 1)
    expect(batch!.items).toHaveLength(1)
    expect(batch!.items[0]).toMatchObject({
      text: "<\uFFFD\0b",
      bytes: Uint8Array.from([0x3c, 0xff, 0, 0x62]),
    })
  })

  test("cuts what is too long and says how long it was", async () => {
    const source = await open({ udp: { port }, recordBytesMax: 1000 })
    await send(source, ["x".repeat(60_000)])
    const item = (await take(source, 1))[0]!.items[0]!
    expect([item.text.length, item.originalBytes]).toEqual([1000, 60_000])
  })

  test("drops, and counts, what finds no room", async () => {
    const world = testWorld()
    const source = await open({ udp: { port }, unsettledBytesMax: 50_000 }, world)
    for (let round = 0; round < 100 && world.drops.length === 0; round++) {
      await send(source, Array(50).fill("x".repeat(1000)))
      await Bun.sleep(5) // the worker is another thread
    }
    expect(world.drops[0]).toMatchObject({
      source: "under-test",
      reason: "too many bytes unsettled",
    })
  })

  test("fails at the start where the port is taken", async () => {
    const first = await open({ udp: { port } })
    const second = open({ udp: { port: first.udpPort! } })
    expect(second).rejects.toThrow(String(first.udpPort))
    await second.catch(() => {})
  })
})

describe("TCP", () => {
  test("delivers many connections at once, each line whole", async () => {
    const source = await open({ tcp: { port } })
    const lines = Array.from({ length: 20 }, (_, n) => `<13>${n} ${"x".repeat(5000)}`)
    for (const line of lines) {
      const socket = dial(source)
      for (let at = 0; at < line.length; at += 1000) socket.write(line.slice(at, at + 1000))
      socket.end("\n")
    }
    expect(textsOf(await take(source, 20)).sort()).toEqual(lines.sort())
  })

  test("cuts a line of 2 MB and reads on", async () => {
    const source = await open({ tcp: { port } })
    dial(source).end(`${"x".repeat(2 ** 21)}\nnext\n`)
    const items = (await take(source, 2)).flatMap((batch) => batch.items)
    expect(items[0]!.text.length).toBe(65536)
    expect(items[0]!.originalBytes).toBe(2 ** 21)
    expect(items[1]!.text).toBe("next")
  })

  test("closes a connection that lies about lengths, and keeps what came before", async () => {
    const source = await open({ tcp: { port } })
    const socket = dial(source)
    socket.write("3 <1>99999999999 <2>")
    await new Promise((done) => socket.resume().on("close", done))
    expect(textsOf(await take(source, 1))).toEqual(["<1>"])
  })
})

describe("TCP under load", () => {
  test("stops reading while nobody settles, and loses nothing", async () => {
    const source = await open({ tcp: { port }, unsettledBytesMax: 1_000_000 })
    const count = 20_000
    const line = "x".repeat(999)
    const socket = dial(source)
    let isFlushed = false
    socket.end(`${line}\n`.repeat(count), () => {
      isFlushed = true
    })
    const reading = source.read(new AbortController().signal)[Symbol.asyncIterator]()
    const held = []
    for (let bytes = 0; bytes < 1_000_000; ) {
      const { value: batch } = await reading.next()
      held.push(batch!)
      bytes += batch!.bytes
    }
    expect(isFlushed).toBe(false)
    let received = 0
    for (const batch of held) {
      received += batch.items.length
      await batch.settle()
    }
    await reading.return?.()
    for (const { items } of await take(source, count - received)) received += items.length
    expect(received).toBe(count)
  })

  test("stops reading while the spool is full", async () => {
    const world = testWorld()
    const source = await open({ tcp: { port } }, world)
    world.full = true
    const reading = source.read(new AbortController().signal)[Symbol.asyncIterator]()
    const next = reading.next().then(({ value }) => textsOf([value!]))
    dial(source).end("first\n")
    expect(await Promise.race([next, Bun.sleep(60).then(() => "nothing")])).toBe("nothing")
    world.full = false
    expect(await next).toEqual(["first"])
  })

  test("takes no more connections than the limit", async () => {
    const world = testWorld()
    const source = await open({ tcp: { port }, connectionsMax: 1 }, world)
    const first = dial(source)
    first.write("one\n")
    await take(source, 1)
    const second = dial(source)
    await new Promise((done) => second.resume().on("close", done))
    expect(await world.metrics.text()).toContain(
      'vedette_source_connections_refused_total{source="under-test"} 1',
    )
    first.end("two\n")
    expect(textsOf(await take(source, 1))).toEqual(["two"])
  })

  test("counts what is left when it is stopped", async () => {
    const world = testWorld()
    const source = await open({ tcp: { port } }, world)
    const reading = source.read(new AbortController().signal)[Symbol.asyncIterator]()
    dial(source).end("a\nb\n")
    const { value: batch } = await reading.next()
    await batch!.settle(new Error("down"))
    await reading.return?.()
    await source[Symbol.asyncDispose]()
    expect(world.drops).toEqual([
      { source: "under-test", reason: "stopped before delivery", count: 2 },
    ])
  })
})
