import { RE2JS } from "re2js"
import { degreeOf } from "./degree.ts"

/** Steps that one text may cost; a step takes a few nanoseconds. */
const stepsMax = 2e6

export interface SafeRegex {
  readonly source: string
  /** Capturing groups of the first match, the whole at 0; undefined if there is none. */
  exec(text: string): readonly (string | undefined)[] | undefined
}

/**
 * A regular expression for hostile text: run by the engine of the language where its worst case is
 * small for the length of the text, else by one that is linear. Throws where neither can be had.
 */
export function safeRegex(source: string, flags = ""): SafeRegex {
  const native = new RegExp(source, flags)
  const degree = degreeOf(source, flags)
  const lengthMax = lengthFor(degree)
  const linear = degree === 1 ? undefined : linearOf(source, flags)
  return {
    source,
    exec: (text) =>
      text.length <= lengthMax ? (native.exec(text) ?? undefined) : execLinear(linear, text),
  }
}

/** Longest text for which n to the power of d, divided by d!, stays within the steps. */
function lengthFor(degree: number): number {
  if (degree === Number.POSITIVE_INFINITY) return 0
  if (degree === 1) return Number.POSITIVE_INFINITY
  let factorial = 1
  for (let i = 2; i <= degree; i++) factorial *= i
  return Math.floor((stepsMax * factorial) ** (1 / degree))
}

function linearOf(source: string, flags: string): RE2JS {
  let bits = 0
  if (flags.includes("i")) bits |= RE2JS.CASE_INSENSITIVE
  if (flags.includes("s")) bits |= RE2JS.DOTALL
  if (flags.includes("m")) bits |= RE2JS.MULTILINE
  try {
    return RE2JS.compile(withoutLargeCounts(source), bits)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`"${source}" could stall on a hostile text, and has no linear form: ${why}`)
  }
}

/** The linear engine writes counted repetitions out: large ones are taken for endless there. */
function withoutLargeCounts(source: string): string {
  return source.replace(/\{(\d+),(\d+)\}/g, (count, min: string, max: string) =>
    Number(max) <= 32 ? count : min === "0" ? "*" : "+",
  )
}

function execLinear(linear: RE2JS | undefined, text: string) {
  const matcher = linear?.matcher(text)
  if (!matcher?.find()) return undefined
  const groups: (string | undefined)[] = []
  for (let i = 0; i <= matcher.groupCount(); i++) groups.push(matcher.group(i) ?? undefined)
  return groups
}
