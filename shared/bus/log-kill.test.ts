import { expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { quietDeps as deps } from "./bus-suite.ts"
import { openLogReader } from "./log-reader.ts"

/** Starts a writer, kills it with -9 once it acknowledged `count`, returns the last it said. */
async function killAfter(directory: string, from: number, count: number): Promise<number> {
  const script = join(import.meta.dir, "log-kill-writer.ts")
  const child = Bun.spawn([process.execPath, script, directory, String(from)], { stdout: "pipe" })
  let said = ""
  const decoder = new TextDecoder()
  let killed = false
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk, { stream: true })
    if (killed || said.split("\n").length <= count) continue
    child.kill("SIGKILL")
    killed = true
  }
  await child.exited
  return Number(said.split("\n").at(-2))
}

/** Reads until `last` came, then until a quiet moment. */
async function numbersIn(directory: string, last: number): Promise<number[]> {
  const numbers: number[] = []
  const stop = new AbortController()
  await using reader = openLogReader(directory, "g", ["events"], deps)
  for await (const batch of reader.read(stop.signal)) {
    numbers.push(...batch.items.map(({ value }) => Number.parseInt(value, 10)))
    await batch.settle()
    if (numbers.includes(last)) stop.abort()
  }
  return numbers
}

test("what a writer acknowledged before kill -9 is read in order, exactly once", async () => {
  const directory = mkdtempSync(join(tmpdir(), "vedette-kill-"))
  const acknowledged: number[] = []
  let next = 0
  for (const count of [1, 7, 23, 2, 61]) {
    const last = await killAfter(directory, next, count)
    for (let number = next; number <= last; number++) acknowledged.push(number)
    next = last + 1000 // what was written but not acknowledged has numbers between
  }
  const numbers = await numbersIn(directory, acknowledged.at(-1)!)
  const said = new Set(acknowledged)
  expect(numbers.filter((number) => said.has(number))).toEqual(acknowledged)
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  rmSync(directory, { recursive: true, force: true })
}, 20_000)
