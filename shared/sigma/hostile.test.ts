import { expect, test } from "bun:test"
import { join } from "node:path"
import fc from "fast-check"
import type { Event } from "../ecs/event.ts"
import { loadRules } from "./rules.ts"

const rules = loadRules([join(import.meta.dir, "../../rules/detect")])

const scalar = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    "",
    "\0",
    "\ud800",
    "x".repeat(40_000),
    "İ".repeat(99),
    '[{"a":',
    '[1,{"a":null}]',
  ),
)
/** Lists and objects are not what an event of ours holds, but a person may hand them to a command. */
const odd = fc.oneof(
  scalar,
  fc.array(scalar),
  fc.array(fc.array(scalar)),
  fc.dictionary(fc.string(), scalar).map((object) => ({ a: object })),
)
const facts = {
  "event.code": fc.constantFrom("1", "4688", "4104"),
  "event.dataset": fc.constantFrom("aws.cloudtrail", "okta.system", "nginx.access", "auditd.log"),
  "vendor.winlog.channel": fc.constantFrom("Microsoft-Windows-Sysmon/Operational", "Security"),
}
const keys = [
  ...Object.keys(facts),
  "event.category",
  "host.os.type",
  "process.name",
  "process.command_line",
  "message",
  "url.query",
  "vendor.eventName",
  "vendor.target",
  "vendor.requestParameters.x",
  "vendor.winlog.event_data.Image",
  "vendor.winlog.event_data.param1",
  "constructor",
  "__proto__",
]
const event = fc
  .tuple(fc.record(facts, { requiredKeys: [] }), fc.dictionary(fc.constantFrom(...keys), odd))
  .map(([known, more]) => ({ ...more, ...known }) as Event)

test("whatever an event carries, matching it neither throws nor leaves a trace", () => {
  expect(rules.rules.length).toBeGreaterThan(50)
  fc.assert(
    fc.property(event, (one) => {
      rules.match(one, (rule) => rules.explain(one, rule))
    }),
    { numRuns: 3000, seed: Number(process.env.VEDETTE_SEED ?? 7) },
  )
  expect(Object.keys(Object.prototype)).toEqual([])
})
