import { RE2JS } from "re2js"
import { degreeOf } from "../regex/degree.ts"
import { Dfa, Run } from "../regex/dfa.ts"
import { parseRegex } from "../regex/syntax.ts"
import { necessaryTexts } from "./regex-texts.ts"

/** Longest value that a regular expression is run on: beyond it, on the value's start. */
export const regexInputCharsMax = 32_768

export interface Search {
  test(text: string): boolean
  /** In lower case: one of these must occur where it is found. */
  readonly texts?: readonly string[]
}

const flagBits: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
}

/**
 * A regular expression as RE2 reads it, case-sensitive and unanchored. No value can stall it: where
 * its worst case is small for a value's length the engine of the language runs it, else RE2JS.
 */
export function compileSearchRegex(written: string, modifiers: readonly string[]): Search {
  const leading = /^\(\?([ims]+)\)/.exec(written)
  const flags = new Set([...modifiers, ...(leading?.[1] ?? "")])
  for (const flag of flags) {
    if (!Object.hasOwn(flagBits, flag)) throw new Error(`"${flag}" cannot follow the modifier "re"`)
  }
  const source = leading ? written.slice(leading[0].length) : written
  const bits = [...flags].reduce((sum, flag) => sum | (flagBits[flag] as number), 0)
  const linear = RE2JS.compile(source, bits)
  const slow = (text: string) => linear.matcher(text).find()
  const native = flags.has("m") ? undefined : translate(source, flags.has("s"))
  if (native === undefined) return { test: (text) => slow(cut(text)) }
  const test = quickest(native, flags.has("i") ? "iu" : "u", slow)
  const texts = necessaryTexts(native, flags.has("i"))
  return { test: (text) => test(cut(text)), ...(texts && { texts }) }
}

const cut = (text: string): string =>
  text.length > regexInputCharsMax ? text.slice(0, regexInputCharsMax) : text

type Test = (text: string) => boolean

/** The engine of the language where it takes linear time, else an automaton, else RE2JS. */
function quickest(source: string, flags: string, slow: Test): Test {
  try {
    const native = new RegExp(source, flags)
    if (degreeOf(source, flags) === 1) return (text) => native.test(text)
  } catch {
    return slow
  }
  const dfa = runOf(source, flags) ?? dfaOf(source, flags)
  if (!dfa) return slow
  const isSure = isWhollyFollowed(source)
  const ignoresCase = flags.includes("i")
  return (text) => {
    const found = dfa.test(ignoresCase ? text.replace(likeAscii, asAscii) : text)
    return found === undefined || (found && !isSure) ? slow(text) : found
  }
}

/** Letters beyond ASCII that are a case of one of ASCII. */
const likeAscii = /[\u212a\u017f]/g
const asAscii = (char: string): string => (char === "\u212a" ? "k" : "s")

/** So many characters of one set in a row. */
function runOf(source: string, flags: string): Pick<Dfa, "test"> | undefined {
  const tree = parseRegex(source, flags)
  const only = tree?.kind === "sequence" && tree.items.length === 1 ? tree.items[0] : undefined
  if (only?.kind !== "repeat" || only.item.kind !== "set" || /^\^|\$$/.test(source))
    return undefined
  return new Run(only.item.set, only.min)
}

const startAnchor = /^\^/
const endAnchor = /(?<!\\)(?:\\\\)*\$$/

function dfaOf(source: string, flags: string): Dfa | undefined {
  const tree = parseRegex(source, flags)
  if (!tree) return undefined
  const isOne = tree.kind === "sequence"
  const options = {
    isAnchoredAtStart: isOne && startAnchor.test(source),
    isAnchoredAtEnd: isOne && endAnchor.test(source),
  }
  try {
    return new Dfa(tree, options)
  } catch {
    return undefined
  }
}

/** Whether the automaton's yes is sure: nothing in it but ASCII, and anchors only around the whole. */
function isWhollyFollowed(source: string): boolean {
  const inner = source.replace(startAnchor, "").replace(endAnchor, "")
  const bare = inner.replace(/\\[^bBux]|\[\^/g, "")
  return !/[\u0080-\uffff^$]|\\/.test(bare)
}

/**
 * Its `.` leaves out line feeds only, its `\s` is that of ASCII, and it lets more characters stand for
 * themselves. Undefined for what is its own.
 */
function translate(source: string, dotIsAll: boolean): string | undefined {
  let out = ""
  let inClass = false
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string
    if (char === "\\") {
      const own = translateEscape(source[++at] ?? "", inClass)
      if (own === undefined) return undefined
      out += own
    } else if (inClass) {
      if (char === "[" && ":.=".includes(source[at + 1] ?? " ")) return undefined
      if (char === "]") inClass = false
      out += char === "[" ? "\\[" : char
    } else if (char === "[") {
      const opening = /^\[\^?\]?/.exec(source.slice(at, at + 3))?.[0] ?? "["
      if (opening.endsWith("]")) return undefined // there it is a member
      inClass = true
      out += opening
      at += opening.length - 1
    } else if (char === ".") out += dotIsAll ? "[^]" : "[^\\n]"
    else if (char === "{") out += /^\{\d+(?:,\d*)?\}/.test(source.slice(at, at + 24)) ? char : "\\{"
    else if (char === "}") out += /\{\d+(?:,\d*)?$/.test(source.slice(0, at)) ? char : "\\}"
    else out += char === "]" ? "\\]" : char
  }
  return out
}

const spaces = "\\t\\n\\f\\r "

function translateEscape(next: string, inClass: boolean): string | undefined {
  if (next === "s") return inClass ? spaces : `[${spaces}]`
  if (next === "S") return inClass ? undefined : `[^${spaces}]`
  if (/[A-Za-z0-9]/.test(next)) {
    return "dDwWbBnrtfvx".includes(next) && !(inClass && next === "b") ? `\\${next}` : undefined
  }
  if (next === "-") return inClass ? "\\-" : "-"
  return "^$\\.*+?()[]{}|/".includes(next) ? `\\${next}` : next
}
