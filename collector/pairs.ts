import { type Event, fieldOf, setField } from "#shared/ecs/event.ts"
import { keysMax, nameCharsMax } from "#shared/ecs/json.ts"

export type Pair = readonly [key: string, value: string, isQuoted?: boolean]

/** Reads `key=value` pairs of a text. */
export type PairReader = (text: string) => readonly Pair[]

/**
 * Makes a reader for pairs that stand between any of the `separators`, key and value divided by
 * `assign`. A quoted value is whole, whatever it holds (`\` escapes in it); what is no pair is passed
 * over up to the next separator. With `escapes` a `\` keeps what follows it in any value. Linear.
 */
export function pairReader(separators = " \t\r\n,;", assign = "=", escapes = false): PairReader {
  const ends = new Set(separators)
  return (text) => {
    const pairs: Pair[] = []
    let at = 0
    while (at < text.length && pairs.length < keysMax) {
      while (ends.has(text[at] as string)) at++
      const start = at
      const spoken = isQuote(text[at]) ? closing(text, text[at] as string, at + 1) : -1
      if (spoken >= 0) {
        at = spoken + 1 // quoted text without a key is text, whatever it holds
        continue
      }
      while (at < text.length && !ends.has(text[at] as string) && !text.startsWith(assign, at)) at++
      if (at === start || !text.startsWith(assign, at)) {
        if (at === start) at += assign.length
        continue
      }
      const key = text.slice(start, at).trim()
      at += assign.length
      const end = isQuote(text[at]) ? closing(text, text[at] as string, at + 1) : -1
      if (end >= 0) {
        pairs.push([key, unescaped(text.slice(at + 1, end)), true])
        at = end + 1
        continue
      }
      const from = at
      while (at < text.length && !ends.has(text[at] as string))
        at += escapes && text[at] === "\\" ? 2 : 1
      const value = text.slice(from, at)
      pairs.push([key, escapes ? value.replace(/\\(.)/gs, "$1") : value])
    }
    return pairs
  }
}

const isQuote = (char: string | undefined): boolean => char === '"' || char === "'"

/** The closing quote; -1 where there is none. */
function closing(text: string, quote: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++
    else if (text[at] === quote) return at
  }
  return -1
}

const unescaped = (text: string): string =>
  text.includes("\\") ? text.replace(/\\(["'\\])/g, "$1") : text

/**
 * Writes pairs under a prefix. Of a key that comes twice the first counts, so that text appended by
 * an attacker changes no field; the others are kept in `vendor.repeated`.
 */
export function writePairs(pairs: readonly Pair[], event: Event, prefix: string): void {
  const seen = new Set<string>()
  const repeated: string[] = []
  for (const [key, value] of pairs) {
    if (seen.has(key)) repeated.push(`${key}=${value}`)
    else setField(event, `${prefix}.${key.slice(0, nameCharsMax)}`, value)
    seen.add(key)
  }
  if (repeated.length === 0) return
  const before = fieldOf(event, "vendor.repeated")
  setField(
    event,
    "vendor.repeated",
    [...(Array.isArray(before) ? before : []), ...repeated].map(String),
  )
}
