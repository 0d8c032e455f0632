import { createSocket } from "node:dgram"
import { connect } from "node:net"
import * as v from "valibot"
import { openSyslog, syslog } from "../../../../collector/sources/syslog/syslog.ts"
import type { Raw, Source } from "../../../pipeline/types.ts"
import { type Target, Violation } from "../define.ts"
import { caseTexts, corpusLines } from "../texts.ts"
import { own } from "../tokens.ts"
import { edge } from "./records.ts"
import { quietWorld } from "./world.ts"

const datagramBytesMax = 60_000
const waitMs = 10_000

/** Real sockets: what is sent is read, byte by byte, and what comes after it too. */
export const socketTargets: readonly Target[] = [
  {
    name: "socket-udp",
    summary: "a syslog datagram to a real socket",
    seeds: () => [...caseTexts().map(({ bytes }) => bytes), ...corpusLines()],
    tokens: own["syslog"]!,
    bytesMax: datagramBytesMax,
    mostMs: 200,
    open: openUdp,
  },
  {
    name: "socket-tcp",
    summary: "a syslog connection to a real socket",
    seeds: () => caseTexts().map(({ bytes }) => Buffer.concat([bytes, Buffer.from("\n")])),
    tokens: own["framing"]!,
    bytesMax: 256 * 1024,
    mostMs: 1000,
    open: openTcp,
  },
]

const port = 0

async function openSource(listen: object) {
  const options = v.parse(syslog.options, { type: "syslog", name: "fuzz", ...listen })
  const world = quietWorld("")
  const source = await openSyslog(options, world)
  const taken = openTaken(source)
  return { source, taken, world }
}

/** The records that came, and a wait for one of them. */
function openTaken(source: Source<Raw>) {
  const { carry } = edge()
  let items: Raw[] = []
  let wanted: string | undefined
  let found = () => {}
  void (async () => {
    for await (const batch of source.read(new AbortController().signal)) {
      items.push(...batch.items)
      await batch.settle()
      if (wanted !== undefined && batch.items.some(({ text }) => text === wanted)) found()
    }
  })()
  return {
    /** All that comes before the record of that text. */
    async until(mark: string, send: () => unknown): Promise<readonly Raw[]> {
      items = []
      wanted = mark
      const seen = new Promise<void>((resolve) => {
        found = resolve
      })
      await send()
      const late = setTimeout(() => found(), waitMs)
      await seen
      clearTimeout(late)
      const before = items.filter(({ text }) => text !== mark)
      if (before.length === items.length) throw new Violation("deaf", "the next record never came")
      for (const raw of before.slice(0, 20)) carry(raw)
      return before
    },
  }
}

let marks = 0

async function openUdp() {
  const { source, taken, world } = await openSource({ udp: { port } })
  const socket = createSocket("udp4")
  const send = (bytes: Buffer) =>
    new Promise((done) => socket.send(bytes, source.udpPort!, "127.0.0.1", done))
  return {
    async try(input: Buffer) {
      const lost = world.lost()
      const mark = `<13>mark ${marks++}`
      const items = await taken.until(mark, async () => {
        await send(input)
        await send(Buffer.from(mark))
      })
      if (world.lost() > lost) return // the kernel's buffer was full, and it is counted
      const wanted = input.toString("latin1").replace(/[\n\r\0]+$/, "")
      const got = items.map(({ text, bytes }) => Buffer.from(bytes ?? text).toString("latin1"))
      if (/^[\t-\r \0]*$/.test(wanted) ? got.length > 0 : got[0] !== wanted)
        throw new Violation("bytes", `${items.length} records, not that which was sent`)
    },
    async close() {
      socket.close()
      await source[Symbol.asyncDispose]()
    },
  }
}

async function openTcp() {
  const { source, taken } = await openSource({ tcp: { port } })
  return {
    async try(input: Buffer) {
      await sent(source.tcpPort!, input)
      const mark = `<13>mark ${marks++}`
      await taken.until(mark, () => sent(source.tcpPort!, Buffer.from(`${mark}\n`)))
    },
    close: async () => {
      await source[Symbol.asyncDispose]()
    },
  }
}

/** Sent on a connection of its own, which either side may end. */
async function sent(toPort: number, bytes: Buffer): Promise<void> {
  const socket = connect(toPort, "127.0.0.1").on("error", () => {})
  socket.resume().end(bytes)
  await new Promise((done) => socket.on("close", done))
}
