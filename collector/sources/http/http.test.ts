import { afterEach, describe, expect, test } from "bun:test"
import { connect } from "node:net"
import { describeSource, testWorld } from "../source-suite.ts"
import { type Body, closeAll, drain, ndjson, open, post, text } from "./http-suite.ts"

process.env["VEDETTE_TEST_TOKEN"] = "s3cret"

afterEach(closeAll)

describeSource("http", async (world) => {
  const source = open(world)
  return {
    source,
    send: async (lines) =>
      (await post(source, lines.join("\n"), ndjson).catch(() => undefined))?.ok,
    afterFailure: "sender is told",
  }
})

describe("refusals", () => {
  const statusOf = async (
    body: Body,
    headers: Record<string, string>,
    extra: object = {},
    path = "/intake",
  ) => (await post(open(testWorld(), extra), body, headers, path)).status

  test("415 to an unknown encoding", async () => {
    expect(await statusOf("x", { "content-encoding": "br" })).toBe(415)
  })
  test("413 to a body beyond the limit", async () => {
    expect(await statusOf("x".repeat(2000), text, { bodyBytesMax: 1000 })).toBe(413)
  })
  test("413 to a chunked body beyond the limit", async () => {
    const body = new ReadableStream({
      start(out) {
        for (let i = 0; i < 20; i++) out.enqueue(new Uint8Array(100).fill(0x61))
        out.close()
      },
    })
    expect(await statusOf(body, text, { bodyBytesMax: 1000 })).toBe(413)
  })
  test("413 to more records than the limit", async () => {
    expect(await statusOf("x\n".repeat(11), text, { requestRecordsMax: 10 })).toBe(413)
  })
  test("400 to an empty body, and to one of blank lines", async () => {
    expect(await statusOf("", text)).toBe(400)
    expect(await statusOf("\n \n", text)).toBe(400)
  })
  test("400 with the list to an unknown dataset", async () => {
    const answer = await post(open(), "x", text, "/intake/nope")
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ datasets: ["nginx.access"] })
  })
  test("404 and 405 as JSON", async () => {
    const { port } = open()
    const there = await fetch(`http://127.0.0.1:${port}/nope`)
    expect([there.status, typeof (await there.json())]).toEqual([404, "object"])
    const get = await fetch(`http://127.0.0.1:${port}/intake`)
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"])
  })
  test("403 to another host's name, and to pages of other sites", async () => {
    expect(await statusOf("x", { host: "evil.example" })).toBe(403)
    expect(await statusOf("x", { origin: "https://evil.example" })).toBe(403)
    expect(await statusOf("x", { "sec-fetch-site": "cross-site" })).toBe(403)
  })
  test("a configured host name is taken", async () => {
    const source = open(testWorld(), { hostNames: ["Logs.example"] })
    drain(source)
    expect((await post(source, "x", { ...text, host: "logs.example:8514" })).status).toBe(200)
  })
  test("health needs nothing", async () => {
    const { port } = open(testWorld(), { tokens: [{ name: "a", token: "env:VEDETTE_TEST_TOKEN" }] })
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
  })
})

describe("tokens", () => {
  const tokens = [{ name: "web-1", token: "env:VEDETTE_TEST_TOKEN" }]

  test("401 without one, and with a wrong one", async () => {
    const source = open(testWorld(), { tokens })
    expect((await post(source, "x", text)).status).toBe(401)
    expect((await post(source, "x", { ...text, authorization: "Bearer s3cre" })).status).toBe(401)
  })
  test("its name is the sender's identity", async () => {
    const source = open(testWorld(), { tokens })
    const seen = drain(source)
    expect((await post(source, "x", { ...text, authorization: "Bearer s3cret" })).status).toBe(200)
    expect(seen[0]!.origin).toMatchObject({ identity: "web-1", peer: "127.0.0.1" })
  })
  test("without any, nothing but loopback is listened on", () => {
    expect(() => open(testWorld(), { host: "0.0.0.0" })).toThrow("tokens: listening on 0.0.0.0")
  })
})

