import { afterEach, describe, expect, test } from "bun:test"
import { testWorld } from "../source-suite.ts"
import { closeAll, drain, open, post, text } from "./http-suite.ts"

afterEach(closeAll)

/** Sends bytes as they are; what came back, once the connection is closed or an answer is whole. */
function exchange(port: number, bytes: string, mostMs = 2000): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let got = ""
  const timer = setTimeout(() => resolve(got), mostMs)
  const done = () => {
    clearTimeout(timer)
    resolve(got)
  }
  void Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (socket) => void socket.write(Buffer.from(bytes, "latin1")),
      data(_, data) {
        got += data.toString("latin1")
      },
      close: done,
      error: done,
    },
  })
  return promise
}

const request = (head: string, body: string) =>
  `POST /intake HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n${head}\r\n\r\n${body}`
const inner = "POST /intake HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nsmuggled"
const chunked = "Transfer-Encoding: chunked"

/** RFC 9112 sections 5.2, 6.1, 6.3, 7.1: each is an error that ends the connection. */
const shapes: readonly (readonly [string, string])[] = [
  ["a length and chunks", request(`Content-Length: 5\r\n${chunked}`, `0\r\n\r\n${inner}`)],
  ["chunks and a length", request(`${chunked}\r\nContent-Length: 5`, `0\r\n\r\n${inner}`)],
  ["two lengths", request("Content-Length: 0\r\nContent-Length: 9", inner)],
  ["a list of lengths", request("Content-Length: 0, 9", inner)],
  ["a negative length", request("Content-Length: -1", inner)],
  ["a signed length", request("Content-Length: +5", inner)],
  ["a length beyond all numbers", request(`Content-Length: ${"9".repeat(30)}`, inner)],
  ["an unknown coding", request("Transfer-Encoding: xchunked", inner)],
  ["a coding after chunked", request("Transfer-Encoding: chunked, identity", inner)],
  ["a blank before the colon", request("Transfer-Encoding : chunked", `0\r\n\r\n${inner}`)],
  ["a chunk size that is none", request(chunked, `ZZ\r\nabc\r\n0\r\n\r\n${inner}`)],
  ["a negative chunk size", request(chunked, `-3\r\nabc\r\n0\r\n\r\n${inner}`)],
  ["a chunk size with 0x", request(chunked, `0x3\r\nabc\r\n0\r\n\r\n${inner}`)],
  ["a chunk size beyond all", request(chunked, `${"F".repeat(17)}\r\nabc\r\n0\r\n\r\n${inner}`)],
  ["a chunk longer than it says", request(chunked, `1\r\nabc\r\n0\r\n\r\n${inner}`)],
  ["chunks ended by LF alone", request(chunked, `3\nabc\n0\n\n${inner}`)],
  ["a folded header", request("X-A: b\r\n Content-Length: 5", inner)],
  ["a NUL in a header", request("X-A: b\0c", inner)],
  ["headers of 70 kB", request(`X-A: ${"a".repeat(70_000)}`, inner)],
  ["5,000 headers", request(Array.from({ length: 5000 }, () => "X: y").join("\r\n"), inner)],
  ["HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
]

describe("shapes of smuggled requests", () => {
  test.each(shapes)("%s: refused, and what follows is never read", async (_, bytes) => {
    const source = open()
    const seen = drain(source)
    const got = await exchange(source.port, bytes)
    expect(got).toMatch(/^HTTP\/1\.1 (?:400|431|505) /)
    expect(got.match(/HTTP\/1\.1 \d/g)).toHaveLength(1)
    expect(seen).toEqual([])
    expect((await post(source, "x", text)).status).toBe(200)
  })
  test("two Host headers are no known host", async () => {
    const source = open()
    const got = await exchange(
      source.port,
      "GET /_license HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nConnection: close\r\n\r\n",
    )
    expect(got).toStartWith("HTTP/1.1 403")
  })
})

test("headers that trickle in are cut off, however many connections hold them open", async () => {
  const source = open(testWorld(), { idleMs: 1000 })
  drain(source)
  let closed = 0
  const sockets = await Promise.all(
    Array.from({ length: 50 }, () =>
      Bun.connect({
        hostname: "127.0.0.1",
        port: source.port,
        socket: { data() {}, close: () => void closed++, error() {} },
      }),
    ),
  )
  for (const socket of sockets) socket.write("POST /intake HTTP/1.1\r\nHost: localhost\r\nX-A: b")
  const trickle = setInterval(() => {
    for (const socket of sockets) socket.write("c")
  }, 500)
  expect((await post(source, "x", text)).status).toBe(200)
  const until = performance.now() + 40_000
  while (closed < 50 && performance.now() < until) await Bun.sleep(100)
  clearInterval(trickle)
  expect(closed).toBe(50)
}, 60_000)
