import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"

const program = join(import.meta.dir, "..", "..", "collector", "main.ts")
const timeoutMs = 20_000
const bytesMax = 8 << 20

/** A record as it came, or as its provider writes it. */
export interface RawRecord {
  readonly raw: string
  readonly dataset?: string
}

/** Whether a collector lies beside this program, which alone can read raw records. */
export const canParse = (): boolean => existsSync(program)

/**
 * Reads raw records as a collector does, by its command `parse`, in a process of its own.
 * @returns the events of each record @throws an Error in words
 */
export async function parseRaw(records: readonly RawRecord[]): Promise<readonly Event[][]> {
  if (!canParse()) throw new Error("raw records need a collector beside this program")
  const input = `${records.map((record) => JSON.stringify(record)).join("\n")}\n`
  const child = Bun.spawn([process.execPath, program, "parse", "--by-record"], {
    ...{ stdin: Buffer.from(input), stdout: "pipe", stderr: "ignore" },
    ...{ timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: bytesMax },
  })
  const text = await new Response(child.stdout).text()
  const status = await child.exited
  const lines = text.split("\n").filter((line) => line !== "")
  if (status !== 0 || lines.length !== records.length)
    throw new Error("the collector could not read these records")
  return lines.map((line) => JSON.parse(line) as Event[])
}
