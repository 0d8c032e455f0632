import { expect, test } from "bun:test"
import { event, load, matches, rule } from "./rule-trial.ts"
import type { LoadedRules } from "./rules.ts"

test("placeholders take their values from files, of lines or of YAML", () => {
  const files = {
    "a.yaml": rule("a", "", "process.command_line|contains|expand: ' %tool% %host%'"),
    "placeholders/tool.txt": "# tools\ncurl\nwg*t\n",
    "placeholders/more.yaml": "host: [evil.example, 7]\n",
  }
  const rules = load(files)
  expect(rules.refused).toEqual([])
  expect(matches(rules, event("x curl evil.example"))).toEqual(["a"])
  expect(matches(rules, event("x wgt 7"))).toEqual(["a"])
  expect(matches(rules, event("x curl"))).toEqual([])
})

test("a filter's condition must hold as well, as it is written", () => {
  const filter = (rules: string, condition: string) => `
title: f
id: f
logsource: { product: linux }
filter: { rules: ${rules}, known: { user.name: backup }, condition: ${condition} }
`
  const evil = event("evil", { "user.name": "backup" })
  const only = (text: string) => load({ "a.yaml": rule("a", "name: a_name"), "f.yaml": text })
  expect(matches(only(filter("[a]", "not known")), evil)).toEqual([])
  expect(matches(only(filter("any", "not known")), evil)).toEqual([])
  expect(matches(only(filter("[a_name]", "known")), evil)).toEqual(["a"])
  expect(matches(only(filter("[a]", "known")), event("evil"))).toEqual([])
  expect(only(filter("[a]", "not known"))).toMatchObject({ filters: ["f"], warnings: [] })
  expect(only(filter("[a]", "known")).warnings).toMatchObject([
    { id: "f", reason: expect.stringContaining("keeps only what it describes") },
  ])
  expect(only(filter("[b]", "not known")).warnings).toMatchObject([
    { id: "f", reason: 'the filter names the rule "b", which is not there' },
  ])
  expect(only(filter("[a]", "nothing")).refused).toMatchObject([{ id: "f", line: 5 }])
})

test("a filter of another logsource leaves a rule alone", () => {
  const filter = `
title: f
id: f
logsource: { product: windows }
filter: { rules: any, all: { user.name: '*' }, condition: not all }
`
  const rules = load({ "a.yaml": rule("a"), "f.yaml": filter })
  expect(matches(rules, event("evil", { "user.name": "x" }))).toEqual(["a"])
})

test("overlays disable, change the level and narrow; the version tells", () => {
  const plain = load({ "a.yaml": rule("a"), "b.yaml": rule("b"), "c.yaml": rule("c") })
  const rules = load({
    "a.yaml": rule("a"),
    "b.yaml": rule("b"),
    "c.yaml": rule("c"),
    "local.yaml": `
overlays:
  - rule: a
    level: critical
    except: { user.name: backup }
  - rules: [b, nobody]
    disable: true
    reason: too loud here
`,
  })
  expect(rules.refused).toEqual([])
  expect(rules.disabled).toEqual(["b"])
  expect(rules.warnings).toMatchObject([{ reason: expect.stringContaining('"nobody"') }])
  expect(matches(rules, event("evil"))).toEqual(["a", "c"])
  expect(matches(rules, event("evil", { "user.name": "backup" }))).toEqual(["c"])
  const byId = (set: LoadedRules, id: string) => set.rules.find((one) => one.id === id)
  expect(byId(rules, "a")?.level).toBe("critical")
  expect(byId(rules, "a")?.version).not.toBe(byId(plain, "a")?.version)
  expect(byId(rules, "c")?.version).toBe(byId(plain, "c")?.version)
})

test("an overlay that is misspelt is refused", () => {
  const refused = (text: string) =>
    load({ "o.yaml": `overlays:\n  - ${text}\n` }).refused[0]?.reason
  expect(refused("{rule: a, levle: low}")).toContain('unknown "levle"')
  expect(refused("{disable: true}")).toContain('no "rule"')
  expect(refused("{rule: a}")).toContain("changes nothing")
  expect(refused("{rule: a, level: loud}")).toContain("none of")
})

test("overlays reach correlations too; one that stands on a disabled rule falls, and others with it", () => {
  const often = (id: string, base: string) => `title: ${id}
id: ${id}
correlation: { type: event_count, rules: [${base}], timespan: 1m, condition: { gte: 3 } }
`
  const world = (overlays: string) =>
    load({
      "a.yaml": rule("a"),
      "c.yaml": `${often("c", "a")}---\n${often("d", "c")}`,
      "o.yaml": `overlays: [${overlays}]`,
    })
  expect(world("{rule: c, level: critical}").correlations[0]?.rule.level).toBe("critical")
  expect(world("{rule: d, disable: true}")).toMatchObject({
    disabled: ["d"],
    refused: [],
    correlations: [{ rule: { id: "c" } }],
  })
  const without = world("{rule: a, disable: true}")
  expect(without.correlations).toEqual([])
  expect(without.refused.map(({ reason }) => reason)).toEqual([
    'it stands on the rule "a", which an overlay disables',
    'it stands on the rule "c", which is not there',
  ])
  expect(world("{rule: c, except: {user.name: x}}").warnings).toMatchObject([
    { reason: expect.stringContaining("does nothing to a correlation") },
  ])
})
