import * as v from "valibot"
import { bytes, count, milliseconds, text } from "#shared/config/units.ts"

export const localStoreOptions = v.strictObject({
  type: v.literal("local"),
  directory: v.optional(text("Folder of the store's files."), "data/store"),
  retentionDays: v.optional(count("Files older than this are deleted.", 1), 30),
  partitionHours: v.optional(count("Time of ingestion that one file spans.", 1), 24),
  scanMax: v.optional(
    count("Events read one by one where their columns do not tell; the newest count.", 100),
    50_000,
  ),
  columnCacheBytesMax: v.optional(
    bytes("Columns that each reader keeps in memory.", 1 << 20),
    64 << 20,
  ),
  readers: v.optional(count("Workers that answer questions.", 1), 2),
  queryTimeoutMs: v.optional(milliseconds("A longer question is given up.", 100), 30_000),
  eventBytesMax: v.optional(bytes("A larger event is refused and kept as text.", 1 << 10), 4 << 20),
})

export type LocalStoreOptions = v.InferOutput<typeof localStoreOptions>
