import { afterAll, expect, test } from "bun:test"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { realDisk } from "./disk.ts"
import { encodeFrame, readFrame } from "./segment.ts"
import { openSegmentFile } from "./segment-file.ts"

const root = mkdtempSync(join(tmpdir(), "vedette-segment-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const folder = () => mkdtempSync(join(root, "log-"))
const records = encodeFrame("records", { records: [["events", "k", "v".repeat(100)]] })

/** The kinds of the frames of each segment, in order. */
function kindsIn(directory: string): string[][] {
  return readdirSync(directory)
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(directory, name))
      const kinds: string[] = []
      for (let at = 0; at < bytes.length; ) {
        const found = readFrame(bytes, at)
        if (found.is !== "frame") throw new Error(`${name} is ${found.is} at ${at}`)
        kinds.push(found.kind)
        at = found.end
      }
      return kinds
    })
}

test("each segment begins with a snapshot, and the next begins when one has grown enough", async () => {
  const directory = folder()
  const bytesMax = records.length * 2
  const file = openSegmentFile({
    directory,
    last: 0,
    bytesMax,
    snapshot: () => "totals",
    disk: realDisk,
  })
  for (let i = 0; i < 4; i++) await file.write([records], () => {})
  file.close()
  expect(kindsIn(directory)).toEqual([
    ["snapshot", "records", "records"],
    ["snapshot", "records", "records"],
  ])
  expect(file.number).toBe(2)
})

test("a segment that failed to begin leaves nothing, and the next begins", async () => {
  const directory = folder()
  let tries = 0
  const snapshot = () => {
    if (tries++ === 0) throw new Error("not yet")
    return "totals"
  }
  const file = openSegmentFile({ directory, last: 6, bytesMax: 1 << 20, snapshot, disk: realDisk })
  await expect(file.write([records], () => {})).rejects.toThrow("not yet")
  await file.write([records], () => {})
  file.close()
  expect(kindsIn(directory)).toEqual([["snapshot", "again"]])
  expect(file.number).toBe(8)
})
