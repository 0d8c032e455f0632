import { mkdir, open, readdir, rename, stat } from "node:fs/promises"
import { join } from "node:path"
import type { Deps } from "../config/define.ts"
import { errorText } from "../telemetry/log.ts"
import type { BusRecord } from "./types.ts"

/** Records that can't travel whole, each in a file of its own under `dead-letters`. */
export interface DeadLetters {
  /** @param isLast nothing of it travels: this is its only place */
  keep(record: BusRecord, isLast: boolean): Promise<void>
  problems(): readonly string[]
}

export function openDeadLetters({ home, log }: Deps, bytesMax: number): DeadLetters {
  const folder = join(home, "dead-letters")
  let lost = 0
  const keep = async ({ topic, value }: BusRecord): Promise<string | undefined> => {
    const hash = new Bun.CryptoHasher("sha256").update(value).digest("hex").slice(0, 32)
    const path = join(folder, `${topic}-${hash}.json`)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (await exists(path)) return path
    if ((await bytesIn(folder)) + Buffer.byteLength(value) > bytesMax) return undefined
    await writeDurably(path, value)
    return path
  }
  return {
    async keep(record, isLast) {
      const bytes = Buffer.byteLength(record.value)
      const about = { "vedette.topic": record.topic, "vedette.original_bytes": bytes }
      try {
        const path = await keep(record)
        if (path) {
          log.warn("a record larger than Kafka takes lies whole in a file", {
            ...about,
            "file.path": path,
          })
          return
        }
        log.error("the folder of dead letters is full (deadLetterBytesMax); a record is cut", about)
      } catch (cause) {
        if (isLast) throw cause // it is tried again: this is its only place
        log.error("a dead letter can't be written; the record is cut", {
          ...about,
          "error.message": errorText(cause),
        })
      }
      lost++
    },
    problems: () =>
      lost === 0 ? [] : [`${lost} records larger than Kafka takes were cut, and ${folder} is full`],
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const half = `${path}.${process.pid}.half`
  const file = await open(half, "w", 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(half, path)
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size
  return bytes
}
