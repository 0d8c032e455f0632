import type { Event } from "#shared/ecs/event.ts"
import { fieldOf } from "#shared/ecs/event.ts"
import { fields, type Kind } from "#shared/ecs/fields.ts"
import { parseIp } from "#shared/sigma/cidr.ts"
import type { Bound, Query } from "./query.ts"

/** Fields that free text is looked for in. */
export const textFields = ["message", "event.original", "error.message"] as const

/** Whether an event answers a question: what both stores do, said in memory. */
export function queryMatches(query: Query, event: Event): boolean {
  switch (query.is) {
    case "all":
      return true
    case "and":
      return query.of.every((part) => queryMatches(part, event))
    case "or":
      return query.of.some((part) => queryMatches(part, event))
    case "not":
      return !queryMatches(query.of, event)
    case "text":
      return textMatches(query.text, query.phrase, event)
    case "ids":
      return setOf(query.of).has(event["event.id"] ?? "")
    default:
      return valuesOf(event, query.field).some(valueTest(query))
  }
}

/** A condition on the values of a field. */
export type Leaf = Extract<Query, { readonly field: string }>

/** Whether a value of the field meets the condition; to be made once for many values. */
export function valueTest(query: Leaf): Test {
  switch (query.is) {
    case "exists":
      return () => true
    case "term":
      return termTest(query.field, query.value)
    case "wildcard":
      return wildcardTest(query.field, query.pattern)
    case "range":
      return rangeTest(query.field, query.above, query.below)
  }
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Asked for each event of a scan. */
function setOf(ids: readonly string[]): ReadonlySet<string> {
  const known = sets.get(ids)
  if (known) return known
  const made = new Set(ids)
  sets.set(ids, made)
  return made
}

export type Scalar = string | number | boolean
type Test = (value: Scalar) => boolean

export const kindOf = (field: string): Kind =>
  field === "event.original" ? "text" : (fields.get(field)?.kind ?? "keyword")

/** The values of a field, each on its own; none where it is absent or null. */
export function valuesOf(event: Event, field: string): readonly Scalar[] {
  if (!Object.hasOwn(event, field)) return []
  const value = fieldOf(event, field)
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value as Scalar]
}

/** ASCII letters in lower case: the case that keyword comparison ignores. */
export const fold = (text: string): string => text.replace(/[A-Z]+/g, (run) => run.toLowerCase())

/** The words of a text, as free text finds them. */
export const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, wordCharsMax))

/** A longer word is known by its beginning: an index has a limit on the length of a term. */
export const wordCharsMax = 255

/** The words that a pattern on a text field asks for, each with its wildcards. */
export function wordPatternsOf(pattern: string): string[] {
  const plain = pattern.toLowerCase().replace(/\\([\p{L}\p{N}])/gu, "$1")
  const words = plain.replace(/\\./gsu, " ").match(/[\p{L}\p{N}*?]+/gu) ?? []
  const telling = words.filter((word) => !/^\*+$/.test(word))
  return telling.length > 0 ? telling : words.slice(0, 1)
}

function textMatches(text: string, phrase: boolean, event: Event): boolean {
  const wanted = wordsOf(text)
  if (wanted.length === 0) return false
  const texts = textFields.flatMap((field) => valuesOf(event, field).map(String)).map(wordsOf)
  return phrase
    ? texts.some((words) => hasRun(words, wanted))
    : texts.some((words) => wanted.every((word) => words.includes(word)))
}

const hasRun = (words: readonly string[], wanted: readonly string[]): boolean =>
  ` ${words.join(" ")} `.includes(` ${wanted.join(" ")} `)

function termTest(field: string, wanted: string): Test {
  switch (kindOf(field)) {
    case "long":
    case "float":
      return (value) => isNumber(wanted) && Number(value) === Number(wanted)
    case "date":
      return (value) => Date.parse(String(value)) === Date.parse(wanted)
    case "ip": {
      const block = blockOf(wanted)
      const within = block && v4Block(block.from, block.to)
      return (value) => {
        const v4 = within && v4Of(String(value))
        if (v4 !== undefined) return v4 >= within!.from && v4 <= within!.to
        const hex = ipHex(String(value))
        return hex !== undefined && block !== undefined && hex >= block.from && hex <= block.to
      }
    }
    case "text": {
      const words = wordsOf(wanted)
      return (value) => words.length > 0 && hasRun(wordsOf(String(value)), words)
    }
    default: {
      const folded = fold(wanted)
      return (value) => fold(String(value)) === folded
    }
  }
}

/** On a text field each word of the pattern is one of the value's, else it is the whole value. */
function wildcardTest(field: string, pattern: string): Test {
  if (kindOf(field) === "text") {
    const globs = wordPatternsOf(pattern).map(globOf)
    return (value) => {
      const words = wordsOf(String(value))
      return globs.length > 0 && globs.every((matches) => words.some(matches))
    }
  }
  const matches = globOf(pattern)
  return (value) => matches(fold(String(value)))
}

