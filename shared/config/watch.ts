import type { Stats } from "node:fs"
import { type FSWatcher, watch } from "node:fs"
import { readdir, stat } from "node:fs/promises"
import { dirname, join } from "node:path"

/** Files, and folders with all that is below them. */
export interface Watched {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

export interface WatchOptions {
  /** Files are looked at as often, in case that the system tells nothing. */
  readonly filesPollMs: number
  readonly foldersPollMs: number
  /** What has changed must have been quiet for so long: an editor writes more than once. */
  readonly quietMs: number
}

const usual: WatchOptions = { filesPollMs: 2000, foldersPollMs: 30_000, quietMs: 500 }
const entriesMax = 100_000

/**
 * Calls back when what is watched has changed and is quiet again. It goes by what the paths lead to,
 * so it sees a file that is replaced, and a link that is switched (as Kubernetes does it). Whether
 * the system tells of changes only decides how soon.
 */
export function watchPaths(
  watched: () => Watched,
  changed: () => void,
  signal: AbortSignal,
  { filesPollMs, foldersPollMs, quietMs }: WatchOptions = usual,
): void {
  const hints = openHints(() => {
    foldersDueMs = 0
    schedule(quietMs)
  })
  let known: string | undefined
  let folders = ""
  let foldersDueMs = 0
  let unquiet: string | undefined
  let timer: Timer | undefined
  let isLooking = false

  const schedule = (ms: number) => {
    if (signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(look, ms)
    timer.unref()
  }
  const look = async () => {
    if (isLooking) return
    isLooking = true
    const now = watched()
    if (performance.now() >= foldersDueMs || unquiet !== undefined) {
      const found = await printOfFolders(now.folders)
      folders = found.print
      hints.watch([...now.files.map(dirname), ...found.folders])
      foldersDueMs = performance.now() + foldersPollMs
    }
    const print = `${await printOfFiles(now.files)}\n${folders}`
    isLooking = false
    known ??= print
    if (print === known) unquiet = undefined
    else if (print === unquiet) {
      known = print
      unquiet = undefined
      if (!signal.aborted) changed()
    } else unquiet = print
    schedule(unquiet === undefined ? filesPollMs : quietMs)
  }
  signal.addEventListener("abort", () => {
    clearTimeout(timer)
    hints.close()
  })
  void look()
}

/** Folders are watched, never files: a watch of a file goes deaf when the file is replaced. */
function openHints(hint: () => void) {
  const watchers = new Map<string, FSWatcher>()
  const forget = (folder: string) => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  return {
    watch(wanted: readonly string[]) {
      const folders = new Set(wanted)
      for (const folder of watchers.keys()) if (!folders.has(folder)) forget(folder)
      for (const folder of folders) {
        if (watchers.has(folder)) continue
        try {
          const watcher = watch(folder, hint)
          watcher.on("error", () => forget(folder))
          watcher.unref()
          watchers.set(folder, watcher)
        } catch {
          // it isn't there, or the system has no watches left: the poll sees what it can
        }
      }
    },
    close() {
      for (const folder of [...watchers.keys()]) forget(folder)
    },
  }
}

async function printOfFiles(files: readonly string[]): Promise<string> {
  return (await Promise.all(files.map(printOfFile))).join("\n")
}

async function printOfFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return `${path} ${found ? statPrint(found) : "none"}`
}

const statPrint = ({ dev, ino, size, mtimeMs }: Stats) => `${dev}:${ino}:${size}:${mtimeMs}`

async function printOfFolders(roots: readonly string[]) {
  const folders: string[] = []
  const files: string[] = []
  const pending = [...roots]
  for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
    folders.push(folder)
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if (files.length + folders.length + pending.length >= entriesMax) break
      const path = join(folder, entry.name)
      if (entry.isDirectory()) pending.push(path)
      else files.push(path)
    }
  }
  return { folders, print: await printOfFiles(files) }
}
