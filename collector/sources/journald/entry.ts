import { isUtf8 } from "node:buffer"
import { isBlank, rawOf, trimEnd } from "#shared/pipeline/raw.ts"
import type { Raw } from "#shared/pipeline/types.ts"

/** An entry as a record, and what the source itself must know of it. */
export interface Entry {
  readonly raw: Raw
  /** Where to go on after it. */
  readonly cursor: string | undefined
  /** When the journal took it. */
  readonly takenMs: number | undefined
}

const cursorIn = /"__CURSOR"\s*:\s*"([^"\\]{1,500})"/

/**
 * @param line a view that need not last
 * @param fallback position of an entry that tells no cursor
 */
export function entryOf(
  line: Buffer,
  originalBytes: number,
  bytesMax: number,
  fallback: () => string,
): Entry | undefined {
  const isCut = originalBytes > line.length
  const record = isCut ? line : trimEnd(line)
  if (isBlank(record, isCut ? originalBytes : record.length)) return undefined
  const entry = isCut ? undefined : objectOf(record)
  if (!entry) {
    const cursor = cursorIn.exec(record.toString("latin1"))?.[1]
    const raw = rawOf(record, cursor ?? fallback(), bytesMax, isCut ? originalBytes : undefined)
    return { raw, cursor, takenMs: undefined }
  }
  const { __CURSOR: cursor, __REALTIME_TIMESTAMP: taken } = entry
  const known = typeof cursor === "string" ? cursor : undefined
  return {
    raw: { text: inOrder(entry), position: known ?? fallback() },
    cursor: known,
    takenMs: typeof taken === "string" ? Number(taken) / 1000 : undefined,
  }
}

function objectOf(record: Buffer): Record<string, unknown> | undefined {
  if (!isUtf8(record)) return undefined
  try {
    const value: unknown = JSON.parse(record.toString("utf8"))
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/**
 * The entry as text, its fields in the order of their names. `journalctl` prints them in an order
 * that differs from run to run, and the bytes are part of the event's id.
 */
function inOrder(entry: Record<string, unknown>): string {
  const names = Object.keys(entry).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(entry[name])}`).join(",")}}`
}
