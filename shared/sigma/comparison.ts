import { instantOf } from "../ecs/time.ts"

type Input = string | number | boolean

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
}

const timeParts: Readonly<Record<string, (date: Date) => number>> = {
  minute: (date) => date.getUTCMinutes(),
  hour: (date) => date.getUTCHours(),
  day: (date) => date.getUTCDate(),
  week: weekOf,
  month: (date) => date.getUTCMonth() + 1,
  year: (date) => date.getUTCFullYear(),
}

export const isComparison = (name: string): boolean => Object.hasOwn(comparisons, name)

export const isTimePart = (name: string): boolean => Object.hasOwn(timeParts, name)

/** `lt`, `lte`, `gt`, `gte`: a number against what is written as one. */
export function compileComparison(value: unknown, name: string, rest: readonly string[]) {
  const limit = toNumber(value)
  if (rest.length > 0 || Number.isNaN(limit)) throw new Error(`"${name}" takes one number`)
  const compare = comparisons[name] as (left: number, right: number) => boolean
  return {
    pattern: `${name}: ${limit}`,
    test: (input: Input) => compare(toNumber(input), limit),
  }
}

/** `minute` … `year`, and perhaps a comparison: a part of a stamp, in UTC. */
export function compileTimePart(value: unknown, name: string, rest: readonly string[]) {
  const part = timeParts[name] as (date: Date) => number
  const [comparison, ...more] = rest
  const number =
    comparison === undefined
      ? { test: (input: number) => input === toNumber(value) }
      : compileComparison(value, comparison, more)
  if (comparison !== undefined && !Object.hasOwn(comparisons, comparison)) {
    throw new Error(`"${comparison}" cannot follow the modifier "${name}"`)
  }
  return {
    pattern: `${[name, ...rest].join("|")}: ${String(value)}`,
    test: (input: Input) => {
      const ms = momentOf(input)
      return ms !== undefined && number.test(part(new Date(ms)))
    },
  }
}

const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i
const hexadecimal = /^\s*0x[\da-f]+\s*$/i

/** Not a number for whatever is not written as one, so that no comparison holds. */
function toNumber(value: unknown): number {
  if (typeof value === "number") return value
  if (typeof value !== "string") return Number.NaN
  return decimal.test(value) || hexadecimal.test(value) ? Number(value) : Number.NaN
}

/** Of numbers as stamps: what lies below is no time, what lies below `msFrom` is in seconds. */
const secondsFrom = 1e8
const msFrom = 1e11

/** A stamp as a moment: ISO 8601 and its relatives, in UTC unless they say, or Unix time. */
function momentOf(input: string | number | boolean): number | undefined {
  if (typeof input === "string" && !decimal.test(input)) return instantOf(input, "UTC")
  const number = toNumber(input)
  if (!(number >= secondsFrom) || number > 8.64e15) return undefined
  return number < msFrom ? number * 1000 : number
}

const dayMs = 86_400_000

/** ISO 8601 week of the year: the first holds the year's first Thursday. */
function weekOf(date: Date): number {
  const fromMonday = (date.getUTCDay() + 6) % 7
  const thursday = new Date(date.getTime() + (3 - fromMonday) * dayMs)
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return Math.floor((thursday.getTime() - start) / (7 * dayMs)) + 1
}
