import { type Anchor, formOf, standsIn } from "./check.ts"
import { compileCidr } from "./cidr.ts"
import { compileComparison, compileTimePart, isComparison, isTimePart } from "./comparison.ts"
import { foldText } from "./fold.ts"
import { glob, wholeCharacters } from "./glob.ts"
import {
  any,
  foldDashes,
  literalOf,
  literalTokens,
  matchPattern,
  necessaryText,
  one,
  parsePattern,
  shapeOf,
  type Token,
} from "./pattern.ts"
import { compileSearchRegex, type Search } from "./regex.ts"

/** A test of one value of a field. */
export interface ValueTest {
  /** As the rule has it, for the explanation. */
  readonly pattern: string
  test(value: string | number | boolean): boolean
  /** The same for a text that is folded already. */
  readonly testFolded?: (text: string) => boolean
  /** In lower case: one of these must occur in a value that passes. */
  readonly texts?: readonly string[]
  /** The one text standing there is all it takes. */
  readonly exact?: Anchor
}

const transforms: Readonly<Record<string, (tokens: Token[][]) => Token[][]>> = {
  contains: (all) => all.map((tokens) => [any, ...tokens, any]),
  startswith: (all) => all.map((tokens) => [...tokens, any]),
  endswith: (all) => all.map((tokens) => [any, ...tokens]),
  windash: (all) => all.map(foldDashes),
  wide: (all) => all.map((tokens) => recode(tokens, "utf16le")),
  utf16le: (all) => all.map((tokens) => recode(tokens, "utf16le")),
  utf16be: (all) => all.map((tokens) => swapped(recode(tokens, "utf16le"))),
  utf16: (all) => all.map((tokens) => asBytes(`\xff\xfe${recode(tokens, "utf16le").join("")}`)),
  base64: (all) => all.map((tokens) => literalTokens(bytesOf(tokens).toString("base64"))),
  base64offset: (all) => all.flatMap(base64Offsets),
}

/** Compiles one value under its modifiers, which apply from left to right. Throws on bad input. */
export function compileValue(value: unknown, modifiers: readonly string[]): ValueTest {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    throw new Error("a value is neither text, a number nor a truth value")
  }
  const [first = "", ...rest] = modifiers
  if (first === "re") return compileRegex(String(value), rest)
  if (first === "cidr") return compileNetwork(String(value), rest)
  if (isComparison(first)) return compileComparison(value, first, rest)
  if (isTimePart(first)) return compileTimePart(value, first, rest)
  return compileText(String(value), modifiers)
}

const anchorOf: Readonly<Record<string, Anchor>> = {
  contains: "inside",
  startswith: "start",
  endswith: "end",
}

/** Most values: no wildcard, nothing escaped, at most one place. */
function compilePlain(value: string, modifiers: readonly string[]): ValueTest | undefined {
  if (modifiers.length > 1 || special.test(value)) return undefined
  const [modifier] = modifiers
  const exact = modifier === undefined ? "whole" : ownOf(anchorOf, modifier)
  if (exact === undefined) return undefined
  const text = foldText(value)
  return {
    pattern: shown(value, modifiers),
    texts: [text],
    exact,
    test: (input) => standsIn(String(input), text, exact),
  }
}

const special = /[*?]|\\\\/

const ownOf = <Item>(table: Readonly<Record<string, Item>>, name: string): Item | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

function compileText(value: string, modifiers: readonly string[]): ValueTest {
  const plain = compilePlain(value, modifiers)
  if (plain) return plain
  const cased = modifiers.includes("cased")
  let variants = [parsePattern(value)]
  for (const modifier of modifiers) {
    if (modifier === "cased") continue
    const transform = Object.hasOwn(transforms, modifier) ? transforms[modifier] : undefined
    if (!transform) throw new Error(`the modifier "${modifier}" is not known here`)
    variants = transform(variants)
  }
  const lower = variants.map(foldTokens)
  const tests = (cased ? variants : lower).map(matchCharacters)
  const [only] = tests
  const passes =
    only && tests.length === 1 ? only : (input: string) => tests.some((test) => test(input))
  const test = cased
    ? (input: string | number | boolean) => passes(String(input))
    : (input: string | number | boolean) => passes(formOf(input))
  const pattern = shown(value, modifiers)
  const { texts, exact } = necessary(lower, cased)
  if (exact && texts?.[0] !== undefined) {
    const [text] = texts
    return { pattern, texts, exact, test: (input) => standsIn(String(input), text, exact) }
  }
  return { pattern, test, ...(!cased && { testFolded: passes }), ...(texts && { texts }) }
}

