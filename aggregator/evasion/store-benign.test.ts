import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { untouched, type Verdict } from "../alerts/state.ts"
import { changeAlert } from "../alerts/states.ts"
import { noon, type TestWorld, testWorld } from "../console/console-world.ts"
import { textsOfStore } from "./store-benign.ts"
import { benignByVerdict, openVerdicts } from "./verdicts.ts"

const hourMs = 3_600_000
const when = (hours: number) => new Date(noon - hours * hourMs).toISOString()

const event = (id: string, line: string, hours = 1, more: Event = {}): Event => ({
  "@timestamp": when(hours),
  "event.created": when(hours),
  "event.id": id,
  "vedette.stream": "events",
  "vedette.source": "s",
  "vedette.batch": "b",
  "process.command_line": line,
  ...more,
})

const alert = (id: string, line: string): Event =>
  event(id, line, 1, {
    "vedette.stream": "alerts",
    "event.kind": "alert",
    "rule.id": "vedette-evasion",
  })

const malicious: Event = { "vedette.evasion.outcome": "malicious" }

let world: TestWorld
const never = () => AbortSignal.timeout(20_000)

beforeAll(async () => {
  world = await testWorld([
    event("e1", "dir C:\\Temp"),
    event("e2", 'D^IR "C:/temp"'),
    event("e3", "whoami /all", 1, { "vedette.matches": ["some-rule"] }),
    event("e4", "our own tool --urlcache", 1, malicious),
    event("e5", "certutil /url^cache", 1, malicious),
    event("e6", "old line", 24 * 30),
    event("e7", "on another host", 2, { "host.name": "db1" }),
    alert("a1", "our own tool --urlcache"),
    alert("a2", "certutil /url^cache"),
    alert("a3", "net use x:"),
  ])
  await close("a1", "benign")
  await close("a2", "true positive")
  await close("a3", "false positive")
})

afterAll(() => world[Symbol.asyncDispose]())

const close = (id: string, verdict: Verdict) =>
  changeAlert(world.store, untouched, {
    ...{ id, revision: 0, by: "ann", atMs: noon },
    asked: { status: "closed", verdict, reason: "ours" },
  })

const ask = (more: object = {}) =>
  textsOfStore(
    world.store,
    {
      query: { is: "all" },
      ...{ fromMs: noon - 14 * 24 * hourMs, toMs: noon, textsMax: 100, eventsMax: 1000 },
      ...more,
    },
    never(),
    () => {},
  )

const lines = (list: readonly { readonly text: string }[]) => list.map(({ text }) => text).sort()

test("what no rule fired on is benign, each text once by what it is once plain", async () => {
  const { benign } = await ask()
  expect(lines(benign).filter((line) => /d\^?ir/i.test(line))).toHaveLength(1)
})

test("a text is not benign where a rule fired or the model calls it malicious, but for people's verdicts", async () => {
  const { benign, other } = await ask()
  expect(lines(other)).toEqual(["certutil /url^cache", "whoami /all"])
  expect(lines(benign)).toContain("our own tool --urlcache")
  expect(lines(benign)).toContain("net use x:")
})

test("the range of time and the query are kept to", async () => {
  const query = { is: "term", field: "host.name", value: "db1" } as const
  const { benign, events } = await ask({ query })
  expect(events).toBe(1)
  expect(lines(benign)).toContain("on another host")
  expect(lines((await ask()).benign)).not.toContain("old line")
})

test("of too many texts a sample is kept, the same for the same events", async () => {
  const one = await ask({ textsMax: 2 })
  expect(one.benign).toHaveLength(2)
  expect((await ask({ textsMax: 2 })).benign).toEqual(one.benign)
})

test("the verdicts benign and false positive count, a true positive does not", async () => {
  const texts = await benignByVerdict(world.store, never())
  expect(lines(texts)).toEqual(["net use x:", "our own tool --urlcache"])
})

test("what people called benign is known once it was looked up, however it is written", async () => {
  const verdicts = openVerdicts(world.store)
  expect(verdicts.isBenign("net use x:")).toBe(false)
  await verdicts.look(never())
  expect(verdicts.isBenign('NET  use "x:"')).toBe(true)
  expect(verdicts.isBenign("certutil /url^cache")).toBe(false)
})
