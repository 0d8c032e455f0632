import { readFileSync } from "node:fs"
import type { Columns, Holder } from "./table.ts"
import { type Family, wordsIn, wordsOf } from "./words.ts"

const lineBytesMax = 4096
const nameMax = 255

interface Range extends Holder {
  readonly start: readonly number[]
  readonly end: readonly number[]
}

/**
 * Reads a CSV of `first,last,AS number,"organisation"`, addresses as text or as decimal numbers.
 * AS number 0 marks what nobody announces.
 * @throws naming the line, on the first that can't be read or is out of order: a file half right
 * would answer wrongly
 */
export function buildColumns(family: Family, path: string): Columns {
  const bytes = readFileSync(path)
  const words = wordsIn[family]
  const most = countLines(bytes)
  const starts = new Uint32Array(most * words)
  const ends = new Uint32Array(most * words)
  const holders = new Uint32Array(most)
  const register = openRegister()
  let count = 0
  let last: readonly number[] | undefined
  for (const { number, text } of lines(bytes)) {
    const range = rangeOf(family, text)
    if (!range) throw new Error(`line ${number} is no range of ${family} addresses`)
    if (isAfter(range.start, range.end) || (last && !isAfter(range.start, last)))
      throw new Error(`line ${number} is out of order`)
    last = range.start // ranges may overlap, as one of the bundled file does: the later one has it
    if (range.number === 0) continue
    starts.set(range.start, count * words)
    ends.set(range.end, count * words)
    holders[count++] = register.indexOf(range)
  }
  if (count === 0) throw new Error("the file has no ranges")
  return {
    starts: starts.subarray(0, count * words),
    ends: ends.subarray(0, count * words),
    holders: holders.subarray(0, count),
    ...register.columns(),
  }
}

function countLines(bytes: Buffer): number {
  let count = 1
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}

function* lines(bytes: Buffer): Iterable<{ number: number; text: string }> {
  let number = 0
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(10, at)
    const end = found < 0 ? bytes.length : found
    number++
    if (end - at > lineBytesMax) throw new Error(`line ${number} is too long`)
    const text = bytes.toString("utf8", at, bytes[end - 1] === 13 ? end - 1 : end)
    if (text !== "") yield { number, text }
    at = end + 1
  }
}

function rangeOf(family: Family, line: string): Range | undefined {
  const first = line.indexOf(",")
  const second = line.indexOf(",", first + 1)
  const third = line.indexOf(",", second + 1)
  if (first < 0 || second < 0 || third < 0) return undefined
  const start = boundOf(family, line.slice(0, first))
  const end = boundOf(family, line.slice(first + 1, second))
  const number = Number(line.slice(second + 1, third))
  if (!start || !end || !(number >= 0 && number < 2 ** 32 && Number.isInteger(number)))
    return undefined
  return { start, end, number, name: unquoted(line.slice(third + 1)).slice(0, nameMax) }
}

/** RFC 4180 section 2: a quote inside a quoted field is doubled. */
function unquoted(field: string): string {
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field
}

function boundOf(family: Family, text: string): readonly number[] | undefined {
  if (!/^\d{1,39}$/.test(text)) {
    const words = wordsOf(text)
    return words?.length === wordsIn[family] ? words : undefined
  }
  const whole = BigInt(text)
  if (whole >> BigInt(32 * wordsIn[family])) return undefined
  return Array.from({ length: wordsIn[family] }, (_, word) =>
    Number((whole >> BigInt(32 * (wordsIn[family] - 1 - word))) & 0xffff_ffffn),
  )
}

function isAfter(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((word, index) => word !== other[index])
  return at >= 0 && one[at]! > other[at]!
}

/** Gives each holder an index, and each its name once. */
function openRegister() {
  const indexes = new Map<string, number>()
  const found: Holder[] = []
  return {
    indexOf({ number, name }: Holder): number {
      const key = `${number} ${name}`
      const known = indexes.get(key)
      if (known !== undefined) return known
      indexes.set(key, found.length)
      return found.push({ number, name }) - 1
    },
    columns() {
      const names = found.map(({ name }) => Buffer.from(name))
      let end = 0
      return {
        numbers: Uint32Array.from(found, ({ number }) => number),
        nameEnds: Uint32Array.from(names, (name) => (end += name.length)),
        names: Buffer.concat(names),
      }
    },
  }
}
