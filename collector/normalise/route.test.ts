import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { routerOf } from "./route.ts"
import type { NormaliseRule } from "./rule.ts"
import { compileWhen } from "./when.ts"

const rule = (name: string, selection: unknown): NormaliseRule => ({
  name,
  dataset: name,
  file: `${name}.yaml`,
  selection,
  when: compileWhen(selection),
  steps: [],
  stepNames: [],
  children: [],
})

const rules = [
  rule("text", { "message|startswith": "a" }),
  rule("either", [{ "vendor.x": "1" }, { "process.name": "p" }]),
  rule("absent", { "vendor.y|exists": false, "vendor.z|contains": "z" }),
  rule("exact", { "process.name": "p" }),
  rule("all", undefined),
]
const route = routerOf(rules)

const events: [string, Event, string][] = [
  ["a text", { message: "abc", "process.name": "p" }, "text"],
  ["a field of one alternative", { "vendor.x": "1" } as Event, "either"],
  ["a key of another alternative, in any case", { "process.name": "P" }, "either"],
  ["a field that is there while another is not", { "vendor.z": "xyz" } as Event, "absent"],
  ["a field that must not be there", { "vendor.y": 1, "vendor.z": "z" } as Event, "all"],
  ["nothing", { message: "b" }, "all"],
]
for (const [what, event, expected] of events)
  test(`${what} leads to the first rule that holds`, () => {
    expect(route(event)?.name).toBe(expected)
    expect(rules.find(({ when }) => when(event))?.name).toBe(expected)
  })
