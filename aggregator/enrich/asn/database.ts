import { statSync } from "node:fs"
import { join } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { decodeTable, type Table } from "./table.ts"
import type { Family } from "./words.ts"
import type { Built, Job } from "./worker.ts"

export interface Database {
  /** Nothing until the first table is built. */
  readonly table: Table | undefined
  /** Why the file is not in force. */
  readonly problem: string | undefined
  /** Takes the table kept by an earlier run, where it was made from this very file. */
  takeKept(): Promise<void>
  /** Builds the table anew, in a Worker, when the file is another than the one it was made from. */
  refresh(signal: AbortSignal): Promise<void>
}

/** One CSV and the table made from it. @throws when there is no such file */
export function openDatabase(
  family: Family,
  path: string,
  bytesMax: number,
  { home, log }: Pick<Deps, "home" | "log">,
): Database {
  const cachePath = join(home, `asn-${family}.table`)
  let table: Table | undefined
  let stamp: bigint | undefined
  let refused: bigint | string | undefined
  let problem: string | undefined
  stampOf(path)

  const refuse = (what: bigint | string, why: string) => {
    if (what === refused) return
    refused = what
    problem = `the AS database ${path} can't be read: ${why}`
    log.warn("an AS database can't be read; the table before it stays", {
      "file.path": path,
      "error.message": why,
    })
  }

  const build = async (next: bigint, signal: AbortSignal) => {
    if (statSync(path).size > bytesMax) return refuse(next, `the file has over ${bytesMax} bytes`)
    const built = await buildInWorker({ family, path, stamp: next, cachePath }, signal)
    if ("refused" in built) return refuse(next, built.refused)
    if (stampOf(path) !== next) return // it changed meanwhile: the next refresh reads it
    table = decodeTable(family, built.table, next)
    stamp = next
    problem = undefined
    if (built.notKept)
      log.warn("the AS table can't be kept for the next start", { "error.message": built.notKept })
  }

  return {
    get table() {
      return table
    },
    get problem() {
      return problem
    },
    async takeKept() {
      const now = stampOf(path)
      const kept = await Bun.file(cachePath)
        .arrayBuffer()
        .catch(() => undefined)
      table = kept && decodeTable(family, kept, now)
      if (table) stamp = now
    },
    async refresh(signal) {
      try {
        const now = stampOf(path)
        if (now === stamp) {
          problem = refused = undefined // it is again what it was
          return
        }
        if (now !== refused) await build(now, signal)
      } catch (cause) {
        if (!signal.aborted) refuse(errorText(cause), errorText(cause))
      }
    },
  }
}

/** Tells a file from any other: by its path, size and time of change. */
function stampOf(path: string): bigint {
  const { size, mtimeMs } = statSync(path)
  return Bun.hash.xxHash64(`${path}\n${size}\n${mtimeMs}`)
}

async function buildInWorker(job: Job, signal: AbortSignal): Promise<Built> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { smol: true })
  const { promise, resolve, reject } = Promise.withResolvers<Built>()
  const giveUp = () => reject(new Error("building the AS table was given up"))
  signal.addEventListener("abort", giveUp, { once: true })
  worker.addEventListener("message", ({ data }: MessageEvent<Built>) => resolve(data))
  worker.addEventListener("error", ({ message }) => reject(new Error(message)))
  worker.addEventListener("close", () => reject(new Error("the Worker ended")))
  worker.postMessage(job)
  try {
    return await promise
  } finally {
    signal.removeEventListener("abort", giveUp)
    worker.terminate()
  }
}
