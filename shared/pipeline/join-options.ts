import * as v from "valibot"
import { bytes, count, milliseconds, text } from "../config/units.ts"
import { safeRegex } from "../regex/safe.ts"
import { joinPresets } from "./join-presets.ts"

const names = Object.keys(joinPresets) as (keyof typeof joinPresets)[]
const summaries = names.map((name) => `\`${name}\`: ${joinPresets[name].summary}`).join("; ")

/** How lines become records of several lines. */
export const joinOptions = v.pipe(
  v.strictObject({
    preset: v.optional(
      v.pipe(v.picklist(names), v.description(`A known shape of records. ${summaries}.`)),
    ),
    start: v.optional(
      v.pipe(
        text("A record begins with a line that matches this regular expression."),
        v.check(isRegex, "not a regular expression, or one that could stall"),
      ),
    ),
    linesMax: v.optional(count("Lines of a record; those that follow make another.", 1), 500),
    bytesMax: v.optional(bytes("Bytes of a record; what follows makes another."), 131_072),
    quietMs: v.optional(
      milliseconds("A record ends too when nothing has followed it for so long.", 1),
      2000,
    ),
    openMax: v.optional(count("`audit`: records open at once.", 1), 64),
    spanBytesMax: v.optional(
      bytes("`audit`: all records end when one has been open for so many bytes."),
      2 ** 20,
    ),
  }),
  v.check(
    ({ preset, start }) => (preset === undefined) !== (start === undefined),
    "either preset or start is needed",
  ),
)

export type JoinOptions = v.InferOutput<typeof joinOptions>

function isRegex(source: string): boolean {
  try {
    safeRegex(source)
    return true
  } catch {
    return false
  }
}
