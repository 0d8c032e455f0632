import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test"
import { gzipSync, zstdCompressSync } from "node:zlib"
import { until } from "../shared/testing/programs.ts"
import { type Event, type HostileWorld, openHostileWorld, token } from "./hostile-world.ts"

/** What no honest sender sends; after each an honest line must get through. */
const auth = { authorization: `Bearer ${token}` }
const text = { ...auth, "content-type": "text/plain" }
const json = { ...auth, "content-type": "application/json" }

interface Ledger {
  readonly rows: { readonly difference: number; readonly onTheWay: number }[]
}

let world: HostileWorld

beforeAll(async () => {
  world = await openHostileWorld()
}, 60_000)
afterAll(() => world?.[Symbol.asyncDispose]())
afterEach(() => world.honestLine())

describe("what is taken is kept to the byte", () => {
  const bytes = Buffer.from("<13>Nov 25 07:00:00 gate app: \xff\xfe\0\xc3 end", "latin1")
  const isKept = (event: Event) =>
    Buffer.from(String(event["vedette.raw_base64"]), "base64").equals(bytes)

  test("invalid UTF-8 and a NUL over UDP, octet-counted TCP and HTTP", async () => {
    const udp = await Bun.udpSocket({})
    udp.send(bytes, world.programs.syslogPort, "127.0.0.1")
    udp.close()
    await world.sendTcp(Buffer.concat([Buffer.from(`${bytes.length} `), bytes]))
    expect((await world.post(bytes, text)).status).toBe(200)
    await until("all three", async () => (await world.find("end")).filter(isKept).length === 3)
  })

  test("2 MB on one line are cut to the limit, and the length is told", async () => {
    const line = `<13>Nov 25 07:00:00 gate app: longline ${"é".repeat(2 ** 20)}`
    const sent = Buffer.byteLength(line)
    await world.sendTcp(`${line}\n`)
    expect((await world.post(line, text)).status).toBe(200)
    const events = await world.found("longline", 2)
    expect(events.map((event) => event["vedette.original_bytes"])).toEqual([sent, sent])
    const kept = events.map((event) => String(event["event.original"]))
    for (const start of kept) expect(line).toStartWith(start)
    const bytes = kept.map((start) => Buffer.byteLength(start)).sort((a, b) => a - b)
    expect(bytes[0]).toBe(2 ** 16 - 1) // recordBytesMax of syslog, at a character's border
    expect(bytes[1]).toBe(2 ** 20 - 1) // recordBytesMax of the intake, likewise
  })

  test("the largest datagram there is", async () => {
    const udp = await Bun.udpSocket({})
    const line = `<13>Nov 25 07:00:00 gate app: datagram ${"x".repeat(65_000)}`
    udp.send(line, world.programs.syslogPort, "127.0.0.1")
    udp.send("", world.programs.syslogPort, "127.0.0.1")
    udp.close()
    const [event] = await world.found("datagram", 1)
    expect(event!["event.original"]).toBe(line)
  })

  test("JSON 100,000 levels deep is refused by HTTP, and kept as a line", async () => {
    const deep = `{"deepest":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
    const answer = await world.post(deep, json)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: "the body is nested deeper than 1000" },
    ])
    expect((await world.post(deep, text)).status).toBe(200)
    await world.sendTcp(`${deep.slice(0, 30_000)}\n`)
    await world.found("deepest", 2)
  })

  test("keys that name a prototype are ordinary keys", async () => {
    const body = `{"message":"proto","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},
      "a":{"__proto__":{"polluted":1}},"toString":"no","hasOwnProperty":1}`
    expect((await world.post(body, json)).status).toBe(200)
    const [event] = await world.found("proto", 1)
    expect(event!["event.original"]).toBe(body)
    expect(event).not.toHaveProperty("polluted")
    expect(event!["event.id"]).toBeString()
    const health = (await (await fetch(`${world.programs.console}/api/health`)).json()) as object
    expect(health).not.toHaveProperty("polluted")
  })

  test("an object of 10,000 keys", async () => {
    const keys = Array.from({ length: 10_000 }, (_, key) => [`key${key}`, key])
    const body = JSON.stringify({ message: "manykeys", ...Object.fromEntries(keys) })
    expect((await world.post(body, json)).status).toBe(200)
    const [event] = await world.found("manykeys", 1)
    expect(event!["event.original"]).toBe(body)
  })

  test("a type that fits nothing is taken as text, bytes and all", async () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x20, 0x69, 0x6d, 0x61, 0x67, 0x65, 0xff])
    const answer = await world.post(png, { ...auth, "content-type": "image/png" })
    expect(await answer.json()).toEqual({ received: 1, accepted: 1, refused: [] })
    await until("it", async () =>
      (await world.find("PNG")).some(
        ({ "vedette.raw_base64": raw }) => raw === png.toString("base64"),
      ),
    )
  })
})

describe("what is refused is told", () => {
  const big = Buffer.alloc(200 * 2 ** 20, "a")
  const bomb = gzipSync(big)
  const zstdBomb = zstdCompressSync(big)
  const half = gzipSync(Buffer.from('{"a":1}\n'.repeat(1000)))
  const cut = half.subarray(0, half.length - 20)
  const refused: [string, string, Buffer | string, Record<string, string>, number, string][] = [
    ["an empty body", "/intake", "", json, 400, "the body is empty"],
    ["blanks", "/intake", " \n\n", text, 400, "the body holds no record"],
    ["a gzip bomb", "/intake", bomb, { ...text, "content-encoding": "gzip" }, 413, "bodyBytesMax"],
    [
      "a zstd bomb",
      "/intake",
      zstdBomb,
      { ...text, "content-encoding": "zstd" },
      413,
      "bodyBytesMax",
    ],
    ["half a gzip", "/intake", cut, { ...text, "content-encoding": "gzip" }, 400, "is not gzip"],
    [
      "an unknown encoding",
      "/intake",
      "x",
      { ...text, "content-encoding": "br" },
      415,
      "none of gzip, zstd",
    ],
    ["a body too large", "/intake", Buffer.alloc(17 * 2 ** 20, "a"), text, 413, ""],
    ["no token", "/intake", "x", { "content-type": "text/plain" }, 401, "no valid bearer token"],
    ["a wrong token", "/intake", "x", { authorization: "Bearer correct-hors" }, 401, "no valid"],
    ["an unknown dataset", "/intake/none.such", "x", text, 400, '"system.auth"'],
    ["an unknown path", "/intakes", "x", text, 404, "not found"],
    ["a page's origin", "/intake", "x", { ...text, origin: "http://evil.example" }, 403, "origin"],
    ["a page's fetch", "/intake", "x", { ...text, "sec-fetch-site": "cross-site" }, 403, "site"],
    ["a rebound name", "/intake", "x", { ...text, host: "evil.example:8514" }, 403, "Host"],
  ]
  for (const [what, path, body, headers, status, said] of refused)
    test(`${what}: ${status}`, async () => {
      const answer = await fetch(world.programs.intake + path, { method: "POST", body, headers })
      expect(answer.status).toBe(status)
      expect(await answer.text()).toContain(said)
    })

  const foreign: [string, string, RequestInit][] = [
    ["a rebound name", "/api/events", { headers: { host: "evil.example" } }],
    [
      "a page's origin",
      "/api/demo",
      { method: "POST", headers: { origin: "http://evil.example" } },
    ],
    ["a page's fetch", "/api/demo", { method: "POST", headers: { "sec-fetch-site": "same-site" } }],
  ]
  for (const [what, path, request] of foreign)
    test(`the console: ${what}: 403`, async () => {
      const answer = await fetch(world.programs.console + path, request)
      expect(answer.status).toBe(403)
      expect(await answer.json()).toHaveProperty("error")
    })
})

test("after all of it the ledger balances and memory has not run away", async () => {
  await until("the ledger balances", async () => {
    const { rows } = (await (await fetch(`${world.programs.console}/api/ledger`)).json()) as Ledger
    return rows.length === 2 && rows.every((row) => row.difference === 0 && row.onTheWay === 0)
  })
  world.expectMemoryBounded()
}, 30_000)
