import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test"
import { connect } from "node:net"
import { type HostileWorld, openHostileWorld, token } from "./hostile-world.ts"

let world: HostileWorld

beforeAll(async () => {
  world = await openHostileWorld()
}, 60_000)
afterAll(() => world?.[Symbol.asyncDispose]())
afterEach(() => world.honestLine())

describe("what breaks HTTP", () => {
  const head = `POST /intake HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n`
  const broken: [string, string, RegExp][] = [
    ["a header of 1 MB", `${head}X: ${"x".repeat(2 ** 20)}\r\n\r\n`, /^HTTP\/1.1 431/],
    [
      "two lengths",
      `${head}Content-Length: 8\r\nContent-Length: 1\r\n\r\nsmuggled`,
      /^HTTP\/1.1 400/,
    ],
    [
      "a length and chunks",
      `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nsmuggled\r\n0\r\n\r\n`,
      /^HTTP\/1.1 400/,
    ],
    ["a negative length", `${head}Content-Length: -8\r\n\r\nsmuggled`, /^HTTP\/1.1 400/],
    [
      "a chunk with no length",
      `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nx`,
      /^HTTP\/1.1 4|^$/,
    ],
    ["what is not HTTP", "\x16\x03\x01\x02\x00\x01smuggled\r\n\r\n", /^HTTP\/1.1 400|^$/],
    ["a body that stays away", `${head}Content-Length: 90\r\n\r\nhalf`, /^HTTP\/1.1 408/],
    [
      "chunks that end early",
      `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhalf`,
      /^HTTP\/1.1 408/,
    ],
  ]
  for (const [what, request, expected] of broken)
    test(what, async () => {
      expect((await talk(world.intakePort, request)).slice(0, 500)).toMatch(expected)
      expect(await world.find("smuggled")).toEqual([])
      expect(await world.find("half")).toEqual([])
    })

  test("a sender who goes in the middle of a chunk has sent nothing", async () => {
    const socket = connect(world.intakePort, "127.0.0.1")
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n4\r\ngone\r\n`)
    await Bun.sleep(50)
    socket.destroy()
    expect(await world.find("gone")).toEqual([])
  })

  test("a thousand headers sent byte by byte hold nobody up", async () => {
    const sockets = Array.from({ length: 1000 }, () => connect(world.intakePort, "127.0.0.1"))
    for (const socket of sockets) socket.on("error", () => {}).write("POST /intake HTTP/1.1\r\nX")
    for (let drop = 0; drop < 5; drop++) {
      for (const socket of sockets) socket.write("X")
      await world.honestLine()
    }
    for (const socket of sockets) socket.destroy()
  })
})

describe("what breaks syslog over TCP", () => {
  test("an octet count that is a lie closes the connection, and is counted", async () => {
    expect(await talk(world.programs.syslogPort, "999999999 <13>Nov 25 07:00:00 a b: liar\n")).toBe(
      "",
    )
    const said = await (await fetch(`${world.programs.collector.metrics}/metrics`)).text()
    expect(said).toMatch(/vedette_source_framing_errors_total\{source="syslog"\} 1/)
  })

  test("a connection that is half closed still gives its last line", async () => {
    const socket = connect({
      port: world.programs.syslogPort,
      host: "127.0.0.1",
      allowHalfOpen: true,
    })
    socket.end("<13>Nov 25 07:00:00 gate app: halfclosed") // no line end
    await world.found("halfclosed", 1)
    socket.destroy()
  })

  test("connections that are never used hold nobody up", async () => {
    const sockets = Array.from({ length: 500 }, () =>
      connect(world.programs.syslogPort, "127.0.0.1"),
    )
    for (const socket of sockets) socket.on("error", () => {})
    await world.honestLine()
    for (const socket of sockets) socket.destroy()
  })
})

test("after all of it memory has not run away", () => world.expectMemoryBounded())

/** Says it and listens until the other side closes. */
function talk(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  let answer = ""
  return new Promise((resolve) => {
    socket.on("data", (data) => {
      answer += data
      setTimeout(() => socket.end(), 50)
    })
    socket.on("error", () => {})
    socket.on("close", () => resolve(answer))
    socket.write(request)
  })
}