describe("what is not delivered", () => {
  test("503 when it failed", async () => {
    const source = open()
    drain(source, new Error("no"))
    const answer = await post(source, "x", text)
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"])
  })
  test("503 when the records are not safe within deliveryMs", async () => {
    const answer = await post(open(testWorld(), { deliveryMs: 1 }), "x", text) // nobody reads
    expect([answer.status, await answer.json()]).toEqual([503, { error: "not delivered" }])
    expect(answer.headers.get("retry-after")).toBe("1")
  })
})

describe("delivery", () => {
  test("no answer before it is settled", async () => {
    const source = open()
    let isAnswered = false
    const answer = post(source, "x", text).finally(() => {
      isAnswered = true
    })
    const reading = source.read(new AbortController().signal)[Symbol.asyncIterator]()
    const { value: batch } = await reading.next()
    await fetch(`http://127.0.0.1:${source.port}/health`)
    expect(isAnswered).toBe(false)
    void batch!.settle()
    expect((await answer).status).toBe(200)
  })
  test("when it is stopped, who waits still gets an answer", async () => {
    const source = open()
    const first = post(source, "x", text)
    const reading = source.read(new AbortController().signal)[Symbol.asyncIterator]()
    const { value: batch } = await reading.next()
    const second = post(source, "y", text)
    await fetch(`http://127.0.0.1:${source.port}/health`)
    const stopped = source[Symbol.asyncDispose]()
    await batch!.settle()
    await stopped
    expect([(await first).status, (await second).status]).toEqual([200, 503])
  })
  test("429 while the spool is full, and when too much is under way", async () => {
    const world = testWorld()
    world.full = true
    const answer = await post(open(world), "x", text)
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"])
    const small = open(testWorld(), { unsettledBytesMax: 100 })
    const first = post(small, "x".repeat(90), text)
    const reading = small.read(new AbortController().signal)[Symbol.asyncIterator]()
    const { value: batch } = await reading.next()
    expect((await post(small, "y".repeat(90), text)).status).toBe(429)
    void batch!.settle()
    expect((await first).status).toBe(200)
  })
  test("an idempotency key and the index are the position", async () => {
    const source = open()
    const seen = drain(source)
    const headers = { ...ndjson, "idempotency-key": "k1" }
    await post(source, '{"a":1}\n{"a":2}', headers)
    await post(source, '{"a":1}\n{"a":2}', headers)
    const positions = seen.map(({ items }) => items.map(({ position }) => position))
    expect(positions[0]).toEqual(positions[1]!)
    expect(seen[0]!.origin.mayRepeat).toBe(true)
    expect((await post(source, "{}", { "idempotency-key": "k".repeat(257) })).status).toBe(400)
  })
  test("a sender that stalls in its body is cut off, and others are served", async () => {
    const source = open(testWorld(), { idleMs: 1000 })
    drain(source)
    const slow = connect(source.port, "127.0.0.1")
    const isCut = new Promise<void>((resolve) => slow.on("close", () => resolve()))
    slow.on("error", () => {}).resume()
    slow.write("POST /intake HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
    expect((await post(source, "x", text)).status).toBe(200)
    await isCut
  }, 20_000)

  for (const length of ["Content-Length: 100", "Transfer-Encoding: chunked"])
    test(`408 to a body that trickles in (${length})`, async () => {
      const source = open(testWorld(), { bodyMs: 50 })
      const slow = connect(source.port, "127.0.0.1").on("error", () => {})
      const answer = new Promise<string>((done) => slow.once("data", (data) => done(String(data))))
      slow.write(`POST /intake HTTP/1.1\r\nHost: localhost\r\n${length}\r\n\r\n1\r\na`)
      expect(await answer).toStartWith("HTTP/1.1 408")
      slow.destroy()
    })
})
