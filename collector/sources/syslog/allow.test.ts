import { afterEach, expect, test } from "bun:test"
import { createSocket } from "node:dgram"
import { connect } from "node:net"
import * as v from "valibot"
import { type TestWorld, take, testWorld, textsOf } from "../source-suite.ts"
import { openSyslog, type SyslogSource, syslog } from "./syslog.ts"

const opened: SyslogSource[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]()
})

async function open(world: TestWorld, allow: readonly string[]): Promise<SyslogSource> {
  const listen = { udp: { port: 0 }, tcp: { port: 0 } }
  const options = { type: "syslog", name: "under-test", ...listen, allow }
  const source = await openSyslog(v.parse(syslog.options, options), world)
  opened.push(source)
  return source
}

async function counted(world: TestWorld, line: string): Promise<void> {
  while (!(await world.metrics.text()).includes(line)) await Bun.sleep(20)
}

function datagram(port: number, text: string): Promise<void> {
  const socket = createSocket("udp4")
  return new Promise((done) => {
    socket.send(text, port, "127.0.0.1", () => {
      socket.close()
      done()
    })
  })
}

const strangers = "vedette_source_strangers_total"

test("what comes from a network that may not send is closed, or passed over, and counted", async () => {
  const world = testWorld()
  const source = await open(world, ["10.0.0.0/8", "2001:db8::/32"])
  const socket = connect(source.tcpPort!, "127.0.0.1")
  socket.on("error", () => {})
  await new Promise((done) => socket.resume().on("close", done))
  await datagram(source.udpPort!, "<13>one")
  await counted(world, `${strangers}{source="under-test",transport="tcp"} 1`)
  await counted(world, `${strangers}{source="under-test",transport="udp"} 1`)
  expect(world.drops).toEqual([])
})

test("what comes from one that may is taken", async () => {
  const source = await open(testWorld(), ["127.0.0.0/8"])
  const taking = take(source, 2)
  await datagram(source.udpPort!, "<13>one")
  const socket = connect(source.tcpPort!, "127.0.0.1", () => socket.end("<13>two\n"))
  expect(textsOf(await taking).sort()).toEqual(["<13>one", "<13>two"])
})

test("a network that is none is told at the start", () => {
  const options = { type: "syslog", name: "x", udp: { port: 0 }, allow: ["10.0.0.0/99"] }
  expect(v.safeParse(syslog.options, options).success).toBe(false)
})
