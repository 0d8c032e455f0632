import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { generateKeyPairSync } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { openLog } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { openLocalStore } from "../store/local/local.ts"
import { localStoreOptions } from "../store/local/options.ts"
import { loadModel, saveModel } from "./model-file.ts"
import { smallBenign, smallModel, smallRules } from "./small-model.ts"

setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), "vedette-train-"))
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  mkdirSync(at("rules"))
  for (const [i, text] of smallRules.entries()) writeFileSync(at(`rules/${i}.yml`), text)
  writeFileSync(at("benign.ndjson"), smallBenign.map((one) => JSON.stringify(one)).join("\n"))
  const store = { type: "local", directory: at("store"), readers: 1 }
  const config = { home: at("home"), bus: { type: "local", directory: at("bus") }, store }
  writeFileSync(at("aggregator.yaml"), JSON.stringify(config))
  const log = openLog("test", "error")
  const opened = await openLocalStore(v.parse(localStoreOptions, store), {
    ...{ now: Date.now, random: Math.random, log, metrics: openMetrics(), home: folder },
  })
  await opened.append(smallBenign.map(eventOf), false, AbortSignal.timeout(20_000))
  await opened[Symbol.asyncDispose]()
})

afterAll(() => rmSync(folder, { recursive: true }))

const eventOf = ({ text }: { text: string }, i: number): Event => ({
  "@timestamp": new Date(Date.now() - 60_000 * (i + 1)).toISOString(),
  "event.created": new Date().toISOString(),
  "event.id": `e${i}`,
  "vedette.stream": "events",
  "vedette.source": "s",
  "vedette.batch": "b",
  "process.command_line": text,
})

async function train(...options: string[]) {
  const child = Bun.spawn(
    [
      process.execPath,
      "aggregator/main.ts",
      "train",
      "evasion",
      "--rules",
      at("rules"),
      ...options,
    ],
    { stdout: "pipe", stderr: "pipe" },
  )
  const [out, err, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { status, err, summary: out ? JSON.parse(out) : undefined }
}

const fromFile = ["--alone", "--benign", at("benign.ndjson")]

test("a model is trained from what the store holds, and its budget of alerts is told", async () => {
  const { status, summary } = await train(
    ...["--benign", "store", "--config", at("aggregator.yaml")],
    ...["--out", at("store.onnx"), "--alerts-a-day", "9", "--alone"],
  )
  expect(status).toBe(0)
  expect(summary.benign).toBe(900)
  expect(summary.textsADay).toBe(900)
  expect(summary.falseShareMax).toBeCloseTo(0.01, 9)
  expect((await loadModel(at("store.onnx"))).kinds[0]?.profile?.shares.length).toBeGreaterThan(2)
})

test("a query of the store chooses the events; what finds none is said", async () => {
  const query = "store:host.name:nowhere"
  const { status, err } = await train(
    ...["--benign", query, "--config", at("aggregator.yaml"), "--out", at("none.onnx")],
  )
  expect([status, err]).toEqual([65, expect.stringContaining("holds no benign texts")])
})

test("where the store is read, the new model is compared with the one in force", async () => {
  const inForce = at("home/evasion/ships.onnx")
  mkdirSync(at("home/evasion"), { recursive: true })
  await saveModel(smallModel([smallRules[1]!]), inForce)
  const { summary, err } = await train(
    ...[
      "--benign",
      "store",
      "--config",
      at("aggregator.yaml"),
      "--out",
      at("next.onnx"),
      "--alone",
    ],
  )
  expect(summary.compare.texts).toBe(900)
  expect(err).toContain("that the model before did not")
})

test("what ships is learnt beside the given texts, and makes a threshold no less of a guess", async () => {
  const { summary } = await train("--benign", at("benign.ndjson"), "--out", at("both.onnx"))
  expect(summary.benign).toBe(900)
  expect(summary.kinds[0]).toMatchObject({ texts: 900, isGuess: true })
  const features = (name: string) =>
    loadModel(at(name)).then(({ kinds }) => kinds[0]!.hashes.length)
  await train(...fromFile, "--out", at("alone.onnx"))
  expect(await features("both.onnx")).toBeGreaterThan(2 * (await features("alone.onnx")))
})

test("a dry run says what would change, and writes nothing", async () => {
  await train(...fromFile, "--out", at("before.onnx"))
  const { summary } = await train(
    ...[...fromFile, "--out", at("dry.onnx"), "--compare", at("before.onnx"), "--dry-run"],
  )
  expect(summary.compare.texts).toBe(900)
  expect(summary.compare.newly.count).toBe(0)
  expect(summary.model).toBeNull()
  expect(existsSync(at("dry.onnx"))).toBe(false)
})

test("a model is signed beside where a key is given", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  writeFileSync(at("key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }))
  writeFileSync(at("public.pem"), publicKey.export({ type: "spki", format: "pem" }))
  await train(...fromFile, "--out", at("signed.onnx"), "--sign-key", at("key.pem"))
  expect((await loadModel(at("signed.onnx"), at("public.pem"))).kinds).toHaveLength(1)
})

test.each([
  [["--alerts-a-day", "5"], 64, "--alerts-a-day needs"],
  [["--alerts-a-day", "5", "--false-share", "0.1"], 64, "not both"],
  [["--seed", "x"], 64, "--seed is no number"],
  [["--compare", "nowhere.onnx"], 65, "can't be read: nowhere.onnx is not there"],
] as const)("%j is refused in words", async (options, wanted, why) => {
  const { status, err } = await train(...fromFile, "--out", at("x.onnx"), ...options)
  expect([status, err]).toEqual([wanted, expect.stringContaining(why)])
})
