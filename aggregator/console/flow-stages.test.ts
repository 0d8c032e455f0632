import { expect, test } from "bun:test"
import type { Flow } from "../flow/flow.ts"
import { acrossOf, downOf } from "./flow-places.ts"
import { pictureOf, rateText, sizeText } from "./flow-stages.ts"

const now = Date.UTC(2026, 2, 10, 12)
const program = (name: string, more = {}) => ({ name, version: "1", lastMs: now, ...more })
const source = (name: string, more = {}) => ({
  ...{ source: name, collector: "edge", lastMs: now, perSecond: 1, ...more },
})
const calm: Flow = {
  sources: [source("syslog"), source("intake", { perSecond: 4 })],
  collectors: [program("edge", { perSecond: 5, spoolBytes: 4096 })],
  bus: { kind: "local", waiting: 0 },
  aggregators: [program("centre", { perSecond: 5 })],
  store: { kind: "local" },
}
const seen = (flow: Partial<Flow> = {}, more: { problems?: string[]; letters?: number } = {}) =>
  pictureOf({ flow: { ...calm, ...flow }, problems: [], letters: 0, now, ...more })
const boxOf = (picture: ReturnType<typeof seen>, key: string) =>
  picture.stages.flatMap(({ boxes }) => boxes).find((box) => box.key === key)!

test("where all is well each box says so in words", () => {
  const boxes = seen().stages.flatMap(({ boxes }) => boxes)
  expect(boxes.map(({ state }) => state)).toEqual(boxes.map(() => "good"))
  expect(boxes.map(({ line }) => line)).toEqual([
    ...["heard", "heard", "log 4.1 kB", "nothing waits", "at work", "answers", "none"],
  ])
})

test("each way has its rate, from the sources to the store", () => {
  const { edges } = seen()
  expect(edges.map(({ from, to, perSecond }) => [from, to, perSecond])).toEqual([
    ["source edge syslog", "collector edge", 1],
    ["source edge intake", "collector edge", 4],
    ["collector edge", "bus", 5],
    ["bus", "aggregator centre", 5],
    ["aggregator centre", "store", 5],
  ])
})

test("a silent source is wrong, and so is its way", () => {
  const picture = seen({ sources: [source("syslog", { silentSinceMs: now - 3_600_000 })] })
  const box = boxOf(picture, "source edge syslog")
  expect(box).toMatchObject({ state: "bad", line: "silent since 11:00 UTC" })
  expect(picture.edges[0]!.state).toBe("bad")
})

test("a source that was never heard is not wrong", () => {
  const picture = seen({ sources: [source("syslog", { lastMs: 0 })] })
  expect(boxOf(picture, "source edge syslog")).toMatchObject({ state: "idle", line: "never heard" })
})

test("a program that is silent is wrong", () => {
  const picture = seen({ collectors: [program("edge", { lastMs: now - 90_000 })] })
  expect(boxOf(picture, "collector edge").state).toBe("bad")
})

test.each([
  ["Kafka does not answer: no", "bus", "bad"],
  ["OpenSearch does not answer: no", "store", "bad"],
  ["aggregator.yaml has changed in what takes a restart: home", "aggregator centre", "warn"],
  ["collector edge: the new configuration in c.yaml is refused: x", "collector edge", "warn"],
])("%p colours the box it is about", (problem, key, state) => {
  const picture = seen({}, { problems: [problem] })
  const coloured = picture.stages
    .flatMap(({ boxes }) => boxes)
    .filter((box) => box.state !== "good")
  expect(coloured.map((box) => [box.key, box.state] as const)).toEqual([[key, state as "bad"]])
})

test("what nobody can say is not called well", () => {
  const picture = pictureOf({ flow: { ...calm, bus: { kind: "kafka" } }, problems: [], now })
  expect(boxOf(picture, "bus")).toMatchObject({ state: "warn", line: "can't be asked" })
  expect(boxOf(picture, "letters")).toMatchObject({ state: "warn", line: "not known" })
})

test("of many sources the worst and the busiest are shown, the others as one", () => {
  const many = Array.from({ length: 500 }, (_, at) => source(`s${at}`, { perSecond: at }))
  const picture = seen({ sources: [source("lost", { silentSinceMs: now, perSecond: 0 }), ...many] })
  const { boxes } = picture.stages[0]!
  expect(boxes.map(({ title }) => title)).toEqual([
    ...["lost", "s499", "s498", "s497", "s496", "s495", "s494", "494 more sources"],
  ])
  expect(acrossOf(picture).height).toBeLessThan(600)
})

test("an edge begins and ends at a box of the picture", () => {
  const many = Array.from({ length: 20 }, (_, at) => program(`edge-${at}`))
  const collector = "edge-19"
  const picture = seen({ collectors: many, sources: [source("syslog", { collector })] })
  const keys = new Set(picture.stages.flatMap(({ boxes }) => boxes.map(({ key }) => key)))
  for (const { from, to } of picture.edges)
    expect([keys.has(from), keys.has(to)]).toEqual([true, true])
  expect(acrossOf(picture).edges.length).toBe(picture.edges.length)
})

test("below each other, one edge between two stages has the sum of their rates", () => {
  const drawing = downOf(seen())
  expect(drawing.edges.map(({ edge }) => edge.perSecond)).toEqual([5, 5, 5, 5])
  const ends = drawing.boxes.map(({ y }) => y + drawing.boxHeight)
  expect(Math.max(...ends)).toBe(drawing.height)
})

test("with nothing to show there is a picture", () => {
  const none = { sources: [], collectors: [], aggregators: [] }
  expect(() => [acrossOf(seen(none)), downOf(seen(none))]).not.toThrow()
})

test("rates and sizes are short", () => {
  expect([undefined, 0, 0.01, 1.26, 12.6, 12_345].map(rateText)).toEqual([
    ...["–", "0/s", "<0.1/s", "1.3/s", "13/s", "12,345/s"],
  ])
  expect([0, 999, 1_000, 21_400, 5e9].map(sizeText)).toEqual([
    ...["0 B", "999 B", "1.0 kB", "21 kB", "5.0 GB"],
  ])
})
