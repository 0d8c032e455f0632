import { afterEach, describe, expect, test } from "bun:test"
import { createSocket } from "node:dgram"
import { connect } from "node:net"
import { deflateSync, gzipSync } from "node:zlib"
import * as v from "valibot"
import type { ListeningSource } from "#shared/pipeline/listeners.ts"
import { describeSource, type TestWorld, take, testWorld, textsOf } from "../source-suite.ts"
import { gelf, openGelf } from "./gelf.ts"

const opened: ListeningSource[] = []
const port = 0

async function open(extra: object, world: TestWorld = testWorld()): Promise<ListeningSource> {
  const options = v.parse(gelf.options, { type: "gelf", name: "under-test", ...extra })
  const source = await openGelf(options, world)
  opened.push(source)
  return source
}

afterEach(async () => {
  for (const source of opened.splice(0)) await source[Symbol.asyncDispose]()
})

const dial = (source: ListeningSource) =>
  connect(source.tcpPort!, "127.0.0.1").on("error", () => {})

async function send(source: ListeningSource, datagrams: readonly (string | Buffer)[]) {
  const socket = createSocket("udp4")
  for (const datagram of datagrams)
    await new Promise((done) => socket.send(datagram, source.udpPort!, "127.0.0.1", done))
  socket.close()
}

function chunked(message: Buffer, id: string, partBytes: number): Buffer[] {
  const count = Math.ceil(message.length / partBytes)
  return Array.from({ length: count }, (_, n) => {
    const head = Buffer.concat([
      Buffer.from([0x1e, 0x0f]),
      Buffer.from(id),
      Buffer.from([n, count]),
    ])
    return Buffer.concat([head, message.subarray(n * partBytes, (n + 1) * partBytes)])
  })
}

describeSource("gelf by UDP", async (world) => {
  const source = await open({ udp: { port } }, world)
  return { source, send: (texts) => send(source, texts), afterFailure: "comes again" }
})

describeSource("gelf by UDP, packed and in chunks", async (world) => {
  const source = await open({ udp: { port } }, world)
  let id = 0
  const datagrams = (texts: readonly string[]) =>
    texts.flatMap((text) => chunked(gzipSync(text), String(id++).padStart(8), 10))
  return { source, send: (texts) => send(source, datagrams(texts)), afterFailure: "comes again" }
})

describeSource("gelf by TCP", async (world) => {
  const source = await open({ tcp: { port } }, world)
  return {
    source,
    send: (texts) => dial(source).end(texts.map((text) => `${text}\0`).join("")),
    afterFailure: "comes again",
  }
})

describe("UDP", () => {
  test("reads plain, gzip and zlib alike, and says whose it is and what", async () => {
    const source = await open({ udp: { port } })
    await send(source, ["{}", gzipSync('{"a":1}'), deflateSync('{"b":2}')])
    const batches = await take(source, 3)
    expect(textsOf(batches)).toEqual(["{}", '{"a":1}', '{"b":2}'])
    expect(batches[0]!.origin).toMatchObject({
      format: "gelf",
      transport: "udp",
      peer: "127.0.0.1",
    })
  })

  test("keeps bombs and damaged messages as they came", async () => {
    const source = await open({ udp: { port }, recordBytesMax: 100_000 })
    const bomb = gzipSync(Buffer.alloc(2 ** 26))
    const hostile = [bomb, gzipSync("damaged").fill(7, 12, 16), Buffer.from([0x78, 0x9c, 1])]
    expect(bomb.length).toBeGreaterThan(60_000)
    await send(source, [...chunked(bomb, "12345678", 1000), ...hostile.slice(1), "{}"])
    const items = (await take(source, 4)).flatMap((batch) => batch.items)
    expect(items.slice(0, 3).map(({ bytes }) => Buffer.from(bytes!))).toEqual(hostile)
    expect(items[3]!.text).toBe("{}")
  })

  test("counts messages whose chunks are missing", async () => {
    const world = testWorld()
    const source = await open({ udp: { port }, chunkMs: 10 }, world)
    const parts = chunked(Buffer.from('{"half":"a message"}'), "12345678", 10)
    await send(source, [parts[0]!, "{}"])
    await take(source, 1)
    for (let turn = 0; turn < 300 && world.drops.length === 0; turn++) await Bun.sleep(10)
    expect(world.drops).toEqual([
      { source: "under-test", reason: "chunks of a message are missing", count: 1 },
    ])
  })
})

describe("TCP", () => {
  test("messages may hold line ends, and the last needs no end", async () => {
    const source = await open({ tcp: { port } })
    dial(source).end('{"a":\n1}\n\0\0{"b":2}')
    expect(textsOf(await take(source, 2))).toEqual(['{"a":\n1}', '{"b":2}'])
  })

  test("a message that never ends is cut, and the next read", async () => {
    const source = await open({ tcp: { port }, recordBytesMax: 1000 })
    dial(source).end(`${"x".repeat(2 ** 21)}\0{}\0`)
    const items = (await take(source, 2)).flatMap((batch) => batch.items)
    expect(items.map(({ text, originalBytes }) => [text.length, originalBytes])).toEqual([
      [1000, 2 ** 21],
      [2, undefined],
    ])
  })

  test("a connection that is silent is closed, and what it began is kept", async () => {
    const source = await open({ tcp: { port }, idleMs: 1 })
    const socket = dial(source)
    socket.write('{"half":')
    await new Promise((done) => socket.resume().on("close", done))
    expect(textsOf(await take(source, 1))).toEqual(['{"half":'])
  })
})
