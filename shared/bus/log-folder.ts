import { readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Notes } from "./log-types.ts"
import { type Content, nextMagic, readFrame, segmentName, segmentNumbers } from "./segment.ts"

/** What a log's folder holds: numbered segments, `groups/` with a position each, the writer's lock. */
const lockIn = (directory: string) => join(directory, "writer.lock")

export const segmentsIn = (directory: string): number[] => segmentNumbers(readdirSync(directory))

/** @throws when another living process writes the log */
export function lock(directory: string): void {
  const path = lockIn(directory)
  try {
    const pid = Number(readFileSync(path, "utf8"))
    if (pid && pid !== process.pid && isAlive(pid))
      throw new Error(`the log in ${directory} is being written by process ${pid}`)
  } catch (cause) {
    if ((cause as { code?: string }).code !== "ENOENT") throw cause
  }
  writeFileSync(path, String(process.pid), { mode: 0o600 })
}

export const unlock = (directory: string): void => rmSync(lockIn(directory), { force: true })

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as { code?: string }).code === "EPERM"
  }
}

/** From the newest segment whose snapshot can be read: it, and the notes after it. */
export function restore(directory: string, notes: Notes): void {
  const later: string[] = []
  for (const number of segmentsIn(directory).toReversed()) {
    const { snapshot, notes: here } = totalsIn(readFileSync(join(directory, segmentName(number))))
    later.unshift(...here)
    if (snapshot !== undefined) {
      notes.restore(snapshot || undefined, later)
      return
    }
  }
  notes.restore(undefined, later)
}

function totalsIn(bytes: Buffer): { snapshot: string | undefined; notes: string[] } {
  let snapshot: string | undefined
  const notes: string[] = []
  let at = 0
  while (at < bytes.length) {
    const found = readFrame(bytes, at)
    if (found.is === "frame") {
      if (found.kind === "snapshot") snapshot = String(found.value)
      else {
        const { note } = found.value as Content
        if (note !== undefined) notes.push(note)
      }
      at = found.end
    } else at = nextMagic(bytes, at + 1)
  }
  return { snapshot, notes }
}

/** Deletes the segments that all groups have read, never that of the writer. */
export function sweep(directory: string, writing: number): void {
  const oldest = oldestNeeded(directory)
  for (const number of segmentsIn(directory))
    if (number < oldest && number < writing) unlinkSync(join(directory, segmentName(number)))
}

/** The lowest segment that a group has yet to read; 0 where no group is known, so that all stay. */
function oldestNeeded(directory: string): number {
  const folder = join(directory, "groups")
  const groups = readdirSync(folder).filter((name) => name.endsWith(".json"))
  if (groups.length === 0) return 0
  return Math.min(
    ...groups.map((name) => {
      try {
        return (JSON.parse(readFileSync(join(folder, name), "utf8")) as { segment: number }).segment
      } catch {
        return 0 // being damaged, it may need everything
      }
    }),
  )
}

export function bytesIn(directory: string): number {
  let sum = 0
  for (const number of segmentsIn(directory))
    sum += statSync(join(directory, segmentName(number)), { throwIfNoEntry: false })?.size ?? 0
  return sum
}
