import { expect, test } from "bun:test"
import { heardOf } from "./health.ts"

const now = Date.UTC(2026, 0, 10)
const status = (body: Record<string, unknown>) => ({
  id: "1",
  revision: 1,
  body: { program: "collector", name: "edge", version: "1", atMs: now, problems: [], ...body },
})

test("a program that was just heard is well", () => {
  expect(heardOf([status({})], now)).toEqual({
    programs: [{ kind: "collector", name: "edge", version: "1", lastMs: now }],
    problems: [],
  })
})

test.each([
  [75, "75 s"],
  [600, "10 min"],
  [5 * 3600, "5 h"],
  [3 * 86_400, "3 days"],
])("a program silent for %d s is said to be silent, whatever it said last", (seconds, span) => {
  const heard = heardOf([status({ atMs: now - seconds * 1000, problems: ["disk full"] })], now)
  expect(heard.problems).toEqual([`collector edge has not been heard for ${span}`])
})

test("a program whose clock is wrong is heard when its status came", () => {
  const [program] = heardOf([status({ atMs: 0, heardMs: now })], now).programs
  expect(program?.lastMs).toBe(now)
})

test("a program silent for over a week is gone", () => {
  expect(heardOf([status({ atMs: now - 8 * 86_400_000 })], now).programs).toEqual([])
})

test("what a program says is wrong is told with its name", () => {
  const body = { program: "aggregator", name: "b", problems: ["the store is down", 7] }
  expect(heardOf([status(body)], now).problems).toEqual(["aggregator b: the store is down"])
})

test("rules that a program refuses are told in one line", () => {
  const refused = [
    { file: "a.yaml", reason: "no title" },
    { file: "b.yaml", reason: "no id" },
  ]
  expect(heardOf([status({ rules: { refused } })], now).problems).toEqual([
    "collector edge: 2 rules are refused; a.yaml: no title",
  ])
})

test.each([[{}], [{ name: null, problems: "x", atMs: "y" }]])("%p is no reason to fail", (body) => {
  expect(() => heardOf([{ id: "1", revision: 1, body }], now)).not.toThrow()
})
