/** Characters of a text that a pattern is tried on. */
export const patternTextCharsMax = 16 * 1024

/** A repeated group that holds a repetition: what backtracks without end on an attacker's text. */
const nested = /\((?:[^()\\]|\\.)*(?:[+*]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\d*\})/

/** Compiles a regular expression of a rule; refuses what is not safe on hostile text. */
export function patternOf(source: string, flags = ""): RegExp {
  if (nested.test(source)) throw new Error(`"${source}" repeats a repetition: that can stall`)
  if (/\\[1-9]/.test(source)) throw new Error(`"${source}" has a back reference: that can stall`)
  return new RegExp(source, flags)
}
