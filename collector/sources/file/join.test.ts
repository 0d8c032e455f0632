import { describe, expect, test } from "bun:test"
import { appendFileSync, existsSync, readFileSync, renameSync } from "node:fs"
import { appendFile, rename, truncate, writeFile } from "node:fs/promises"
import { take, textsOf } from "../source-suite.ts"
import { at, type Given, idsOf, inFolder, open, takeAndStop } from "./file-suite.ts"

inFolder()

const join = { start: "^\\d", quietMs: 60_000 }
const soon = { start: "^\\d", quietMs: 20 }

describe("records of several lines", () => {
  test("have the position of their first line, and end with the next or in the quiet", async () => {
    await writeFile(at("a.log"), "1 a\r\n b\r\n\n2 c\n")
    const items = (await take(await open({ join: soon }), 2)).flatMap((batch) => batch.items)
    expect(items.map(({ text }) => text)).toEqual(["1 a\n b", "2 c"])
    expect(items.map(({ position }) => String(position).split(":")[1])).toEqual(["0", "10"])
  })

  test("are read again from their first line where they weren't whole at the stop", async () => {
    await writeFile(at("a.log"), "1 a\n b\n2 c\n d\n")
    const first = await takeAndStop(await open({ join }), 1)
    expect(textsOf(first)).toEqual(["1 a\n b"])
    await appendFile(at("a.log"), " e\n3 f\n")
    const second = await takeAndStop(await open({ join }), 1)
    expect(textsOf(second)).toEqual(["2 c\n d\n e"])
    expect(second[0]!.origin.mayRepeat).toBeUndefined()
  })

  test("that a pause divides are divided so after a crash too", async () => {
    await writeFile(at("a.log"), "1 a\n b\n")
    const crashed = await open({ join: soon })
    const reading = crashed.read(new AbortController().signal)[Symbol.asyncIterator]()
    const before = [(await reading.next()).value!] // delivered, and killed before it was settled
    await appendFile(at("a.log"), " c\n2 d\n")
    const after = await take(await open({ join: soon }), 3)
    expect(textsOf(after)).toEqual(["1 a\n b", " c", "2 d"])
    expect(idsOf(after)[0]).toBe(idsOf(before)[0]!)
  })

  test("go on in a file that was renamed, and end with it", async () => {
    await writeFile(at("a.log"), "1 a\n")
    const reading = take(await open({ join }), 2)
    await Bun.sleep(20)
    await rename(at("a.log"), at("a.log.1"))
    await appendFile(at("a.log.1"), " b\n2 c\n d")
    await writeFile(at("a.log"), "")
    expect(textsOf(await reading)).toEqual(["1 a\n b", "2 c\n d"])
  })

  test("that were read before their file was truncated are not lost", async () => {
    await writeFile(at("a.log"), "1 a\n b\n")
    const source = await open({ join })
    const reading = take(source, 1)
    await Bun.sleep(30)
    await truncate(at("a.log"))
    expect(textsOf(await reading)).toEqual(["1 a\n b"])
    await appendFile(at("a.log"), "2 c\n3 d\n")
    expect(textsOf(await take(source, 1))).toEqual(["2 c"])
  })

  test("of the audit may be mixed: those handed over come again after a stop, as repeated", async () => {
    const line = (type: string, serial: number) => `type=${type} msg=audit(1.0:${serial}): a=b\n`
    const given: Given = { join: { preset: "audit", quietMs: 60_000 } }
    const mixed = [line("SYSCALL", 1), line("SYSCALL", 2), line("EOE", 2), line("PATH", 1)]
    await writeFile(at("a.log"), mixed.join(""))
    const first = await takeAndStop(await open(given), 1)
    await appendFile(at("a.log"), line("EOE", 1))
    const second = await takeAndStop(await open(given), 2)
    expect(idsOf(second)[0]).toBe(idsOf(first)[0]!)
    expect(second[0]!.origin.mayRepeat).toBe(true)
    expect(textsOf(second)[1]).toBe(
      [line("SYSCALL", 1), line("PATH", 1), line("EOE", 1)].join("").trimEnd(),
    )
  })
})

/** A program that notes each record it delivers: position, text, whether it may repeat. */
const reader = (folder: string) => `
  import { appendFileSync } from "node:fs"
  import * as v from "valibot"
  import { testWorld } from "${import.meta.dir}/../source-suite.ts"
  import { file, openFile } from "${import.meta.dir}/file.ts"
  const join = { preset: "stack-trace", quietMs: 60 }
  const given = { type: "file", name: "killed", paths: ["${folder}/app.log"], pollMs: 5, join }
  const source = await openFile(v.parse(file.options, given), testWorld("${folder}/home"))
  for await (const { items, origin, settle } of source.read(new AbortController().signal)) {
    const rows = items.map(({ position, text }) => [position, text, origin.mayRepeat ?? false])
    appendFileSync("${folder}/delivered", rows.map((row) => JSON.stringify(row) + "\\n").join(""))
    await settle()
  }`

type Row = [position: string, text: string, mayRepeat: boolean]

test("killed in the middle of traces, again and again: what comes twice has the same id", async () => {
  const delivered = (): Row[] =>
    existsSync(at("delivered"))
      ? readFileSync(at("delivered"), "utf8").split("\n").slice(0, -1).map((row) => JSON.parse(row))
      : [] // biome-ignore format: shorter
  const program = reader(at(""))
  let written = 0
  const begin = () => appendFileSync(at("app.log"), `error ${written++}\n\tat first\n`)
  const end = () => appendFileSync(at("app.log"), "\tat second\n\tat third\n")
  for (let kill = 0; kill < 6; kill++) {
    const child = Bun.spawn([process.execPath, "-e", program], { cwd: import.meta.dir })
    const before = delivered().length
    for (let turn = 0; turn < 500 && delivered().length < before + 5; turn++) {
      begin()
      await Bun.sleep(turn % 7 === 6 ? 90 : 3) // sometimes for longer than the quiet
      end()
    }
    begin()
    await Bun.sleep(kill * 15)
    child.kill("SIGKILL")
    await child.exited
    if (kill === 3) renameSync(at("app.log"), at("app.log.1"))
    else end()
  }
  const last = Bun.spawn([process.execPath, "-e", program], { cwd: import.meta.dir })
  const all = ["app.log.1", "app.log"].map((name) => readFileSync(at(name), "utf8")).join("")
  const wanted = all.trimEnd().split("\n").sort()
  const lines = () =>
    [...new Map(delivered().map(([position, text]) => [position, text])).values()]
      .flatMap((text) => text.split("\n"))
      .sort()
  for (let turn = 0; turn < 500 && lines().length < wanted.length; turn++) await Bun.sleep(10)
  last.kill()
  await last.exited
  expect(lines()).toEqual(wanted)
  const known = new Map<string, string>()
  for (const [position, text, mayRepeat] of delivered()) {
    const before = known.get(position)
    if (before !== undefined) expect([before, mayRepeat]).toEqual([text, true])
    known.set(position, text)
  }
}, 20_000)
