import { expect, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Event, Value } from "../ecs/event.ts"
import { valueAt } from "./check.ts"
import { fieldsOf } from "./field-map.ts"
import { belongs, factsOf, type Logsource } from "./logsource.ts"
import { compileRules, loadRules } from "./rules.ts"

interface Case {
  readonly logsource: string
  readonly event: Event
  readonly fields?: Readonly<Record<string, Value>>
}

const cases = Bun.YAML.parse(
  readFileSync(join(import.meta.dir, "logsources.cases.yaml"), "utf8"),
) as Case[]

const logsourceOf = (text: string): Logsource => {
  const [product, category, service] = text.split("/")
  const part = (name: string | undefined) => name || undefined
  return { product: part(product), category: part(category), service: part(service) }
}
const textOf = ({ product, category, service }: Logsource) =>
  [product, category, service].map((part) => part ?? "").join("/")

test("rules of each logsource reach the events that it names", () => {
  const missed = cases.filter(
    ({ logsource, event }) => !belongs(logsourceOf(logsource), factsOf(event)),
  )
  expect(missed.map(({ logsource, event }) => `${logsource} ${event["event.dataset"]}`)).toEqual([])
  expect(cases.length).toBeGreaterThan(150)
})

test("a rule's names of fields find what the event says", () => {
  const wrong = cases.flatMap(({ logsource, event, fields = {} }) => {
    const resolve = fieldsOf(logsourceOf(logsource))
    return Object.entries(fields).flatMap(([field, wanted]) => {
      const found = valueAt(event, resolve(field))
      return Bun.deepEquals(found, wanted) ? [] : [{ logsource, field, found, wanted }]
    })
  })
  expect(wrong).toEqual([])
})

test("a rule on each of these fields matches its event", () => {
  const rulesOf = ({ logsource, fields = {} }: Case, index: number) =>
    Object.entries(fields).map(([field, value], number) => ({
      file: `${index}.yaml`,
      text: "",
      value: {
        title: field,
        id: `${index}/${number}`,
        logsource: Object.fromEntries(
          Object.entries(logsourceOf(logsource)).filter(([, part]) => part !== undefined),
        ),
        detection: { selection: { [field]: literal(value) }, condition: "selection" },
      },
    }))
  const rules = compileRules(cases.flatMap(rulesOf))
  expect(rules.refused).toEqual([])
  const missed = cases.flatMap((one, index) => {
    const found = new Set<string>()
    rules.match(one.event, ({ id }) => found.add(id))
    return rulesOf(one, index).flatMap(({ value: { id, title } }) =>
      found.has(id) ? [] : [`${one.logsource} ${title}`],
    )
  })
  expect(missed).toEqual([])
})

/** A value as a rule asks for it whole; of a list its first member. */
function literal(value: Value): unknown {
  const one = Array.isArray(value) ? value[0] : value
  return typeof one === "string" ? one.replace(/[\\*?]/g, "\\$&") : one
}

test("rules keep to the events of their logsource", () => {
  const reached = (logsource: string) =>
    cases
      .filter(({ event }) => belongs(logsourceOf(logsource), factsOf(event)))
      .map(({ logsource: own }) => own)
  expect(new Set(reached("aws//cloudtrail"))).toEqual(new Set(["aws//cloudtrail"]))
  expect(new Set(reached("okta//okta"))).toEqual(new Set(["okta//okta"]))
  expect(new Set(reached("zeek//http"))).toEqual(new Set(["zeek//http"]))
  expect(reached("windows//security").every((own) => own.startsWith("windows/"))).toBe(true)
  expect(reached("windows/registry_set/")).toEqual(["windows/registry_set/"])
  expect(reached("linux//auditd").every((own) => own.startsWith("linux/"))).toBe(true)
  expect(new Set(reached("linux//sshd"))).toEqual(new Set(["linux//", "linux//sshd"]))
  expect(new Set(reached("macos/process_creation/"))).toEqual(new Set(["macos/process_creation/"]))
  expect(reached("/webserver/").filter((own) => /^(windows|linux|aws|azure)\//.test(own))).toEqual(
    [],
  )
  expect(reached("/firewall/").filter((own) => /^(windows|aws|azure|zeek)\//.test(own))).toEqual([])
})

const corpus = process.env.VEDETTE_SIGMA_CORPUS ?? "../shared/corpora/sigma"

test.skipIf(!existsSync(join(corpus, "rules")))(
  "the table has every logsource of the public rules",
  () => {
    const { rules } = loadRules(
      ["rules", "rules-emerging-threats", "rules-threat-hunting"].map((name) => join(corpus, name)),
    )
    const known = new Set(cases.map(({ logsource }) => logsource))
    const missing = new Set(
      rules.map(({ logsource }) => textOf(logsource)).filter((one) => !known.has(one)),
    )
    // Sysmon has no event for these: only Microsoft's own tracing tells of them.
    expect([...missing].sort()).toEqual(["windows/file_access/", "windows/file_rename/"])
  },
  60_000,
)
