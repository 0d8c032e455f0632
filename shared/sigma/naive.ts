import { BlockList, isIPv4, isIPv6 } from "node:net"
import { type Event, fieldOf, type Value } from "../ecs/event.ts"
import { holdsNaively } from "./naive-condition.ts"

/**
 * A second evaluator, for tests alone: read from the specification, one rule on one event, nothing
 * compiled, indexed or shared. Text is matched by the regular expressions of the language. It knows
 * no refusal: what it is given is a valid rule.
 */
export function matchesNaively(rule: NaiveRule, event: Event, keysOf: KeysOf): boolean {
  const { condition, ...selections } = rule.detection
  const holds = (name: string) => selectionHolds(selections[name], event, keysOf)
  const names = Object.keys(selections)
  return [condition].flat().some((text) => holdsNaively(String(text), names, holds))
}

export interface NaiveRule {
  readonly detection: Readonly<Record<string, unknown>>
}

/** Where a field may stand in an event; the first that is there counts. */
export type KeysOf = (field: string) => readonly string[]

type Scalar = string | number | boolean

function selectionHolds(selection: unknown, event: Event, keysOf: KeysOf): boolean {
  if (Array.isArray(selection)) {
    return selection.some((item) =>
      typeof item === "object" ? selectionHolds(item, event, keysOf) : keywordFound(item, event),
    )
  }
  if (typeof selection !== "object" || selection === null) return keywordFound(selection, event)
  return Object.entries(selection).every(([key, value]) => {
    const [field = "", ...modifiers] = key.split("|")
    const rest = modifiers.filter((name) => name !== "all" && name !== "neq")
    const holds = (one: unknown) =>
      field === "" ? keywordFound(one, event, rest) : valueHolds(field, rest, one, event, keysOf)
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    const result = modifiers.includes("all") ? values.every(holds) : values.some(holds)
    return modifiers.includes("neq") ? !result : result
  })
}

/** What we write ourselves about an event did not happen. */
function keywordFound(keyword: unknown, event: Event, modifiers: readonly string[] = []): boolean {
  const chain = modifiers[0] === "re" ? modifiers : [...modifiers, "contains"]
  return Object.entries(event).some(
    ([key, value]) =>
      !/^(?:vedette\.|ecs\.|event\.(?:id|created|ingested|hash)$)/.test(key) &&
      membersOf(value).some((member) => textHolds(member, keyword as Scalar, chain)),
  )
}

function valueHolds(
  field: string,
  modifiers: readonly string[],
  wanted: unknown,
  event: Event,
  keysOf: KeysOf,
): boolean {
  const members = membersOf(firstOf(event, keysOf(field)))
  const [first = ""] = modifiers
  if (first === "exists") {
    return keysOf(field).some((key) => fieldOf(event, key) !== undefined) === wanted
  }
  if (wanted === null) return members.length === 0
  if (modifiers.includes("fieldref")) {
    const others = membersOf(firstOf(event, keysOf(String(wanted))))
    const chain = modifiers.filter((name) => name !== "fieldref")
    return members.some((member) =>
      others.some((other) => textHolds(member, escaped(String(other)), chain)),
    )
  }
  return members.some((member) => memberHolds(member, modifiers, wanted as Scalar))
}

function memberHolds(member: Scalar, modifiers: readonly string[], wanted: Scalar): boolean {
  const [first = "", second = ""] = modifiers
  if (first === "cidr") return inNetwork(String(member), String(wanted))
  if (/^(?:lt|lte|gt|gte)$/.test(first)) return compared(first, numberOf(member), numberOf(wanted))
  if (/^(?:minute|hour|day|week|month|year)$/.test(first)) {
    const part = timePart(first, String(member))
    return compared(second || "eq", part, numberOf(wanted))
  }
  return textHolds(member, wanted, modifiers)
}

const firstOf = (event: Event, keys: readonly string[]): Value | undefined =>
  keys.map((key) => fieldOf(event, key)).find((value) => membersOf(value).length > 0)

const membersOf = (value: Value | undefined): readonly Scalar[] =>
  value === undefined || value === null ? [] : [value].flat()

const escaped = (text: string): string => text.replace(/[*?\\]/g, "\\$&")

function textHolds(member: Scalar, wanted: Scalar, modifiers: readonly string[]): boolean {
  const text = String(member)
  if (modifiers[0] === "re") {
    return regexOf(String(wanted), `u${modifiers.slice(1).join("")}`).test(text)
  }
  const flags = modifiers.includes("cased") ? "su" : "siu"
  return sourcesOf(String(wanted), modifiers).some((source) =>
    regexOf(`^(?:${source})$`, flags).test(text),
  )
}

