import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import type { Score } from "./scorer.ts"
import { type EvasionStageOptions, evasionStage } from "./stage.ts"
import { openWatch } from "./watch.ts"

const rules = [
  { id: "r1", title: "Certutil Download", score: 1 },
  { id: "other", title: "Other", score: 0.5 },
]

function open(options: Partial<EvasionStageOptions> = {}) {
  const clock = { ms: 1_000_000, scored: 0 }
  const score = (text: string): Score => {
    clock.scored++
    const isBad = text.includes("urlcache")
    return { score: isBad ? 1 : -1, outcome: isBad ? "malicious" : "benign", rules }
  }
  const parts = {
    scorer: () => score,
    tagsOf: () => ["attack.t1105"],
    isBenign: (text: string) => text.includes("harmless"),
    watch: openWatch({ metrics: openMetrics() }),
  }
  const stage = evasionStage(parts, { now: () => clock.ms }, options)
  const feed = (event: Event): Event[] => {
    const out: Event[] = []
    stage(event, out)
    return out
  }
  return { clock, feed }
}

const evasion = (more: Event = {}): Event => ({
  "event.id": "e1",
  "event.code": "1",
  "host.name": "ws-1",
  "process.command_line": "certutil /urlcache http://x",
  ...more,
})

test("an evasion becomes an alert that names the rule, its tags and the event", () => {
  const [alert] = open().feed(evasion())
  expect(alert?.["rule.id"]).toBe("vedette-evasion")
  expect(alert?.["rule.name"]).toBe("Evasion of: Certutil Download")
  expect(alert?.["vedette.evasion.rules"]).toEqual(["r1", "other"])
  expect(alert?.["vedette.event_ids"]).toEqual(["e1"])
  expect(alert?.tags).toEqual(["attack.t1105"])
})

test("an alert is not counted as one that the event's collector raised", () => {
  const [alert] = open().feed(evasion({ "vedette.collector": "edge" }))
  expect(alert?.["vedette.collector"]).toBeUndefined()
})

test("no alert where the named rule fired on the event itself", () => {
  expect(open().feed(evasion({ "vedette.matches": ["r1"] }))).toEqual([])
})

test("the same text on the same host is told of once in a window, on another host again", () => {
  const { clock, feed } = open({ suppressMs: 1000 })
  expect(feed(evasion())).toHaveLength(1)
  expect(feed(evasion({ "event.id": "e2" }))).toHaveLength(0)
  expect(feed(evasion({ "host.name": "ws-2" }))).toHaveLength(1)
  clock.ms += 1000
  expect(feed(evasion({ "event.id": "e3" }))).toHaveLength(1)
})

test("a text is scored once while it is remembered, and what is remembered is bounded", () => {
  const { clock, feed } = open({ textsMax: 1 })
  feed(evasion())
  feed(evasion())
  expect(clock.scored).toBe(1)
  feed(evasion({ "process.command_line": "dir" }))
  feed(evasion())
  expect(clock.scored).toBe(3)
})

test("an ordinary command carries its score and raises nothing", () => {
  const event = evasion({ "process.command_line": "dir" })
  expect(open().feed(event)).toEqual([])
  expect(event["vedette.evasion.outcome"]).toBe("benign")
})

test("a command that a network event repeats is not scored", () => {
  const { clock, feed } = open()
  feed(evasion({ "event.code": "3" }))
  expect(clock.scored).toBe(0)
})

test("an event that is delivered again raises the same alert, since the first may be lost", () => {
  const { feed } = open()
  const [first] = feed(evasion())
  expect(feed(evasion())[0]?.["event.id"]).toBe(first!["event.id"]!)
})

test("no alert where another of the rules that are named fired: there is one already", () => {
  const event = evasion({ "vedette.matches": ["other"] })
  expect(open().feed(event)).toEqual([])
  expect(event["vedette.evasion.rules"]).toEqual(["r1", "other"])
})

test("a rule that fired and is not near takes no alert away", () => {
  expect(open().feed(evasion({ "vedette.matches": ["far away"] }))).toHaveLength(1)
})

test("a text that a person has called benign raises nothing", () => {
  const event = evasion({ "process.command_line": "certutil -urlcache harmless" })
  expect(open().feed(event)).toEqual([])
  expect(event["vedette.evasion.outcome"]).toBe("benign")
})

test("of 10,000 texts on as many hosts each is told of once in the window", () => {
  const { feed } = open({ ruleAlertsADayMax: 10_000 })
  const round = () =>
    Array.from({ length: 10_000 }, (_, i) =>
      feed(
        evasion({
          "event.id": crypto.randomUUID(),
          "host.name": `ws-${i}`,
          "process.command_line": `certutil urlcache ${i}`,
        }),
      ),
    ).flat().length
  expect(round()).toBe(10_000)
  expect(round()).toBe(0)
})

test("without a model an event passes as it is", () => {
  const parts = {
    scorer: () => undefined,
    tagsOf: () => [],
    isBenign: () => false,
    watch: openWatch({ metrics: openMetrics() }),
  }
  const event = evasion()
  evasionStage(parts, { now: Date.now })(event, [])
  expect(event).toEqual(evasion())
})

test("what another model said is forgotten", () => {
  const one = (outcome: Score["outcome"]) => (): Score => ({ score: 1, outcome, rules })
  let scorer = one("malicious")
  const parts = {
    scorer: () => scorer,
    tagsOf: () => [],
    isBenign: () => false,
    watch: openWatch({ metrics: openMetrics() }),
  }
  const stage = evasionStage(parts, { now: Date.now })
  const outcomeOf = () => {
    const event = evasion()
    stage(event, [])
    return event["vedette.evasion.outcome"]
  }
  expect(outcomeOf()).toBe("malicious")
  scorer = one("benign")
  expect(outcomeOf()).toBe("benign")
})

test("evasions of one rule raise no more alerts a day than allowed, the next day again", () => {
  const { clock, feed } = open({ ruleAlertsADayMax: 2 })
  const alertsOf = (from: number) =>
    Array.from({ length: 3 }, (_, i) =>
      feed(evasion({ "event.id": `e${from + i}`, "process.command_line": `urlcache ${from + i}` })),
    ).flat().length
  expect(alertsOf(0)).toBe(2)
  clock.ms += 86_400_000
  expect(alertsOf(10)).toBe(2)
})
