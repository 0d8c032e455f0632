import * as v from "valibot"
import { bytes, milliseconds, text } from "#shared/config/units.ts"
import { sourceEntries } from "#shared/pipeline/source-options.ts"

export const options = v.strictObject({
  type: v.literal("journald"),
  ...sourceEntries,
  format: v.optional(text("Wire format of its records."), "journald"),
  units: v.optional(
    v.pipe(
      v.array(text("A unit, or a pattern of units.")),
      v.description("Units whose entries are read; all, if none is named."),
    ),
    [],
  ),
  directory: v.optional(text("Folder of journal files to read instead of the machine's own.")),
  command: v.optional(
    v.pipe(
      v.array(text("A word.")),
      v.minLength(1),
      v.description("The program that reads the journal, and its first arguments."),
    ),
    ["journalctl"],
  ),
  startAt: v.optional(
    v.pipe(
      v.picklist(["beginning", "end"]),
      v.description("Where reading begins in the journal at the very first start."),
    ),
    "beginning",
  ),
  recordBytesMax: v.optional(bytes("Bytes of an entry that are kept; the rest is cut."), 2 ** 20),
  unsettledBytesMax: v.optional(
    bytes("Read but not yet delivered: beyond it reading waits."),
    8 * 2 ** 20,
  ),
  restartMs: v.optional(
    milliseconds("Pause before the program is started again; it doubles up to a minute.", 1),
    500,
  ),
})

export type JournaldOptions = v.InferOutput<typeof options>
