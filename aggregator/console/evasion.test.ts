import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import type { EvasionStanding } from "../evasion/standing.ts"
import { consoleApp } from "./app.ts"
import { hostile, noon, type TestWorld, testWorld } from "./console-world.ts"

const alert: Event = {
  "@timestamp": new Date(noon - 60_000).toISOString(),
  "event.created": new Date(noon - 60_000).toISOString(),
  "event.id": "evasion-1",
  "event.kind": "alert",
  "event.severity": 73,
  "rule.id": "vedette-evasion",
  "rule.name": "Evasion of: a rule",
  "host.name": "ws1",
  "process.command_line": `cert^util url""cache ${hostile}`,
  "vedette.stream": "alerts",
  "vedette.source": "s",
  "vedette.batch": "b",
  "vedette.evasion.rules": ["rule-x", hostile],
  "vedette.evasion.tokens": ["certutil", "urlcache"],
}

const standing: EvasionStanding = {
  model: "own",
  trainedAt: new Date(noon - 3_600_000).toISOString(),
  ageMs: 3_600_000,
  rulesHash: "a".repeat(64),
  benignHash: "b".repeat(64),
  kinds: [
    {
      ...{ kind: "process_creation", rules: 32, threshold: 0.1, texts: 900, falseShare: 0 },
      ...{ isGuess: true, drift: 0.314, malicious: 3, benign: 4000, unknown: 12 },
    },
  ],
  advice: ["The threshold is a guess for process_creation"],
}

let world: TestWorld
beforeAll(async () => {
  world = await testWorld([alert])
})
afterAll(() => world[Symbol.asyncDispose]())

const page = async (path: string, more: object = {}) => {
  const answer = await consoleApp({ ...world, ...more }).request(`http://127.0.0.1${path}`)
  expect(answer.status).toBe(200)
  return answer.text()
}

test("the alert's page marks what spoke for it, and leads to the rules it slipped past", async () => {
  const html = await page("/alert/evasion-1")
  expect(html).toContain("What it slipped past")
  expect(html).toContain("<mark>cert^util</mark> <mark>url&quot;&quot;cache</mark>")
  expect(html).toContain('href="/rule/rule-x"')
  expect(html).toContain("there is no text of a rule")
})

test("nothing that an evasion's text or rules hold is taken for HTML", async () => {
  expect(await page("/alert/evasion-1")).not.toContain("<script>window.hacked")
})

test("the health page shows the model, its thresholds, what it found, drift and advice", async () => {
  const health = async () => ({ ...(await world.health()), evasion: standing })
  const html = await page("/health", { health })
  for (const text of ["trained for this site", "a guess, on 900 texts", "0.31", "4,000"])
    expect(html).toContain(text)
  expect(html).toContain("The threshold is a guess for process_creation")
  expect(html).toContain("vedette.evasion.outcome%3Aunknown")
})
