import { type FSWatcher, watch } from "node:fs"
import { dirname } from "node:path"
import { printOfFiles, printOfFilesBeside, printOfFolders, printOfFoldersBeside } from "./prints.ts"

/** Files, and folders with all that is below them. */
export interface Watched {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

export interface Watch {
  /** It is read again; `print` is how it stood before. */
  read(print: string): void
}

export interface WatchOptions {
  /** Files are looked at as often, in case that the system tells nothing. */
  readonly filesPollMs: number
  readonly foldersPollMs: number
  /** What has changed must have been quiet for so long: an editor writes more than once. */
  readonly quietMs: number
}

const usual: WatchOptions = { filesPollMs: 2000, foldersPollMs: 30_000, quietMs: 500 }
/** After a hint, folders are looked at as often at most. */
const hintedMs = 1000

/** How it stands: to be asked before it is read, so that no change goes unseen. */
export const standing = ({ files, folders }: Watched): string =>
  `${printOfFiles(files)}\n${printOfFolders(folders)}`

/**
 * Calls back when what is watched has changed and is quiet again. It goes by what the paths lead to,
 * so it sees a file that is replaced, and a link that is switched (as Kubernetes does it). Whether
 * the system tells of changes only decides how soon.
 * @param before how it stood when it was read
 */
export function watchPaths(
  watched: () => Watched,
  before: string,
  changed: () => void,
  signal: AbortSignal,
  { filesPollMs, foldersPollMs, quietMs }: WatchOptions = usual,
): Watch {
  const hints = openHints(() => {
    foldersDueMs = Math.min(foldersDueMs, lookedMs + hintedMs)
    schedule(quietMs)
  })
  let known = before
  let folders = ""
  let foldersDueMs = 0
  let lookedMs = 0
  let dueMs = Number.POSITIVE_INFINITY
  let unquiet: string | undefined
  let timer: Timer | undefined
  let isLooking = false

  /** Never later than it was: who changes something all the time must not put it off for ever. */
  const schedule = (ms: number) => {
    if (signal.aborted || performance.now() + ms >= dueMs) return
    dueMs = performance.now() + ms
    clearTimeout(timer)
    timer = setTimeout(look, ms)
    timer.unref()
  }
  const see = async () => {
    const now = watched()
    if (performance.now() >= foldersDueMs || unquiet !== undefined) {
      const found = await printOfFoldersBeside(now.folders)
      folders = found.print
      hints.watch([
        ...[...now.files, ...now.folders].map((path) => dirname(path)),
        ...found.folders,
      ])
      lookedMs = performance.now()
      foldersDueMs = lookedMs + foldersPollMs
    }
    const print = `${await printOfFilesBeside(now.files)}\n${folders}`
    if (print === known) unquiet = undefined
    else if (print === unquiet) {
      known = print
      unquiet = undefined
      if (!signal.aborted) changed()
    } else unquiet = print
  }
  const look = async () => {
    dueMs = Number.POSITIVE_INFINITY
    if (isLooking) return // who looks now schedules the next look
    isLooking = true
    try {
      await see()
    } finally {
      isLooking = false
      const foldersMs = Math.max(quietMs, foldersDueMs - performance.now())
      schedule(unquiet === undefined ? Math.min(filesPollMs, foldersMs) : quietMs)
    }
  }
  signal.addEventListener("abort", () => {
    clearTimeout(timer)
    hints.close()
  })
  void look()
  return {
    read(print) {
      known = print
      unquiet = undefined
      foldersDueMs = 0
    },
  }
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
