import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readFrame } from "../shared/bus/segment.ts"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

setDefaultTimeout(60_000)
const home = mkdtempSync(join(tmpdir(), "vedette-damage-"))
let programs: Programs
beforeAll(async () => {
  programs = await startPrograms({ home })
})
afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
})

const words = Array.from({ length: 12 }, (_, i) => `word${i}`)

async function send(word: string): Promise<number> {
  const answer = await fetch(`${programs.intake}/intake`, { method: "POST", body: word })
  return answer.status
}

async function found(word: string): Promise<number> {
  const answer = await fetch(`${programs.console}/api/events?size=1&q=${word}`)
  return ((await answer.json()) as { total: number }).total
}

const log = () => {
  const bus = join(home, "bus")
  const name = readdirSync(bus).find((one) => !/^(aggregator|console|replays)/.test(one))!
  return join(bus, name)
}

/** Turns a bit in the middle of the frame that holds this word. */
function damage(word: string): void {
  for (const name of readdirSync(log()).filter((one) => one.endsWith(".seg"))) {
    const bytes = readFileSync(join(log(), name))
    for (let at = 0; at < bytes.length; ) {
      const frame = readFrame(bytes, at)
      if (frame.is !== "frame") throw new Error(`${name} is ${frame.is} at ${at}`)
      if (JSON.stringify(frame.value).includes(word)) {
        bytes[at + 40]! ^= 1
        writeFileSync(join(log(), name), bytes)
        return
      }
      at = frame.end
    }
  }
  throw new Error(`${word} is not in the log`)
}

test("both programs start on a damaged log, deliver the rest, and say what is wrong", async () => {
  await programs.aggregator.stop()
  for (const word of words) expect(await send(word)).toBe(200)
  await programs.collector.kill()
  damage("word5")
  await Promise.all([programs.collector.start(), programs.aggregator.start()])
  expect(await send("after")).toBe(200)
  await until("what came after is found", async () => (await found("after")) === 1)
  const counts = await Promise.all(words.map(found))
  expect(counts).toEqual(words.map((word) => (word === "word5" ? 0 : 1)))
  for (const { metrics } of [programs.collector, programs.aggregator]) {
    const ready = await until("it is told", async () => {
      const answer = await fetch(`${metrics}/ready`)
      const text = await answer.text()
      return text.includes("could not be read") && { status: answer.status, text }
    })
    expect(ready.status).toBe(200)
    expect(ready.text).toMatch(/^ready\n1 part of the log in .* could not be read: look at /)
  }
  expect(readdirSync(join(log(), "quarantine"))).toEqual([expect.stringMatching(/\.damaged$/)])
})
