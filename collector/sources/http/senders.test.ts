import { afterEach, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { hashText, newToken } from "#shared/access/token.ts"
import { type TestWorld, testWorld } from "../source-suite.ts"
import { closeAll, drain, ndjson, open, post, text } from "./http-suite.ts"

afterEach(closeAll)

/** A world whose clock stands until it is set. */
function clockWorld(): TestWorld & { atMs: number } {
  const world = Object.assign(testWorld(), { atMs: 1_000_000, now: () => world.atMs })
  return world
}

const good = newToken()
const bearer = (token: string) => ({ ...text, authorization: `Bearer ${token}` })
const tokens = (more: object = {}) => [{ name: "web-1", token: hashText(good), ...more }]
const statusOf = async (
  source: ReturnType<typeof open>,
  token: string,
  path?: string,
  body = "x",
) => {
  const answer = await post(source, body, bearer(token), path)
  await answer.text()
  return answer.status
}

test("a token may be configured by its hash alone", async () => {
  const source = open(testWorld(), { tokens: tokens() })
  const seen = drain(source)
  expect(await statusOf(source, good)).toBe(200)
  expect(seen[0]?.origin.identity).toBe("web-1")
  expect(await statusOf(source, hashText(good))).toBe(401)
})

test("a token in plain text, or an empty one, is refused at the start and never shown", () => {
  for (const token of [good, "sha256:abc", "file:/dev/null"])
    expect(() => open(testWorld(), { tokens: [{ name: "a", token }] })).toThrow()
  try {
    open(testWorld(), { tokens: [{ name: "a", token: good }] })
  } catch (cause) {
    expect(String(cause)).not.toContain(good)
  }
})

test("a configured hash of nothing lets nobody in", async () => {
  const source = open(testWorld(), { tokens: [{ name: "a", token: hashText("") }] })
  expect((await post(source, "x", text)).status).toBe(401)
  expect((await post(source, "x", { ...text, authorization: "Basic Og==" })).status).toBe(401)
})

describe("rates", () => {
  test("events beyond a token's rate get 429 with Retry-After, and go on when it is made up", async () => {
    const world = clockWorld()
    const source = open(world, { tokens: tokens({ eventsPerSecMax: 10 }), burstSec: 1 })
    drain(source)
    const send = () => post(source, "x\n".repeat(30), bearer(good))
    expect((await send()).status).toBe(200)
    const late = await send()
    expect([late.status, late.headers.get("retry-after")]).toEqual([429, "2"])
    world.atMs += 2100
    expect((await send()).status).toBe(200)
  })
  test("bytes count decompressed, and another token goes on", async () => {
    const world = clockWorld()
    const other = newToken()
    const source = open(world, {
      tokens: [
        ...tokens({ bytesPerSecMax: 1000 }),
        { name: "web-2", token: hashText(other), bytesPerSecMax: 1000 },
      ],
      burstSec: 1,
    })
    drain(source)
    const body = Buffer.from(Bun.gzipSync("y".repeat(50_000)))
    expect((await post(source, body, { ...bearer(good), "content-encoding": "gzip" })).status).toBe(
      200,
    )
    expect(await statusOf(source, good)).toBe(429)
    expect(await statusOf(source, other)).toBe(200)
  })
  test("without tokens the rate is the listener's", async () => {
    const source = open(clockWorld(), { eventsPerSecMax: 1, burstSec: 1 })
    drain(source)
    expect((await post(source, "x\nx", text)).status).toBe(200)
    expect((await post(source, "x", text)).status).toBe(429)
  })
})

describe("what a token may", () => {
  test("its own limit of a body holds, smaller than the listener's", async () => {
    const source = open(testWorld(), { tokens: tokens({ bodyBytesMax: 10 }) })
    drain(source)
    expect(await statusOf(source, good, "/intake", "x".repeat(11))).toBe(413)
    expect(await statusOf(source, good, "/intake", "x".repeat(10))).toBe(200)
  })
  test("only its datasets, by whatever protocol", async () => {
    const world = { ...testWorld(), datasets: ["nginx.access", "system.auth"] }
    const source = open(world, { tokens: tokens({ datasets: ["nginx.access"] }) })
    const seen = drain(source)
    expect(await statusOf(source, good, "/intake/nginx.access")).toBe(200)
    expect(await statusOf(source, good, "/intake/system.auth")).toBe(403)
    expect(await statusOf(source, good, "/intake")).toBe(403)
    expect(await statusOf(source, good, "/services/collector/raw")).toBe(403)
    const bulk = `{"create":{}}\n{"message":"x"}\n`
    expect(await statusOf(source, good, "/logs-system.auth-default/_bulk", bulk)).toBe(403)
    expect(await statusOf(source, good, "/logs-nginx.access-default/_bulk", bulk)).toBe(200)
    expect(seen.map(({ origin }) => origin.dataset)).toEqual(["nginx.access", "nginx.access"])
  })
  test("only from its networks, and nobody from outside the listener's", async () => {
    const elsewhere = open(testWorld(), { tokens: tokens({ allow: ["10.0.0.0/8"] }) })
    expect(await statusOf(elsewhere, good)).toBe(403)
    const here = open(testWorld(), { tokens: tokens({ allow: ["10.0.0.0/8", "127.0.0.0/8"] }) })
    drain(here)
    expect(await statusOf(here, good)).toBe(200)
    const closed = open(testWorld(), { allow: ["10.0.0.0/8"] })
    expect((await fetch(`http://127.0.0.1:${closed.port}/health`)).status).toBe(403)
    expect((await post(closed, "x", text)).status).toBe(403)
  })
})

describe("wrong tokens", () => {
  test("unknown, wrong and missing ones get the same answer to the byte", async () => {
    const source = open(testWorld(), { tokens: tokens() })
    const answers = await Promise.all(
      [bearer("nope"), bearer(`${good}x`), text, { ...text, authorization: "Basic !!" }].map(
        async (headers) => {
          const answer = await post(source, "x", headers)
          const kept = [...answer.headers].filter(([name]) => name !== "date")
          return JSON.stringify([answer.status, kept, await answer.text()])
        },
      ),
    )
    expect(new Set(answers).size).toBe(1)
  })
  test("an address that guesses is refused unheard, even when it guesses right; a sender beside it goes on", async () => {
    const world = clockWorld()
    const other = newToken()
    const source = open(world, {
      tokens: [...tokens(), { name: "web-2", token: hashText(other) }],
      wrongTokensPerMinMax: 5,
    })
    drain(source)
    expect(await statusOf(source, good)).toBe(200)
    for (let i = 0; i < 5; i++) expect(await statusOf(source, `guess${i}`)).toBe(401)
    expect(await statusOf(source, "guess6")).toBe(429)
    expect(await statusOf(source, other)).toBe(429)
    expect(await statusOf(source, good)).toBe(200)
    world.atMs += 60_000
    expect(await statusOf(source, other)).toBe(200)
  })
  test("each refusal is counted by its reason", async () => {
    const world = testWorld()
    const source = open(world, { tokens: tokens() })
    await statusOf(source, "nope")
    await statusOf(source, "nope")
    expect(await world.metrics.text()).toContain(
      'vedette_source_refused_requests_total{source="under-test",reason="token"} 2',
    )
  })
})

test("a file of tokens is read again when it changes; a broken one leaves the last good", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vedette-tokens-"))
  const path = join(folder, "tokens")
  const [one, two] = [newToken(), newToken()]
  writeFileSync(path, `# ours\nweb-1:${hashText(one)}\n`)
  const world = clockWorld()
  const source = open(world, { tokensFile: path, host: "0.0.0.0" })
  const seen = drain(source)
  expect([await statusOf(source, one), await statusOf(source, two)]).toEqual([200, 401])
  writeFileSync(path, `web-1:${hashText(one)}\nweb-2:${hashText(two)}\n`)
  world.atMs += 1500
  expect(await statusOf(source, two)).toBe(200)
  expect(seen.at(-1)?.origin.identity).toBe("web-2")
  writeFileSync(path, "nonsense\n")
  world.atMs += 1500
  expect(await statusOf(source, two)).toBe(200)
  writeFileSync(path, `web-1:${hashText(one)}\n`)
  world.atMs += 1500
  expect([await statusOf(source, one), await statusOf(source, two)]).toEqual([200, 401])
  rmSync(folder, { recursive: true })
})

