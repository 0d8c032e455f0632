import * as v from "valibot"
import { kafkaReaderEntries } from "#shared/bus/kafka-options.ts"
import { bytes, milliseconds, text } from "#shared/config/units.ts"
import { sourceEntries } from "#shared/pipeline/source-options.ts"
import { safeRegex } from "#shared/regex/safe.ts"

export const options = v.strictObject({
  type: v.literal("kafka"),
  ...sourceEntries,
  ...kafkaReaderEntries,
  topics: v.optional(
    v.pipe(
      v.array(text("Name of a topic.")),
      v.description("Topics to read; one that is missing is read once it is there."),
    ),
    [],
  ),
  topicPattern: v.optional(
    v.pipe(
      text("Topics to read as well: whose whole name matches this regular expression."),
      v.check(isRegex, "not a regular expression, or one that could stall"),
    ),
  ),
  topicsMs: v.optional(
    milliseconds("Pause between two looks at which topics there are, and at the lag.", 100),
    30_000,
  ),
  groupId: v.optional(
    text("Group whose members share the partitions; by default `vedette-` and the source's name."),
  ),
  startAt: v.optional(
    v.pipe(
      v.picklist(["beginning", "end"]),
      v.description(
        "Where the group begins in topics that it has never read. Topics that come later are read " +
          "from their beginning.",
      ),
    ),
    "beginning",
  ),
  recordBytesMax: v.optional(bytes("Bytes of a record that are kept; the rest is cut."), 2 ** 20),
})

export type KafkaOptions = v.InferOutput<typeof options>

function isRegex(source: string): boolean {
  try {
    safeRegex(source)
    return true
  } catch {
    return false
  }
}
