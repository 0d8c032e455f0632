import { expect, test } from "bun:test"
import { event, load, matches, rule } from "./rule-trial.ts"

test("a refusal names the file, the line, the id and what to do", () => {
  const { refused } = load({
    "a.yaml": rule("a", "level: loud"),
    "b.yaml": rule("b", "", "process.name|nope: x"),
    "c.yaml": rule("c").replace("condition: selection", "condition: selection and other"),
    "d.yaml": `---${rule("d")}---${rule("e", "", "a|expand: '%Admins%'")}`,
    "f.yaml": "title: f\nid: f\ndetection: {}\n",
  })
  expect(refused.map(({ file: _, ...rest }) => rest)).toMatchObject([
    { id: "a", line: 4, reason: expect.stringContaining('"loud" is none of') },
    { id: "b", line: 8, reason: expect.stringContaining('"nope" is not known') },
    { id: "c", line: 9, reason: expect.stringContaining('names "other"') },
    { id: "e", line: 17, reason: expect.stringContaining("placeholders/Admins.txt") },
    { id: "f", line: 2, reason: expect.stringContaining('no "logsource"') },
  ])
})

test("a broken document takes no other of its file with it", () => {
  const { rules, refused } = load({ "a.yaml": `${rule("a")}---\ntitle: [\n---${rule("b")}` })
  expect(rules.map(({ id }) => id)).toEqual(["a", "b"])
  expect(refused).toMatchObject([{ line: 12, reason: expect.stringContaining("not YAML") }])
})

test("a global document is part of those that follow, and ids stay apart", () => {
  const parts = [
    "action: global\ntitle: t\nid: g\nlogsource: { product: linux, category: process_creation }",
    "detection: { s: { process.name: a }, condition: s }",
    "detection: { s: { process.name: b }, condition: s }",
    "action: repeat\nid: own\ndetection: { s: { process.args: c } }",
  ]
  const rules = load({ "a.yaml": parts.join("\n---\n") })
  expect(rules.refused).toEqual([])
  expect(rules.rules.map(({ id }) => id)).toEqual(["g", "g/2", "own"])
  const what = { ...event(""), "process.name": "b" }
  expect(matches(rules, what)).toEqual(["g/2"])
  expect(matches(rules, { ...what, "process.args": ["c"] })).toEqual(["g/2", "own"])
})

test("a correlation may call its rules by name; a missing one refuses it", () => {
  const correlation = (id: string, base: string) => `
title: often
id: ${id}
correlation:
  type: event_count
  rules: [${base}]
  group-by: [who]
  aliases: { who: { ${base}: user.name } }
  timespan: 1m
  condition: { gte: 3 }
`
  const rules = load({
    "a.yaml": rule("a", "name: a_name"),
    "c.yaml": `${correlation("c", "a_name")}---${correlation("d", "gone")}`,
  })
  expect(rules.correlations).toMatchObject([
    {
      rules: ["a"],
      aliases: { who: { a: "user.name" } },
      keys: { a: { who: ["user.name"] } },
      rule: { id: "c" },
    },
  ])
  expect(rules.rules[0]?.silent).toBe(true)
  expect(rules.refused).toMatchObject([
    { id: "d", line: 13, reason: expect.stringContaining("gone") },
  ])
})

test("a base is silent, unless one of its correlations says that it is not", () => {
  const often = (id: string, generate: boolean) => `title: ${id}
id: ${id}
correlation: { type: event_count, rules: [a], timespan: 1m, condition: { gte: 3 }, generate: ${generate} }
`
  const silent = (text: string) => load({ "a.yaml": rule("a"), "c.yaml": text }).rules[0]?.silent
  expect(silent(often("c", false))).toBe(true)
  expect(silent(often("c", true))).toBeUndefined()
  expect(silent(`${often("c", false)}---\n${often("d", true)}`)).toBeUndefined()
})

test("a correlation that is wrong tells its line", () => {
  const wrong = (from: string, to: string) =>
    load({
      "a.yaml": rule("a"),
      "c.yaml": `title: c
id: c
correlation:
  type: event_count
  rules: [a]
  timespan: 1m
  condition: { gte: 3 }
`.replace(from, to),
    }).refused[0]
  expect(wrong("event_count", "event_sum")).toMatchObject({ line: 4, id: "c" })
  expect(wrong("[a]", "[]")).toMatchObject({ line: 5, reason: expect.stringContaining("no rules") })
  expect(wrong("1m", "1 minute")).toMatchObject({ line: 6 })
  expect(wrong("gte", "more")).toMatchObject({ line: 7, reason: expect.stringContaining('"more"') })
})

test("names of the prototype are plain names", () => {
  const rules = load({
    "a.yaml": "action: global\n---\n__proto__: { title: x }\nid: constructor\n",
  })
  expect(rules.refused).toMatchObject([{ id: "constructor" }])
  expect(Object.prototype).not.toHaveProperty("title")
})

test("a key that is written twice refuses the rule: the first would be lost", () => {
  const twice = rule("a").replace(
    "  condition",
    "    process.command_line|contains: more\n  condition",
  )
  const { refused, rules } = load({ "a.yaml": twice, "b.yaml": rule("b") })
  expect(refused).toMatchObject([
    {
      line: 9,
      reason: expect.stringContaining('"process.command_line|contains" is written twice'),
    },
  ])
  expect(rules.map(({ id }) => id)).toEqual(["b"])
  const maps = rule("c", "", "process.name: x").replace(
    "selection:\n    process.name: x",
    "selection:\n    - process.name: x\n      user.name: y\n    - process.name: z\n      user.name: y",
  )
  expect(load({ "c.yaml": maps }).refused).toEqual([])
})

test("a rule that is made to be large is refused, in no time", () => {
  const list = Array.from({ length: 5000 }, (_, at) => `"value ${at}"`).join()
  const many = Array.from({ length: 20 }, (_, at) => `  s${at}: { process.name: *l }`).join("\n")
  const { refused } = load({
    "a.yaml": `x: &l [${list}]\n${rule("a").replace("  condition", `${many}\n  condition`)}`,
    "b.yaml": "[".repeat(100_000),
    "c.yaml": rule("c").replace("condition: selection", `condition: ${"(".repeat(100)}selection`),
  })
  expect(refused.map(({ reason }) => reason)).toMatchObject([
    expect.stringContaining("not YAML"),
    expect.stringContaining("more than 50000 values"),
    expect.stringContaining("nested too deep"),
  ])
})
