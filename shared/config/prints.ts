import { type BigIntStats, type Dirent, readdirSync, statSync } from "node:fs"
import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"

/** How files stand, by what their paths lead to: a text that changes when one of them does. */
export function printOfFiles(files: readonly string[]): string {
  return files
    .map((path) => lineOf(path, statSync(path, { bigint: true, throwIfNoEntry: false })))
    .join("\n")
}

/** The same, while others work. */
export async function printOfFilesBeside(files: readonly string[]): Promise<string> {
  const lines = files.map(async (path) =>
    lineOf(path, await stat(path, { bigint: true }).catch(() => undefined)),
  )
  return (await Promise.all(lines)).join("\n")
}

/** All that is below folders. A few microseconds a file. */
export function printOfFolders(roots: readonly string[]): string {
  const walk = openWalk(roots)
  for (let folder = walk.next(); folder !== undefined; folder = walk.next())
    walk.add(folder, entriesOf(folder))
  return `${roots.join("\n")}\n${printOfFiles(walk.files)}`
}

/** The same, while others work; and all the folders that there are. */
export async function printOfFoldersBeside(roots: readonly string[]) {
  const walk = openWalk(roots)
  for (let folder = walk.next(); folder !== undefined; folder = walk.next())
    walk.add(folder, await readdir(folder, { withFileTypes: true }).catch(() => []))
  const print = `${roots.join("\n")}\n${await printOfFilesBeside(walk.files)}`
  return { print, folders: walk.folders }
}

const entriesMax = 100_000

function openWalk(roots: readonly string[]) {
  const pending = [...roots]
  const folders: string[] = []
  const files: string[] = []
  return {
    folders,
    files,
    next(): string | undefined {
      const folder = pending.shift()
      if (folder !== undefined) folders.push(folder)
      return folder
    },
    add(folder: string, entries: readonly Dirent[]) {
      for (const entry of entries) {
        if (files.length + folders.length + pending.length >= entriesMax) return
        const path = join(folder, entry.name)
        if (entry.isDirectory()) pending.push(path)
        else files.push(path)
      }
    },
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

const lineOf = (path: string, found: BigIntStats | undefined) =>
  found ? `${path} ${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}` : `${path} none`
