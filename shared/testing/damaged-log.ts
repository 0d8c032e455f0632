import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openLogReader } from "../bus/log-reader.ts"
import type { LogWriter, Notes } from "../bus/log-types.ts"
import { openLogWriter } from "../bus/log-writer.ts"
import { lengthOf, segmentNumbers } from "../bus/segment.ts"
import { openMetrics } from "../telemetry/metrics.ts"

const never = new AbortController().signal
const settledCount = 3
const recordCount = 12

/** A frame as it stands in a file. */
export interface FrameAt {
  readonly path: string
  readonly start: number
  readonly end: number
  readonly value: string | undefined
}

/** A log of several segments, of which a group has read the beginning; each damage gets a copy. */
export interface SampleLog extends Disposable {
  copy(): string
  readonly frames: readonly FrameAt[]
  readonly values: readonly string[]
  /** Those that the group has yet to read. */
  readonly due: readonly string[]
}

export async function sampleLog(): Promise<SampleLog> {
  const root = mkdtempSync(join(tmpdir(), "vedette-damage-"))
  const directory = join(root, "sample")
  const values = Array.from({ length: recordCount }, (_, i) => `record ${i} ${textOf(i)}`)
  const { deps } = listening()
  const log = await openLogWriter({ directory, segmentBytesMax: 600 }, deps, totals().notes)
  for (const value of values.slice(0, settledCount)) await append(log, value)
  await read(directory, deps, (all) => all.length >= settledCount)
  for (const value of values.slice(settledCount)) await append(log, value)
  await log[Symbol.asyncDispose]()
  let copies = 0
  return {
    copy() {
      const path = join(root, `copy-${copies++}`)
      cpSync(directory, path, { recursive: true })
      return path
    },
    frames: framesIn(directory, values),
    values,
    due: values.slice(settledCount),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** What a start on a damaged log gives: it starts, goes on being written, and is read to its end. */
export interface Outcome {
  readonly values: readonly string[]
  readonly damage: readonly string[]
  readonly logged: readonly string[]
  readonly metrics: string
  readonly counted: number
  readonly quarantined: readonly string[]
}

export async function restart(directory: string, bytesMax?: number): Promise<Outcome> {
  const { deps, logged } = listening()
  const { notes, sum } = totals()
  const log = await openLogWriter(
    { directory, segmentBytesMax: 600, ...(bytesMax !== undefined && { bytesMax }) },
    deps,
    notes,
  )
  const counted = sum()
  await append(log, "after")
  const values = await read(directory, deps, (all) => all.includes("after"))
  const damage = log.damage()
  await log[Symbol.asyncDispose]()
  return {
    values,
    damage,
    logged,
    metrics: await deps.metrics.text(),
    counted,
    quarantined: namesIn(join(directory, "quarantine")),
  }
}

export const namesIn = (path: string): string[] => {
  try {
    return readdirSync(path).sort()
  } catch {
    return []
  }
}

export function change(path: string, how: (bytes: Buffer) => Buffer): void {
  writeFileSync(path, how(Buffer.from(readFileSync(path))))
}

export const segmentsOf = (directory: string): string[] =>
  namesIn(directory).filter((name) => segmentNumbers([name]).length > 0)

/** The same each time, so that the segments are; and hard to compress. */
const textOf = (number: number) =>
  new Bun.CryptoHasher("sha256").update(String(number)).digest("hex").slice(0, 36)

const append = (log: LogWriter, value: string) =>
  log.append([{ topic: "events", key: "k", value }], never, "1")

async function read(
  directory: string,
  deps: ReturnType<typeof listening>["deps"],
  isEnough: (values: readonly string[]) => boolean,
): Promise<string[]> {
  const values: string[] = []
  const stop = new AbortController()
  await using reader = openLogReader(directory, "g", ["events"], deps)
  for await (const batch of reader.read(stop.signal)) {
    values.push(...batch.items.map(({ value }) => value))
    await batch.settle()
    if (isEnough(values)) stop.abort()
  }
  return values
}

function listening() {
  const logged: string[] = []
  const note = (message: string) => void logged.push(message)
  const log = { debug() {}, info() {}, warn: note, error: note }
  return { deps: { log, metrics: openMetrics() }, logged }
}

function totals() {
  let sum = 0
  const notes: Notes = {
    snapshot: () => String(sum),
    written: (note) => {
      sum += Number(note)
    },
    restore: (snapshot, later) => {
      sum = Number(snapshot ?? 0) + later.reduce((all, note) => all + Number(note), 0)
    },
  }
  return { notes, sum: () => sum }
}

function framesIn(directory: string, values: readonly string[]): FrameAt[] {
  let next = 0
  return segmentsOf(directory).flatMap((path) => {
    const bytes = readFileSync(join(directory, path))
    const frames: FrameAt[] = []
    for (let start = 0; start < bytes.length; ) {
      const end = start + lengthOf(bytes, start)
      const isSnapshot = bytes.readUInt32LE(start + 4) === 1
      frames.push({ path, start, end, value: isSnapshot ? undefined : values[next++] })
      start = end
    }
    return frames
  })
}
