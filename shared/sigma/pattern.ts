import type { Anchor } from "./check.ts"

/** One step of a pattern: a literal character, or one of the three wildcards. */
export type Token = string | typeof any | typeof one | typeof dash

/** Any run of characters. */
export const any = Symbol("*")
/** Exactly one character. */
export const one = Symbol("?")
/** Any of the characters that Windows programs take to start an option. */
export const dash = Symbol("windash")

/** What `dash` takes. */
export const dashes = "-/\u2013\u2014\u2015"

/** What stands between two `*`. `wild[i]` is set where `text[i]` is not literal. */
interface Segment {
  readonly text: string
  readonly wild?: readonly (typeof one | typeof dash | undefined)[]
  /** The longest run of literals in it, and where that stands. */
  readonly piece?: string
  readonly pieceAt?: number
}

/**
 * Reads a Sigma string. A backslash escapes only `*`, `?` and itself; before anything else, and at
 * the end, it stands for itself.
 */
export function parsePattern(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    const next = text[at + 1]
    if (char === "\\" && (next === "*" || next === "?" || next === "\\")) {
      tokens.push(next)
      at++
    } else if (char === "*") tokens.push(any)
    else if (char === "?") tokens.push(one)
    else tokens.push(char)
  }
  return tokens
}

export const literalTokens = (text: string): Token[] => text.split("")

/** The pattern's text, if it has no wildcard. */
export const literalOf = (tokens: readonly Token[]): string | undefined =>
  tokens.every((token) => typeof token === "string") ? tokens.join("") : undefined

/** Makes the characters that start an option match any dash: `-` or `/`, no word before, one after. */
export function foldDashes(tokens: readonly Token[]): Token[] {
  const isWord = (token: Token | undefined) =>
    typeof token === "string" && /[\p{L}\p{N}_]/u.test(token)
  return tokens.map((token, at) =>
    (token === "-" || token === "/") && !isWord(tokens[at - 1]) && isWord(tokens[at + 1])
      ? dash
      : token,
  )
}

/** A test of the whole text. Linear in the text but for `?` and dashes, which retry each position. */
export function matchPattern(tokens: readonly Token[]): (text: string) => boolean {
  const shape = shapeOf(tokens)
  if (shape) return (text) => hasFolded(text, shape.text, shape.anchor)
  const segments = segmentsOf(tokens)
  return (text) => glob(segments, text)
}

/** The one text that a pattern asks for, and where; undefined if it asks for more. */
export function shapeOf(tokens: readonly Token[]): { text: string; anchor: Anchor } | undefined {
  const from = tokens[0] === any ? 1 : 0
  const isOpen = tokens.length > from && tokens.at(-1) === any
  const text = literalOf(tokens.slice(from, isOpen ? -1 : undefined))
  if (text === undefined) return undefined
  if (from === 0) return { text, anchor: isOpen ? "start" : "whole" }
  return { text, anchor: isOpen ? "inside" : "end" }
}

export function hasFolded(text: string, wanted: string, anchor: Anchor): boolean {
  if (anchor === "inside") return text.includes(wanted)
  if (anchor === "end") return text.endsWith(wanted)
  return anchor === "start" ? text.startsWith(wanted) : text === wanted
}

/** The longest text that must occur in whatever the pattern matches. */
export function necessaryText(tokens: readonly Token[]): string {
  let best = ""
  let run = ""
  for (const token of tokens) {
    run = typeof token === "string" ? run + token : ""
    if (run.length > best.length) best = run
  }
  return best
}

/** A pattern of n stars has n + 1 segments; the first and last are anchored. */
function segmentsOf(tokens: readonly Token[]): Segment[] {
  const parts: Token[][] = [[]]
  for (const token of tokens) {
    if (token === any) parts.push([])
    else parts.at(-1)?.push(token)
  }
  const inner = parts.filter((part, at) => part.length > 0 || at === 0 || at === parts.length - 1)
  return inner.map(segmentOf)
}

function segmentOf(part: readonly Token[]): Segment {
  const text = part.map((token) => (typeof token === "string" ? token : "\0")).join("")
  if (part.every((token) => typeof token === "string")) return { text }
  const piece = necessaryText(part)
  const wild = part.map((token) => (token === one || token === dash ? token : undefined))
  const pieceAt = wild.findIndex(
    (_, at) => text.startsWith(piece, at) && !wild.slice(at, at + piece.length).some(Boolean),
  )
  return { text, wild, piece, pieceAt }
}

function glob(segments: readonly Segment[], text: string): boolean {
  const first = segments[0] as Segment
  const last = segments.at(-1) as Segment
  if (segments.length === 1) return text.length === first.text.length && standsAt(first, text, 0)
  const end = text.length - last.text.length
  if (first.text.length > end) return false
  if (!standsAt(first, text, 0) || !standsAt(last, text, end)) return false
  let from = first.text.length
  for (let index = 1; index < segments.length - 1; index++) {
    const segment = segments[index] as Segment
    const found = find(segment, text, from)
    if (found < 0) return false
    from = found + segment.text.length
  }
  return from <= end
}

function find(segment: Segment, text: string, from: number): number {
  const { piece = "", pieceAt = 0 } = segment
  if (!segment.wild) return text.indexOf(segment.text, from)
  if (piece !== "") {
    let at = text.indexOf(piece, from + pieceAt)
    while (at >= 0) {
      if (standsAt(segment, text, at - pieceAt)) return at - pieceAt
      at = text.indexOf(piece, at + 1)
    }
    return -1
  }
  for (let at = from; at <= text.length - segment.text.length; at++) {
    if (standsAt(segment, text, at)) return at
  }
  return -1
}

function standsAt({ text: wanted, wild }: Segment, text: string, at: number): boolean {
  if (!wild) return text.startsWith(wanted, at)
  for (let index = 0; index < wanted.length; index++) {
    const kind = wild[index]
    const char = text[at + index]
    if (char === undefined) return false
    if (kind === dash ? !dashes.includes(char) : kind !== one && char !== wanted[index])
      return false
  }
  return true
}
