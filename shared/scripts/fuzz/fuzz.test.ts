import { expect, test } from "bun:test"
import { checkEvent } from "./check-event.ts"
import { type Target, Violation } from "./define.ts"
import { inputOf } from "./mutate.ts"
import { plan } from "./plan.ts"
import { tried } from "./trial.ts"
import { replay, work } from "./work.ts"

const target = (attempt: (input: Buffer) => unknown, more: Partial<Target> = {}): Target => ({
  name: "planted",
  summary: "a fault, planted to be found",
  seeds: () => [Buffer.from('{"user":"anna","n":12}'), Buffer.from("plain text")],
  tokens: ["planted"],
  open: () => ({ try: attempt }),
  ...more,
})

const effort = { seed: 1, ms: 200, beat: () => {} }
const kindsOf = async (attempt: (input: Buffer) => unknown, more: Partial<Target> = {}) =>
  (await work(target(attempt, more), effort)).findings.map(({ what }) => what)

function burn(ms: number): void {
  const until = process.threadCpuUsage().user + ms * 1000
  while (process.threadCpuUsage().user < until) JSON.parse("[1,2,3]")
}

test("inputs are the same for a seed, and others for another", () => {
  const { seeds } = target(() => {})
  const all = (seed: number) =>
    Array.from({ length: 50 }, (_, n) =>
      inputOf(
        target(() => {}),
        seeds(),
        seed,
        n,
      ).toString("hex"),
    )
  expect(all(1)).toEqual(all(1))
  expect(all(1)).not.toEqual(all(2))
  expect(new Set(all(1)).size).toBeGreaterThan(40)
})

test("a fault that a token meets is found, and cut down to the token", async () => {
  const { findings } = await work(
    target((input) => {
      if (input.includes("planted")) throw new TypeError("met")
    }),
    effort,
  )
  expect(findings[0]).toMatchObject({ what: "exception", input: Buffer.from("planted") })
})

test("what nothing is wrong with gives no finding", async () => {
  const { findings, trials } = await work(
    target(() => {}),
    effort,
  )
  expect(findings).toEqual([])
  expect(trials).toBeGreaterThan(50)
})

test("slowness is found where it is the input's, not where it came once", async () => {
  const slow = target(() => burn(30), { mostMs: 10 })
  expect((await replay(slow, Buffer.from("x")))?.what).toBe("slow")
  let count = 0
  const once = { try: () => burn(count++ === 0 ? 30 : 0) }
  expect(await tried({ mostMs: 10 }, once, Buffer.from("x"))).toBeUndefined()
})

test("an event that is one of many has time for all of them", async () => {
  const many = target(() => {
    burn(30)
    return 100_000
  })
  expect(await replay({ ...many, mostMs: 10 }, Buffer.from("x"))).toBeUndefined()
})

test("a polluted prototype is found", async () => {
  const polluted = Object.prototype as { polluted?: number }
  const kinds = await kindsOf(() => {
    polluted.polluted = 1
  }).finally(() => {
    delete polluted.polluted
  })
  expect(kinds).toEqual(["prototype"])
})

test("memory that is never given back is found", async () => {
  const kept: unknown[] = []
  const leaking = target(() => {
    kept.push(Array.from({ length: 4000 }, (_, n) => ({ n })))
  })
  const { findings } = await work(leaking, effort)
  expect(findings.map(({ what }) => what)).toEqual(["memory"])
})

test.each([
  ["type", { "source.ip": "no address" }],
  ["type", { "event.category": "authentication" }],
  ["type", { "@timestamp": "yesterday" }],
  ["type", { "source.port": 1.5 }],
  ["name", { nowhere: 1 }],
  ["value", { "vendor.a": { inside: 1 } }],
  ["prototype", Object.assign(Object.create({}), { message: "m" })],
] as const)("an event breaks the rule of %s: %o", (what, event) => {
  let found: unknown
  try {
    checkEvent(event as never)
  } catch (cause) {
    found = cause
  }
  expect(found).toBeInstanceOf(Violation)
  expect((found as Violation).what).toBe(what)
})

test("time is shared out by weight", () => {
  const shares = plan([target(() => {}, { weight: 3 }), target(() => {})], 1000, 1).targets
  expect(shares.map(({ ms }) => ms)).toEqual([750, 250])
})
