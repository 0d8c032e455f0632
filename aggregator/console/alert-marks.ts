import { RE2JS } from "re2js"
import type { Event } from "#shared/ecs/event.ts"
import type { Matched } from "#shared/sigma/types.ts"

/** A part of a text, half-open. */
export interface Span {
  readonly from: number
  readonly to: number
}

const charsMax = 4_096
const spansMax = 50

/** The predicates that held, as far as the alert's record of them can be read. */
export function matchedOf(alert: Event): readonly Matched[] {
  try {
    const list: unknown = JSON.parse(alert["vedette.matched"] ?? "[]")
    if (!Array.isArray(list)) return []
    return list
      .filter((one): one is Matched => typeof one?.field === "string")
      .map(({ field, value, pattern }) => ({ field, value: `${value}`, pattern: `${pattern}` }))
  } catch {
    return []
  }
}

/** The parts of a value that made a pattern match; all of it where no part can be named. */
export function spansOf(value: string, pattern: string): readonly Span[] {
  const text = value.slice(0, charsMax)
  const whole = [{ from: 0, to: text.length }]
  if (text === "") return []
  const { modifiers, wanted } = readPattern(pattern)
  if (modifiers.some((one) => wholly.has(one))) return whole
  const found = modifiers.includes("re")
    ? regexSpans(text, wanted, modifiers)
    : textSpans(text, wanted, modifiers)
  return found.length > 0 ? found : whole
}

/** Sorted, and those that touch made one. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const done: { from: number; to: number }[] = []
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = done.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else done.push({ from, to })
  }
  return done
}

const places = ["contains", "startswith", "endswith"]
/** What these ask for does not stand in the text as it is written in the rule. */
const wholly = new Set(
  "cidr gt gte lt lte base64 base64offset wide utf16 utf16le utf16be exists fieldref".split(" "),
)
const known = new Set([...places, ...wholly, ..."cased re i m s windash expand all neq".split(" ")])

/** `contains|windash: text` as the engine writes it; anything else is a text of its own. */
function readPattern(pattern: string) {
  const [, names, wanted] = /^([a-z0-9|]{1,80}): (.*)$/s.exec(pattern) ?? []
  const modifiers = names?.split("|") ?? []
  return wanted !== undefined && modifiers.every((one) => known.has(one))
    ? { modifiers, wanted }
    : { modifiers: [], wanted: pattern }
}

const bitOf: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
}

/** By an engine that takes linear time: the rule is somebody's, and the text an attacker's. */
function regexSpans(text: string, source: string, modifiers: readonly string[]): readonly Span[] {
  const bits = modifiers.reduce((sum, one) => sum | (bitOf[one] ?? 0), 0)
  const found: Span[] = []
  try {
    const matcher = RE2JS.compile(source, bits).matcher(text)
    while (found.length < spansMax && matcher.find())
      if (matcher.end() > matcher.start()) found.push({ from: matcher.start(), to: matcher.end() })
  } catch {
    return [] // written for another engine
  }
  return found
}

function textSpans(text: string, wanted: string, modifiers: readonly string[]): readonly Span[] {
  const fold = foldOf(modifiers)
  const at = fold(text)
  const pieces = piecesOf(wanted).map(fold)
  if (at.length !== text.length || pieces.length === 0) return []
  const [only] = pieces
  if (pieces.length > 1 || !only) return inOrder(at, pieces)
  if (modifiers.includes("startswith")) return at.startsWith(only) ? span(0, only) : []
  if (modifiers.includes("endswith"))
    return at.endsWith(only) ? span(at.length - only.length, only) : []
  return modifiers.includes("contains") ? everywhere(at, only) : inOrder(at, pieces)
}

const span = (from: number, { length }: string): readonly Span[] => [{ from, to: from + length }]

/** As comparison ignores case; with `windash` one dash or slash is another. */
function foldOf(modifiers: readonly string[]): (text: string) => string {
  const isCased = modifiers.includes("cased")
  const isDash = modifiers.includes("windash")
  return (text) => {
    const folded = isCased ? text : text.toLowerCase()
    return isDash ? folded.replace(/[-/\u2013\u2014\u2015]/g, "-") : folded
  }
}

/** The texts between wildcards; a backslash takes a wildcard its meaning. */
function piecesOf(wanted: string): readonly string[] {
  const pieces: string[] = []
  let piece = ""
  for (const [part] of wanted.matchAll(/\\[\\*?]|[*?]|[^\\*?]+|\\/gs)) {
    if (part === "*" || part === "?") {
      pieces.push(piece)
      piece = ""
    } else piece += /^\\[\\*?]$/.test(part) ? part.slice(1) : part
  }
  return [...pieces, piece].filter((one) => one !== "")
}

function everywhere(text: string, piece: string): readonly Span[] {
  const found: Span[] = []
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length)) {
    found.push({ from: at, to: at + piece.length })
    if (found.length === spansMax) break
  }
  return found
}

function inOrder(text: string, pieces: readonly string[]): readonly Span[] {
  const found: Span[] = []
  let from = 0
  for (const piece of pieces.slice(0, spansMax)) {
    const at = text.indexOf(piece, from)
    if (at < 0) return []
    found.push({ from: at, to: at + piece.length })
    from = at + piece.length
  }
  return found
}

/** What is to be marked in an event: by field, the parts of its value that rules looked for. */
export function marksOf(
  matched: readonly Matched[],
  textOf: (field: string) => string,
  fields: readonly string[],
): ReadonlyMap<string, readonly Span[]> {
  const marks = new Map<string, readonly Span[]>()
  for (const field of fields) {
    const text = textOf(field)
    const same = matched.filter(
      (one) => one.field === field || (one.value !== "" && one.value === text),
    )
    const spans = same.flatMap(({ pattern }) => spansOf(text, pattern))
    if (spans.length > 0) marks.set(field, merged(spans))
  }
  return marks
}
