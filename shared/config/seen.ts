import { type Dirent, readdirSync, statSync } from "node:fs"
import { join } from "node:path"

/** Tells whether folders have changed since they were read. */
export interface Seen {
  /** The print of what is there now, where it is not what was seen. */
  news(folders: readonly string[]): string | undefined
  take(print: string): void
}

const entriesMax = 100_000

/** Begins with what is there now: to be called before it is read. */
export function openSeen(folders: readonly string[]): Seen {
  let seen = printOf(folders)
  return {
    news(folders) {
      const print = printOf(folders)
      return print === seen ? undefined : print
    },
    take(print) {
      seen = print
    },
  }
}

/** A few microseconds a file. */
function printOf(roots: readonly string[]): string {
  const lines = [...roots]
  const pending = [...roots]
  for (let folder = pending.shift(); folder !== undefined; folder = pending.shift())
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) pending.push(path)
      else lines.push(fileLine(path))
      if (lines.length + pending.length > entriesMax) return crypto.randomUUID()
    }
  return lines.join("\n")
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function fileLine(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found ? `${path} ${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}` : path
}
