import { join } from "node:path"
import type { Deps } from "../config/define.ts"
import { errorText } from "../telemetry/log.ts"
import type { Disk, DiskFile } from "./disk.ts"
import { segmentName } from "./segment.ts"

/** `torn`: a record that a crash left unfinished. The rest had been whole. */
export type DamageKind = "torn" | "damaged" | "state" | "misplaced"

/** Keeps what could not be read, in the log's folder `quarantine`. */
export interface Quarantine {
  /** Copies bytes of a segment there, counts and says it; a second time it does nothing. */
  bytes(kind: "torn" | "damaged", segment: number, from: number, to: number): void
  /** Moves a file there. */
  file(path: string, name: string): void
  /** Says of a segment that it bore another's name. */
  misplaced(from: string, to: string): void
}

export const folderOf = (directory: string) => join(directory, "quarantine")
const bytesMax = 64 << 20
const pieceBytes = 1 << 20

export function openQuarantine(
  directory: string,
  disk: Disk,
  { log, metrics }: Pick<Deps, "log" | "metrics">,
): Quarantine {
  const folder = folderOf(directory)
  const places = metrics.counter(
    "vedette_log_damaged_places_total",
    "Places of the durable log that could not be read, by what they were.",
    ["kind"],
  )
  const counted = metrics.counter(
    "vedette_log_damaged_bytes_total",
    "Bytes of the durable log that could not be read.",
    ["kind"],
  )
  const seen = new Set<string>()
  const tell = (kind: DamageKind, path: string, size: number) => {
    places.inc({ kind })
    counted.inc({ kind }, size)
    const fields = { "file.path": path, "file.size": size }
    if (kind === "torn") log.warn("an unfinished record of a crash was set aside", fields)
    else log.error(said[kind], fields)
  }
  const held = () =>
    disk.names(folder).reduce((sum, name) => sum + (disk.size(join(folder, name)) ?? 0), 0)

  return {
    bytes(kind, segment, from, to) {
      const path = join(folder, `${segment}-${from}.${kind}`)
      if (seen.has(path) || disk.size(path) !== undefined) return
      seen.add(path)
      tell(kind, path, to - from)
      attempt(log, path, () => {
        disk.makeFolder(folder)
        const file = disk.open(join(directory, segmentName(segment)))
        if (!file) return
        if (held() + to - from > bytesMax) file.close()
        else copy(disk, file, from, to, path)
      })
    },
    file(path, name) {
      const size = disk.size(path) ?? 0
      let to = join(folder, `${name}.state`)
      for (let n = 1; disk.size(to) !== undefined; n++) to = join(folder, `${name}.${n}.state`)
      tell("state", to, size)
      attempt(log, to, () => {
        disk.makeFolder(folder)
        disk.rename(path, to)
      })
    },
    misplaced(from, to) {
      tell("misplaced", to, disk.size(to) ?? 0)
      log.warn("it had been", { "file.path": from })
    },
  }
}

const said = {
  damaged: "a damaged part of the log was set aside",
  state: "a damaged state of the log was set aside",
  misplaced: "a segment of the log bore another's name: what it holds is delivered again",
}

/** That it can't be kept is no reason to stop. */
function attempt(log: Deps["log"], path: string, act: () => void): void {
  try {
    act()
  } catch (cause) {
    log.error("damage of the log can't be kept aside", {
      "file.path": path,
      "error.message": errorText(cause),
    })
  }
}

function copy(disk: Disk, file: DiskFile, from: number, to: number, path: string): void {
  const kept = disk.create(path)
  const write = async () => {
    for (let at = from; at < to; at += pieceBytes)
      await kept.write(file.read(at, Math.min(to - at, pieceBytes)), at - from)
  }
  void write()
    .catch(() => {}) // told by its size
    .finally(() => {
      kept.close()
      file.close()
    })
}

/** What lies there, in words; torn records are what every crash leaves and no reason to worry. */
export function damageIn(directory: string, disk: Disk): string[] {
  const folder = folderOf(directory)
  const count = disk.names(folder).filter((name) => /\.(damaged|state)$/.test(name)).length
  if (count === 0) return []
  const parts = count === 1 ? "1 part" : `${count} parts`
  return [`${parts} of the log in ${directory} could not be read: look at ${folder}, then empty it`]
}
