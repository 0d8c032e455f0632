import { errorText, type Log } from "#shared/telemetry/log.ts"

/** Paths that are told of; what is wrong beyond them is not told again and again. */
const pathsMax = 1000

/** Tells of each path once until it is well again. */
export interface Problems {
  tell(path: string, cause: unknown): void
  isWell(path: string): void
}

export function openProblems(source: string, log: Log): Problems {
  const told = new Set<string>()
  return {
    tell(path, cause) {
      if (told.has(path) || told.size >= pathsMax) return
      told.add(path)
      log.warn("a path can't be followed", {
        "vedette.source": source,
        "file.path": path,
        "error.message": errorText(cause),
      })
    },
    isWell: (path) => void told.delete(path),
  }
}
