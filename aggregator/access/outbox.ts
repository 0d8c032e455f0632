import { mkdirSync, readFileSync } from "node:fs"
import { open } from "node:fs/promises"
import { dirname } from "node:path"
import type { Event } from "#shared/ecs/event.ts"

/** Records that wait on disk until someone has taken them over. */
export interface Outbox {
  /** Resolves when it is on disk. @throws if it can't be, or there is no room */
  write(event: Event): Promise<void>
  /** The longest waiting. */
  first(count: number): readonly Event[]
  /** The first so many are safe elsewhere. */
  drop(count: number): Promise<void>
  size(): number
  close(): Promise<void>
}

const bytesMax = 64 * 2 ** 20

/** Lines of JSON, only ever appended to; emptied when nothing waits. */
export async function openOutbox(path: string): Promise<Outbox> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const left = textOf(path)
  const file = await open(path, "a", 0o600)
  if (left !== "" && !left.endsWith("\n")) await file.appendFile("\n")
  let { size: bytes } = await file.stat()
  let waiting = recordsIn(left)
  let last = Promise.resolve()
  const inTurn = (work: () => Promise<void>) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
  return {
    write: (event) =>
      inTurn(async () => {
        const line = Buffer.from(`${JSON.stringify(event)}\n`)
        if (bytes + line.length > bytesMax) throw new Error(`${path} is full`)
        try {
          await file.appendFile(line)
          await file.datasync()
        } catch (cause) {
          await file.truncate(bytes).catch(() => {}) // no half of a line stays
          throw cause
        }
        bytes += line.length
        waiting.push(event)
      }),
    first: (count) => waiting.slice(0, count),
    drop: (count) =>
      inTurn(async () => {
        waiting = waiting.slice(count)
        if (waiting.length > 0) return
        await file.truncate(0)
        bytes = 0
      }),
    size: () => waiting.length,
    async close() {
      await last
      await file.close()
    },
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

/** What a start before this one has left; a torn line at the end was never promised. */
function recordsIn(text: string): Event[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Event]
    } catch {
      return []
    }
  })
}
