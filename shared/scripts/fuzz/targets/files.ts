import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { file, openFile } from "../../../../collector/sources/file/file.ts"
import type { Raw, Source } from "../../../pipeline/types.ts"
import { chanceOf } from "../chance.ts"
import { type Target, Violation } from "../define.ts"
import { caseTexts } from "../texts.ts"
import { own } from "../tokens.ts"
import { quietWorld } from "./world.ts"

const waitMs = 15_000

/** A file that grows, is rotated and truncated, whatever stands in it. */
export const fileTargets: readonly Target[] = [
  {
    name: "file",
    summary: "a followed file: it grows in pieces, is rotated, begins anew",
    seeds: () => caseTexts().map(({ bytes }) => Buffer.concat([bytes, Buffer.from("\n")])),
    tokens: own["framing"]!,
    bytesMax: 64 * 1024,
    mostMs: 1000,
    open: openFollowed,
  },
]

async function openFollowed() {
  const home = mkdtempSync(join(tmpdir(), "vedette-fuzz-file-"))
  const folder = join(home, "logs")
  mkdirSync(folder)
  const path = join(folder, "a.log")
  const options = v.parse(file.options, {
    type: "file",
    name: "fuzz",
    paths: [join(folder, "*")],
    pollMs: 1,
    quietMs: 20,
    filesMax: 4,
  })
  const source = await openFile(options, quietWorld(home))
  const seen = openSeen(source)
  let count = 0
  return {
    async try(input: Buffer) {
      const chance = chanceOf(0, "file", Bun.hash.crc32(input))
      const mark = `mark ${count++}`
      for (let at = 0; at < input.length; at += 1 + (input.length >> 2))
        appendFileSync(path, input.subarray(at, at + 1 + (input.length >> 2)))
      appendFileSync(path, `\n${mark}\n`)
      await seen.until(mark)
      const turn = chance.below(12)
      if (turn === 0) truncateSync(path, 0)
      if (turn === 1) rotate(path)
    },
    async close() {
      await source[Symbol.asyncDispose]()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function rotate(path: string): void {
  rmSync(`${path}.1`, { force: true })
  renameSync(path, `${path}.1`)
}

function openSeen(source: Source<Raw>) {
  const texts = new Set<string>()
  let look = () => {}
  void (async () => {
    for await (const batch of source.read(new AbortController().signal)) {
      for (const { text } of batch.items) if (text.startsWith("mark ")) texts.add(text)
      await batch.settle()
      look()
    }
  })()
  return {
    async until(mark: string): Promise<void> {
      const late = AbortSignal.timeout(waitMs)
      while (!texts.has(mark)) {
        if (late.aborted) throw new Violation("deaf", "what comes after it is never read")
        await new Promise<void>((resolve) => {
          look = resolve
          late.addEventListener("abort", () => resolve(), { once: true })
        })
      }
      texts.clear()
    },
  }
}
