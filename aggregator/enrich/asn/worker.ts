import { renameSync, writeFileSync } from "node:fs"
import { errorText } from "#shared/telemetry/log.ts"
import { buildColumns } from "./build.ts"
import { encodeTable } from "./table.ts"
import type { Family } from "./words.ts"

export interface Job {
  readonly family: Family
  readonly path: string
  readonly stamp: bigint
  /** Where the table is kept for the next start. */
  readonly cachePath: string
}

export type Built =
  | { readonly table: ArrayBuffer; readonly notKept?: string }
  | { readonly refused: string }

declare const self: Worker

self.onmessage = ({ data }: MessageEvent<Job>) => {
  try {
    const table = encodeTable(data.family, buildColumns(data.family, data.path), data.stamp)
    const notKept = keep(data.cachePath, table)
    self.postMessage({ table, ...(notKept && { notKept }) } satisfies Built, [table])
  } catch (cause) {
    self.postMessage({ refused: errorText(cause) } satisfies Built)
  }
}

/** Whole or not at all; not synced, because a damaged one is only built again. */
function keep(path: string, table: ArrayBuffer): string | undefined {
  try {
    writeFileSync(`${path}.new`, new Uint8Array(table), { mode: 0o600 })
    renameSync(`${path}.new`, path)
    return undefined
  } catch (cause) {
    return errorText(cause)
  }
}