/** What the texts that pass have in common, for the index. */
function necessary(lower: readonly Token[][], cased: boolean): Pick<ValueTest, "texts" | "exact"> {
  const [only] = lower
  const shape = only && lower.length === 1 && !cased ? shapeOf(only) : undefined
  if (shape) return { texts: [shape.text], exact: shape.anchor }
  const texts = lower.map(necessaryText)
  return texts.every((text) => text !== "") ? { texts } : {}
}

const surrogates = /[\ud800-\udfff]/
const pairs = /[\ud800-\udbff][\udc00-\udfff]/g
const half = "\ud800"

/** `?` is one character, also where the text takes two units for it. */
function matchCharacters(tokens: readonly Token[]): (text: string) => boolean {
  const matches = matchPattern(tokens)
  if (!tokens.includes(one)) return matches
  const whole = wholeCharacters(tokens)
  const asksForPairs = tokens.some((token) => typeof token === "string" && surrogates.test(token))
  return (text) => {
    if (!surrogates.test(text)) return matches(text)
    return asksForPairs ? glob(whole, Array.from(text)) : matches(text.replace(pairs, half))
  }
}

/** Folds runs of literals as a whole: a character may be two tokens. */
function foldTokens(tokens: readonly Token[]): Token[] {
  const folded: Token[] = []
  let run = ""
  const flush = () => {
    folded.push(...literalTokens(foldText(run)))
    run = ""
  }
  for (const token of tokens) {
    if (typeof token === "string") run += token
    else {
      flush()
      folded.push(token)
    }
  }
  flush()
  return folded
}

const shown = (value: string, modifiers: readonly string[]) =>
  modifiers.length > 0 ? `${modifiers.join("|")}: ${value}` : value

function compileRegex(source: string, modifiers: readonly string[]): ValueTest {
  const { test, texts } = searchRegex(source, modifiers)
  return {
    pattern: shown(source, ["re", ...modifiers]),
    test: (value) => test(String(value)),
    ...(texts && { texts }),
  }
}

function searchRegex(source: string, modifiers: readonly string[]): Search {
  try {
    return compileSearchRegex(source, modifiers)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`the regular expression is none of those that run in linear time: ${why}`)
  }
}

function compileNetwork(value: string, rest: readonly string[]): ValueTest {
  if (rest.length > 0) throw new Error('no modifier can follow "cidr"')
  const holds = compileCidr(value)
  return {
    pattern: `cidr: ${value}`,
    test: (input) => typeof input === "string" && holds(input),
  }
}

function literal(tokens: readonly Token[]): string {
  const text = literalOf(tokens)
  if (text === undefined) throw new Error("an encoding modifier cannot take wildcards")
  return text
}

/** Bytes of a text; one recoded before holds a byte in each character. */
function bytesOf(tokens: readonly Token[]): Buffer {
  return Buffer.from(literal(tokens), recoded.has(tokens) ? "latin1" : "utf8")
}

const recoded = new WeakSet<readonly Token[]>()

function recode(tokens: readonly Token[], encoding: "utf16le"): Token[] {
  return asBytes(Buffer.from(literal(tokens), encoding).toString("latin1"))
}

function asBytes(text: string): Token[] {
  const tokens = literalTokens(text)
  recoded.add(tokens)
  return tokens
}

function swapped(tokens: readonly Token[]): Token[] {
  return asBytes(Buffer.from(literal(tokens), "latin1").swap16().toString("latin1"))
}

/** The three texts that the bytes may become in base64, cut to what does not depend on neighbours. */
function base64Offsets(tokens: readonly Token[]): Token[][] {
  const bytes = bytesOf(tokens)
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64")
    const start = [0, 2, 3][offset] as number
    const end = [undefined, -3, -2][(bytes.length + offset) % 3]
    return literalTokens(text.slice(start, end))
  })
}
