import { afterAll, beforeAll, expect, test } from "bun:test"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sendStory } from "../shared/scripts/story.ts"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"
import { evasionsAreTold, modelIsTold, ownModelTakesOver } from "./evasion-suite.ts"

const folder = mkdtempSync(join(tmpdir(), "vedette-evasion-"))
const rules = join(folder, "rules")
let programs: Programs

beforeAll(async () => {
  mkdirSync(rules)
  for (const name of ["recovery_destroyed", "certutil_download_or_decode"])
    copyFileSync(`rules/detect/windows/${name}.yaml`, join(rules, `${name}.yaml`))
  programs = await startPrograms({
    collector: { rules: { detect: [rules], normalize: ["rules/normalize"] } },
    aggregator: {
      evasion: { firstTrainingMsMax: 120_000 },
      rules: { detect: [rules], correlate: [] },
    },
  })
}, 120_000)

afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test("an evasion becomes an alert that names the rule; what the rule sees does not", async () => {
  expect(await evasionsAreTold(programs)).toBe(2)
})

test("health tells the model, and that it should be trained on one's own events", () =>
  modelIsTold(programs))

test("the demo's story has an evasion, and only the detector sees it", async () => {
  await sendStory(programs.intake, Date.now())
  const host = "WS-014.corp.example.org"
  const alerts = await until("the alert of the story", async () => {
    const answer = await fetch(`${programs.console}/api/alerts?q=host.name:${host}&from=now-1h`)
    const { events } = (await answer.json()) as { events: Record<string, unknown>[] }
    return events.length > 0 && events
  })
  expect(alerts.map((alert) => alert["rule.name"])).toEqual([
    "Evasion of: The means of recovery are being destroyed",
  ])
})

const added = `
title: A tool that nobody should run
id: 11111111-2222-4333-8444-555555555555
status: test
level: high
logsource: {product: windows, category: process_creation}
detection:
  tool: {CommandLine|contains|all: [quuxzilla, '--exfiltrate']}
  condition: tool
`

test("an evasion of a rule that is added while it runs names that rule", async () => {
  writeFileSync(join(rules, "added.yaml"), added)
  const knows = async () => {
    const health = await (await fetch(`${programs.console}/api/health`)).json()
    return health.evasion.kinds[0]?.rules === 3
  }
  await until("the model knows the rule", knows)
  const text = { process: { command_line: 'quux"zilla" --exfil^trate' }, host: { name: "WS-105" } }
  const stamped = { "@timestamp": new Date().toISOString(), ...text }
  await fetch(`${programs.intake}/intake`, { method: "POST", body: JSON.stringify(stamped) })
  const alert = await until("the alert", async () => {
    const answer = await fetch(`${programs.console}/api/alerts?q=host.name:WS-105&from=now-1h`)
    return (await answer.json()).events[0]
  })
  expect(alert["rule.name"]).toBe("Evasion of: A tool that nobody should run")
})

test("a model trained from the store takes over while it runs, a damaged one is refused", () =>
  ownModelTakesOver(programs, folder, rules))