const mappedHex = "00000000000000000000ffff"

/** The ends of a block of IPv4 as numbers. */
function v4Block(from: string, to: string): { from: number; to: number } | undefined {
  if (!from.startsWith(mappedHex) || !to.startsWith(mappedHex)) return undefined
  return { from: Number.parseInt(from.slice(24), 16), to: Number.parseInt(to.slice(24), 16) }
}

const dotted = /^(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/

/** The usual way to write an IPv4 address, as a number; other ways are left to `ipHex`. */
function v4Of(text: string): number | undefined {
  if (text.length > 15 || !dotted.test(text)) return undefined
  let number = 0
  let part = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 46) {
      number = number * 256 + part
      part = 0
    } else part = part * 10 + code - 48
  }
  return number * 256 + part
}

/** Runs of `*` count as one, and matching is lazy: no pattern needs more than quadratic time. */
function globOf(pattern: string): (text: string) => boolean {
  const tokens = tokensOf(pattern)
  if (!tokens.includes(one)) return runsOf(tokens)
  return (text) => globMatches(tokens, [...text])
}

/** Texts with any run between them: each is looked for from where the one before ended. */
function runsOf(tokens: readonly Token[]): (text: string) => boolean {
  const runs = [""]
  for (const token of tokens)
    if (token === any) runs.push("")
    else runs[runs.length - 1] += token as string
  const [first = "", ...inner] = runs
  const last = inner.pop()
  return (text) => {
    if (last === undefined) return text === first
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const run of inner) {
      const found = text.indexOf(run, at)
      if (found < 0) return false
      at = found + run.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  }
}

const any = Symbol("any run")
const one = Symbol("one character")
type Token = string | typeof any | typeof one

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = []
  const chars = [...fold(pattern)]
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    if (char === "\\" && i + 1 < chars.length) tokens.push(chars[++i]!)
    else if (char === "?") tokens.push(one)
    else if (char !== "*") tokens.push(char)
    else if (tokens.at(-1) !== any) tokens.push(any)
  }
  return tokens
}

function globMatches(tokens: readonly Token[], text: readonly string[]): boolean {
  let token = 0
  let at = 0
  let star = -1
  let mark = 0
  while (at < text.length) {
    if (tokens[token] === any) {
      star = token++
      mark = at
    } else if (token < tokens.length && (tokens[token] === one || tokens[token] === text[at])) {
      token++
      at++
    } else if (star >= 0) {
      token = star + 1
      at = ++mark
    } else return false
  }
  while (tokens[token] === any) token++
  return token === tokens.length
}

function rangeTest(field: string, above: Bound | undefined, below: Bound | undefined): Test {
  const kind = kindOf(field)
  const bounds = [above, below].filter((bound) => bound !== undefined)
  const key =
    kind === "date"
      ? dateKey
      : kind === "ip"
        ? ipHex
        : kind === "long" || kind === "float" || bounds.every(({ value }) => isNumber(value))
          ? numberKey
          : fold
  const from = above && key(above.value)
  const to = below && key(below.value)
  if ((above && from === undefined) || (below && to === undefined)) return () => false
  return (value) => {
    const own = key(String(value))
    if (own === undefined) return false
    if (from !== undefined && !(above!.inclusive ? own >= from : own > from)) return false
    return to === undefined || (below!.inclusive ? own <= to : own < to)
  }
}

export const isNumber = (text: string): boolean =>
  text.trim() !== "" && Number.isFinite(Number(text))
const numberKey = (text: string): number | undefined => (isNumber(text) ? Number(text) : undefined)
export function dateKey(text: string): number | undefined {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** An address as 32 hex digits (IPv4 mapped into IPv6), so that a block is a range of text. */
export function ipHex(text: string): string | undefined {
  const bytes = parseIp(text)
  if (!bytes) return undefined
  const all = bytes.length === 4 ? [...mapped, ...bytes] : bytes
  return all.map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]

/** First and last address of an address or a CIDR block, as `ipHex` writes them. */
export function blockOf(text: string): { from: string; to: string } | undefined {
  const [base = "", size, ...more] = text.split("/")
  const hex = ipHex(base)
  if (!hex || more.length > 0) return undefined
  const width = base.includes(":") ? 128 : 32
  const bits = size === undefined ? width : /^\d{1,3}$/.test(size) ? Number(size) : -1
  if (bits < 0 || bits > width) return undefined
  const host = (1n << BigInt(width - bits)) - 1n
  const low = BigInt(`0x${hex}`) & ~host
  const text32 = (value: bigint) => value.toString(16).padStart(32, "0")
  return { from: text32(low), to: text32(low | host) }
}
