import * as v from "valibot"
import { bytes, count, milliseconds, text } from "#shared/config/units.ts"
import { joinOptions } from "#shared/pipeline/join-options.ts"
import { sourceEntries } from "#shared/pipeline/source-options.ts"

const pattern = text("An absolute or relative path; `*`, `?`, `[…]`, `{…}` within a name, `**`.")

export const options = v.strictObject({
  type: v.literal("file"),
  ...sourceEntries,
  paths: v.pipe(
    v.array(pattern),
    v.minLength(1),
    v.description(
      "Files to follow, as paths with wildcards. Names that begin with a dot are matched only by " +
        "a dot; `**` follows no symbolic links. Files that end in `.gz` are never read. With the " +
        "rotated names among them (`app.log*`) nothing is missed though several rotations pass " +
        "between two looks; leave them out where they are copies (`copytruncate`).",
    ),
  ),
  exclude: v.optional(
    v.pipe(v.array(pattern), v.description("Files to leave out, as paths with wildcards.")),
    [],
  ),
  startAt: v.optional(
    v.pipe(
      v.picklist(["beginning", "end"]),
      v.description(
        "Where reading begins in files that are there at the very first start. Files that come " +
          "later are read from their beginning.",
      ),
    ),
    "beginning",
  ),
  pollMs: v.optional(milliseconds("Pause between two looks at the files.", 1), 250),
  quietMs: v.optional(
    milliseconds(
      "A file that was rotated away is closed after so long without growth, and its last line is " +
        "delivered although it has no end.",
    ),
    10_000,
  ),
  recordBytesMax: v.optional(bytes("Bytes of a line that are kept; the rest is cut."), 65536),
  join: v.optional(
    v.pipe(
      joinOptions,
      v.description(
        "Records of several lines. A record that is not whole at a stop, or a kill, is read again " +
          "from its first line. A record that spans a rotation becomes two.",
      ),
    ),
  ),
  filesMax: v.optional(count("Files open at once; more wait until others go.", 1), 10_000),
  unsettledBytesMax: v.optional(
    bytes("Read but not yet delivered: beyond it reading waits."),
    8 * 2 ** 20,
  ),
})

export type FileOptions = v.InferOutput<typeof options>
