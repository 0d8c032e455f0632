import { expect, test } from "bun:test"
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs"
import { appendFile, readFile, rename, stat, unlink, writeFile } from "node:fs/promises"
import { take, textsOf } from "../source-suite.ts"
import { at, idsOf, inFolder, open, takeAndStop } from "./file-suite.ts"

inFolder()

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}`)
const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join("")

test("it goes on where it was, also in files that have grown since", async () => {
  await writeFile(at("a.log"), text(lines(0, 10)))
  await takeAndStop(await open(), 10)
  await appendFile(at("a.log"), text(lines(10, 2000)))
  const batches = await takeAndStop(await open(), 1990)
  expect(textsOf(batches)).toEqual(lines(10, 2000))
  expect(batches.some(({ origin }) => origin.mayRepeat)).toBe(false) // it was stopped in order
})

test("after a crash what was there is read as a repetition, with the same positions", async () => {
  await writeFile(at("a.log"), text(lines(0, 10)))
  const crashed = await open()
  const before = idsOf(await take(crashed, 10)) // not closed, its state not saved
  const batches = await take(await open(), 10)
  expect(idsOf(batches)).toEqual(before)
  expect(batches.every(({ origin }) => origin.mayRepeat)).toBe(true)
})

test("what failed to be delivered is read again", async () => {
  await writeFile(at("a.log"), text(lines(0, 10)))
  const source = await open()
  for await (const batch of source.read(new AbortController().signal)) {
    await batch.settle(new Error("the sink is down"))
    break
  }
  await source[Symbol.asyncDispose]()
  expect(textsOf(await take(await open(), 10))).toEqual(lines(0, 10))
})

test("what was renamed meanwhile is read to its end under its old name", async () => {
  await writeFile(at("a.log"), "one\n")
  await takeAndStop(await open(), 1)
  await appendFile(at("a.log"), "two\n")
  await rename(at("a.log"), at("a.log.1"))
  await writeFile(at("a.log"), "three\n")
  const batches = await takeAndStop(await open(), 2)
  expect(textsOf(batches).sort()).toEqual(["three", "two"])
  expect(batches.every(({ origin }) => origin.path === at("a.log"))).toBe(true)
})

test("what was truncated or replaced meanwhile is read from its beginning", async () => {
  await writeFile(at("a.log"), text(lines(0, 100)))
  await writeFile(at("b.log"), text(lines(0, 100)))
  await takeAndStop(await open(), 200)
  await writeFile(at("a.log"), "short\n")
  await unlink(at("b.log"))
  await writeFile(at("b.log"), text(lines(500, 800)))
  const texts = textsOf(await takeAndStop(await open(), 301))
  expect(texts.sort()).toEqual(["short", ...lines(500, 800)].sort())
})

test("a damaged state is set aside, and the one before it holds", async () => {
  await writeFile(at("a.log"), text(lines(0, 10)))
  await takeAndStop(await open(), 10)
  const path = at("home/file-under-test.json")
  const state = await readFile(path)
  await writeFile(path, state.subarray(0, state.length / 2))
  await appendFile(at("a.log"), "more\n")
  const [batch] = await take(await open(), 1)
  expect(textsOf([batch!])).toEqual(["more"])
  expect(batch?.origin.mayRepeat).toBe(true)
  expect((await stat(`${path}.damaged`)).isFile()).toBe(true)
})

test("a state that is lost gives the same positions again", async () => {
  await writeFile(at("a.log"), "one\n")
  const before = idsOf(await takeAndStop(await open(), 1))
  await appendFile(at("a.log"), text(lines(0, 300)))
  rmSync(at("home"), { recursive: true })
  const after = idsOf(await takeAndStop(await open(), 301))
  expect(after[0]).toBe(before[0]!)
})

/** A program that notes each record it delivers, one a line: position, text, whether it may repeat. */
const reader = (folder: string) => `
  import { appendFileSync } from "node:fs"
  import * as v from "valibot"
  import { testWorld } from "${import.meta.dir}/../source-suite.ts"
  import { file, openFile } from "${import.meta.dir}/file.ts"
  const paths = ["${folder}/app.log"]
  const given = { type: "file", name: "killed", paths, pollMs: 5, unsettledBytesMax: 10_000 }
  const source = await openFile(v.parse(file.options, given), testWorld("${folder}/home"))
  for await (const { items, origin, settle } of source.read(new AbortController().signal)) {
    const rows = items.map(({ position, text }) => [position, text, origin.mayRepeat ?? false])
    appendFileSync("${folder}/delivered", rows.map((row) => JSON.stringify(row) + "\\n").join(""))
    await settle()
  }`

test("killed again and again while lines are written and files rotated: each line is there once", async () => {
  const delivered = (): [string, string, boolean][] =>
    existsSync(at("delivered"))
      ? readFileSync(at("delivered"), "utf8")
          .split("\n")
          .slice(0, -1)
          .map((row) => JSON.parse(row))
      : []
  const program = reader(at(""))
  let written = 0
  for (let kill = 0; kill < 6; kill++) {
    const child = Bun.spawn([process.execPath, "-e", program], { cwd: import.meta.dir })
    const before = delivered().length
    for (let turn = 0; turn < 500 && delivered().length <= before; turn++) {
      appendFileSync(
        at("app.log"),
        Array.from({ length: 50 }, () => `line ${written++}\n`).join(""),
      )
      await Bun.sleep(5)
    }
    child.kill("SIGKILL")
    await child.exited
    appendFileSync(at("app.log"), `line ${written++}\n`)
    renameSync(at("app.log"), at(`app.log.${kill}`))
    appendFileSync(at("app.log"), `line ${written++}\n`)
  }
  const last = Bun.spawn([process.execPath, "-e", program], { cwd: import.meta.dir })
  const texts = () => new Set(delivered().map(([, text]) => text))
  for (let turn = 0; turn < 500 && texts().size < written; turn++) await Bun.sleep(10)
  last.kill()
  await last.exited
  expect(texts().size).toBe(written)
  const first = new Map<string, string>()
  for (const [position, text, mayRepeat] of delivered()) {
    if (first.has(text)) expect([first.get(text), mayRepeat]).toEqual([position, true])
    else first.set(text, position)
  }
}, 20_000)