test("a file of tokens that is not there is told at the start, by its line where it is broken", () => {
  const folder = mkdtempSync(join(tmpdir(), "vedette-tokens-"))
  expect(() => open(testWorld(), { tokensFile: join(folder, "no") })).toThrow("tokensFile")
  writeFileSync(join(folder, "bad"), `a:${hashText("x")}\nsecret-in-plain\n`)
  const opening = () => open(testWorld(), { tokensFile: join(folder, "bad") })
  expect(opening).toThrow("line 2 is none of NAME:sha256:HEX")
  expect(opening).not.toThrow("secret-in-plain")
  rmSync(folder, { recursive: true })
})

test("more requests at once than an address may have are turned away, then taken again", async () => {
  const source = open(testWorld(), { addressRequestsMax: 3, deliveryMs: 10_000 })
  const waiting = Array.from({ length: 3 }, () => post(source, '{"a":1}', ndjson))
  const reading = source.read(new AbortController().signal)[Symbol.asyncIterator]()
  const first = await reading.next()
  const [second, third] = [await reading.next(), await reading.next()]
  expect((await post(source, '{"a":1}', ndjson)).status).toBe(429)
  for (const { value } of [first, second, third]) await value.settle()
  for (const one of waiting) expect((await one).status).toBe(200)
  drain(source)
  expect((await post(source, '{"a":1}', ndjson)).status).toBe(200)
})