const known = new Map<string, RegExp>()

/** To build one takes longer than to run it. */
function regexOf(source: string, flags: string): RegExp {
  const key = `${flags} ${source}`
  const regex = known.get(key) ?? new RegExp(source, flags)
  known.set(key, regex)
  return regex
}

/** Regular expressions of which one must match all of the text. */
function sourcesOf(value: string, modifiers: readonly string[]): readonly string[] {
  const encoding = modifiers.find((name) => /^(?:wide|utf16)/.test(name))
  const anchors = (source: string) =>
    modifiers.reduce((inner, name) => {
      if (name === "contains") return `.*${inner}.*`
      if (name === "startswith") return `${inner}.*`
      return name === "endswith" ? `.*${inner}` : inner
    }, source)
  if (!encoding && !modifiers.some((name) => name.startsWith("base64"))) {
    return [anchors(sourceOf(value, modifiers.includes("windash")))]
  }
  const bytes = encode(unescaped(value), encoding ?? "utf8")
  const texts = modifiers.includes("base64offset")
    ? [0, 1, 2].map((offset) => shifted(bytes, offset))
    : [modifiers.includes("base64") ? bytes.toString("base64") : bytes.toString("latin1")]
  return texts.map((text) => anchors(quoted(text)))
}

const sigmaToken = /\\[*?\\]|[\s\S]/gu

function sourceOf(value: string, windash: boolean): string {
  const tokens = value.match(sigmaToken) ?? []
  return tokens
    .map((token, at) => {
      if (token === "*") return ".*"
      if (token === "?") return "."
      const isOption = windash && /^[-/]$/.test(token)
      if (isOption && !isWord(tokens[at - 1]) && isWord(tokens[at + 1])) {
        return "[-/\u2013\u2014\u2015]"
      }
      return quoted(token.length > 1 && token[0] === "\\" ? token.slice(1) : token)
    })
    .join("")
}

const isWord = (token: string | undefined): boolean =>
  token !== undefined && /^[\p{L}\p{N}_]$/u.test(token)

const unescaped = (value: string): string => value.replace(/\\([*?\\])/g, "$1")

const quoted = (text: string): string =>
  Array.from(text, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`).join("")

function encode(text: string, encoding: string): Buffer {
  if (encoding === "utf8") return Buffer.from(text, "utf8")
  const little = Buffer.from(text, "utf16le")
  if (encoding === "utf16be") return little.swap16()
  return encoding === "utf16" ? Buffer.concat([Buffer.from([0xff, 0xfe]), little]) : little
}

/** Six bits a character: those that hold no bit of a neighbour. */
function shifted(bytes: Buffer, offset: number): string {
  const all = Buffer.concat([Buffer.alloc(offset), bytes])
  const from = Math.ceil((offset * 8) / 6)
  return all.toString("base64").slice(from, Math.floor((all.length * 8) / 6))
}

/** An IPv4 address written in IPv6 is that IPv4 address. */
function inNetwork(address: string, network: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, "")
  const [base = "", bits] = network.split("/")
  const family = isIPv4(base) ? "ipv4" : "ipv6"
  if (!(family === "ipv4" ? isIPv4(plain) : isIPv6(plain))) return false
  const list = new BlockList()
  list.addSubnet(base, Number(bits ?? (family === "ipv4" ? 32 : 128)), family)
  return list.check(plain, family)
}

const number = /^\s*[+-]?(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$/i

const numberOf = (value: unknown): number =>
  typeof value === "number" || (typeof value === "string" && number.test(value))
    ? Number(value)
    : Number.NaN

function compared(name: string, left: number, right: number): boolean {
  if (name === "lt") return left < right
  if (name === "lte") return left <= right
  if (name === "gt") return left > right
  return name === "gte" ? left >= right : left === right
}

/** Parts in UTC of a stamp such as 2026-03-01T12:00:00Z. */
function timePart(name: string, stamp: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(stamp)) return Number.NaN
  const [date = "", time = ""] = stamp.split("T")
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number)
  const [hour = 0, minute = 0] = time.split(":").map(Number)
  if (name === "week") return weekOf(year, month, day)
  return { year, month, day, hour, minute }[name as "year"] ?? Number.NaN
}

/** ISO 8601: the week that holds the year's first Thursday is the first. */
function weekOf(year: number, month: number, day: number): number {
  const dayMs = 86_400_000
  const at = Date.UTC(year, month - 1, day)
  const thursday = at + (3 - ((new Date(at).getUTCDay() + 6) % 7)) * dayMs
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)
  return 1 + Math.floor((thursday - first) / dayMs / 7)
}
