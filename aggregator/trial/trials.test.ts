import { describe, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { checkText } from "./check.ts"
import { openTrials, type TrialAsked } from "./trials.ts"

const rule = `
title: Odd login
id: 5e1e7b6e-3d0e-4a52-9f0b-8a5e0c3f5d21
level: high
logsource: { product: linux, service: sshd }
detection:
  selection: { user.name: root }
  condition: selection
`
const correlation = `${rule}
---
title: Many odd logins
id: 5e1e7b6e-3d0e-4a52-9f0b-8a5e0c3f5d22
correlation:
  type: event_count
  rules: [5e1e7b6e-3d0e-4a52-9f0b-8a5e0c3f5d21]
  group-by: [host.name]
  timespan: 5m
  condition: { gte: 3 }
`
const start = Date.parse("2026-03-10T10:00:00Z")
const login = (at: number, user = "root"): Event => ({
  "@timestamp": new Date(start + at * 60_000).toISOString(),
  "event.id": `e${at}`,
  "event.dataset": "system.auth",
  "process.name": "sshd",
  "host.os.type": "linux",
  "host.name": "web1",
  "user.name": user,
})
const asked = (text: string, events: readonly Event[]): TrialAsked => ({
  ...{ text, by: "ann", on: { events }, typed: {} },
})
const noStore = { search: () => Promise.reject(new Error("not asked")) }
const trialsOver = (store: object = noStore, limits = {}) =>
  openTrials(
    { store: store as never, now: Date.now, rules: () => undefined, folders: () => [] },
    limits,
  )

async function tried(text: string, events: readonly Event[]) {
  const trials = trialsOver()
  const trial = trials.start(asked(text, events))!
  await trials.settled(trial, 20_000)
  return trial
}

describe("a trial", () => {
  test("says which events match, and why", async () => {
    const trial = await tried(rule, [login(0), login(1, "ann"), login(2)])
    expect(trial).toMatchObject({ state: "done", read: 3, matched: 2, isCut: false })
    expect(trial.hits.map(({ of }) => of["event.id"])).toEqual(["e0", "e2"])
    expect(trial.hits[0]!.matched).toMatchObject([{ field: "user.name", value: "root" }])
    expect([...trial.hours]).toEqual([[start, 2]])
  })

  test("runs correlations in the order of time, however the events come", async () => {
    const trial = await tried(
      correlation,
      [2, 1, 0].map((at) => login(at)),
    )
    const correlated = trial.hits.filter(({ events }) => events !== undefined)
    expect(correlated).toMatchObject([{ events: 3, of: { "event.id": "e2" } }])
  })

  test("says where the text is wrong", async () => {
    const trial = await tried(rule.replace("user.name:", "user.name|nope:"), [login(0)])
    expect(trial.loaded!.rules).toEqual([])
    expect(trial.loaded!.refused[0]).toMatchObject({ line: 7 })
  })

  test("reads the store page by page up to its limit, and says that there is more", async () => {
    const pages = [0, 1, 2, 3].map((page) => [login(2 * page), login(2 * page + 1)])
    const search = async (_: unknown, __: number, after = "0") => ({
      total: 8,
      events: pages[Number(after)]!,
      caveats: [],
      ...(after !== "3" && { after: `${Number(after) + 1}` }),
    })
    const trials = trialsOver({ search }, { eventsMax: 4 })
    const scope = { streams: ["events"], query: { is: "all" } } as const
    const trial = trials.start({ ...asked(rule, []), on: { scope } })!
    await trials.settled(trial, 20_000)
    expect(trial).toMatchObject({ state: "done", read: 4, matched: 4, total: 4, isCut: true })
  })

  test("can be stopped, also while the store does not answer", async () => {
    const search = (_: unknown, __: number, ___: unknown, signal: AbortSignal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason))
      })
    const trials = trialsOver({ search }, { runningMax: 1 })
    const scope = { streams: ["events"], query: { is: "all" } } as const
    const trial = trials.start({ ...asked(rule, []), on: { scope } })!
    expect(trials.start(asked(rule, []))).toBeUndefined() // one at a time here
    trials.stop(trial.id)
    await trials.settled(trial, 20_000)
    expect(trial.state).toBe("stopped")
    expect(trials.start(asked(rule, []))).toBeDefined()
  })
})

describe("hostile texts", () => {
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x, x]",
    ...[..."bcdefghij"].map((name, at) => {
      const last = `*${String.fromCharCode(name.charCodeAt(0) - 1)}`
      return `${name}: &${name} [${Array(10)
        .fill(at < 0 ? "x" : last)
        .join(", ")}]`
    }),
  ].join("\n")
  const texts: Record<string, string> = {
    "a YAML bomb": `${rule.replace("{ user.name: root }", "{ user.name: *j }")}`.replace(
      "title",
      `${bomb}\ntitle`,
    ),
    "a pattern without end": rule.replace("user.name: root", "user.name|re: '(a+)+$'"),
    prototypes: `${rule}\n__proto__: { polluted: yes }\nconstructor: { prototype: { polluted: 1 } }`,
    "no YAML at all": "\u0000\u0001{{{{[[[[",
    "a deep list": "[".repeat(20_000),
  }
  test.each(Object.entries(texts))(
    "%s is answered, and harms nothing",
    async (_, text) => {
      const outcome = await checkText(text, [], []).catch((cause: Error) => cause.message)
      expect(outcome).toBeDefined()
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined()
    },
    20_000,
  )
})
