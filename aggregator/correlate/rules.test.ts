import { beforeAll, expect, test } from "bun:test"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import { loadRules } from "#shared/sigma/rules.ts"
import { attacks } from "./rules-attacks.ts"
import { logins } from "./rules-logins.ts"
import { moment } from "./rules-scenario.ts"

const root = join(import.meta.dir, "../..")
const rules = loadRules([join(root, "rules/correlate"), join(root, "rules/detect")])
const scenarios = [...logins, ...attacks]

let told: ReadonlyMap<string, ReadonlySet<string>>

/** Parses the lines, correlates all events at once, and finds each alert's scenario by its events. */
beforeAll(async () => {
  const records = scenarios.flatMap(({ name, records }) => records.map((one) => ({ name, one })))
  const raws = records.filter(({ one }) => "raw" in one)
  const reference = ["--reference-time", moment(7200).toISOString()]
  const parsed = await run(
    ["collector/main.ts", "parse", "--by-record", ...reference],
    raws.map(({ one }) => one),
  )
  const lines = new Map(raws.map(({ one }, i) => [one, parsed[i] as Event[]]))
  const events = records.flatMap(({ name, one }, i) =>
    (lines.get(one) ?? [one as Event]).map((item) => ({ ...item, "event.id": `${name}/${i}` })),
  )
  const folders = ["--rules", "rules/correlate", "--rules", "rules/detect"]
  const alerts = await run(["aggregator/main.ts", "correlate", ...folders], events)
  const found = new Map<string, Set<string>>()
  for (const alert of alerts as Event[]) {
    const name = String(alert["vedette.event_ids"]?.[0]).split("/")[0]!
    found.set(name, (found.get(name) ?? new Set()).add(fileOf(alert["rule.id"]!)))
  }
  told = found
}, 20_000)

async function run(args: readonly string[], input: readonly unknown[]): Promise<unknown[]> {
  const stdin = new Blob([input.map((one) => `${JSON.stringify(one)}\n`).join("")])
  const child = Bun.spawn([process.execPath, ...args], {
    cwd: root,
    stdin,
    stdout: "pipe",
    stderr: "pipe",
  })
  const [out, errors] = await Promise.all([child.stdout.text(), child.stderr.text()])
  expect(await child.exited).toBe(0)
  expect(errors).not.toMatch(/rules\/(detect|correlate)/) // what is refused elsewhere is told elsewhere
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
}

const fileOf = (id: string): string => {
  const file = rules.correlations.find(({ rule }) => rule.id === id)?.rule.file ?? id
  return file.split("/").at(-1)!.replace(".yaml", "")
}

for (const { name, rule } of scenarios) {
  test(`${name}: ${rule ?? "nothing"}`, () => {
    const names = [...(told.get(name) ?? [])]
    if (rule === undefined) expect(names).toEqual([])
    else expect(names).toContain(rule)
  })
}

test("each correlation has a scenario that it tells of", () => {
  const files = readdirSync(join(root, "rules/correlate")).map((name) => name.replace(".yaml", ""))
  const tried = scenarios.map(({ rule }) => rule)
  expect(files.filter((name) => !tried.includes(name))).toEqual([])
})
