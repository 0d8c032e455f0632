import type { Bound, Query } from "../query.ts"
import { blockOf, dateKey, fold, isNumber, kindOf, textFields, wordsOf } from "../query-match.ts"
import type { Scope } from "../types.ts"
import { ipColumns, separator, severityField, textColumns } from "./columns.ts"

/** A condition over table `events` that is never NULL. */
export interface Condition {
  readonly sql: string
  readonly params: readonly (string | number)[]
  /** Whether it says all that the query does; else it lets more rows through. */
  readonly exact: boolean
}

const everything: Condition = { sql: "1", params: [], exact: true }
const nothing: Condition = { sql: "0", params: [], exact: true }
const unknown: Condition = { sql: "1", params: [], exact: false }

export function compileScope(scope: Scope): Condition {
  const marks = scope.streams.map(() => "?").join(",")
  const parts: Condition[] = [
    { sql: `stream IN (${marks})`, params: scope.streams, exact: true },
    ...(scope.fromMs === undefined ? [] : [exact("ts >= ?", scope.fromMs)]),
    ...(scope.toMs === undefined ? [] : [exact("ts < ?", scope.toMs)]),
  ]
  const query = compile(scope.query)
  return joined("AND", [...parts, { ...query, sql: `(odd = 1 OR ${query.sql})` }])
}

const exact = (sql: string, ...params: (string | number)[]): Condition => ({
  sql,
  params,
  exact: true,
})

function compile(query: Query): Condition {
  switch (query.is) {
    case "all":
      return everything
    case "and":
      return joined("AND", query.of.map(compile))
    case "or":
      return joined("OR", query.of.map(compile))
    case "not": {
      const inner = compile(query.of)
      return inner.exact ? { ...inner, sql: `(NOT ${inner.sql})` } : unknown
    }
    case "text":
      return words(query.text, query.phrase)
    case "exists":
      return exists(query.field)
    case "term":
      return term(query.field, query.value)
    case "wildcard":
      return unknown
    case "range":
      return range(query.field, query.above, query.below)
    case "ids":
      return exact("(id IN (SELECT value FROM json_each(?)))", JSON.stringify(query.of))
  }
}

function joined(operator: "AND" | "OR", parts: readonly Condition[]): Condition {
  return {
    sql: `(${parts.map(({ sql }) => sql).join(` ${operator} `)})`,
    params: parts.flatMap(({ params }) => params),
    exact: parts.every((part) => part.exact),
  }
}

function words(text: string, phrase: boolean): Condition {
  const wanted = [...new Set(wordsOf(text))]
  if (wanted.length === 0) return nothing
  const match = wanted.map((word) => `"${word}"`).join(" ")
  return {
    sql: "events.rowid IN (SELECT rowid FROM words WHERE words MATCH ?)",
    params: [match],
    exact: wanted.length === 1 && !phrase,
  }
}

function exists(field: string): Condition {
  const column = textColumns.get(field) ?? ipColumns.get(field)
  if (column) return exact(`(${column} IS NOT NULL)`)
  return field === severityField ? exact("(severity IS NOT NULL)") : unknown
}

function term(field: string, value: string): Condition {
  const column = textColumns.get(field)
  if (column) return sameText(column, value)
  const ip = ipColumns.get(field)
  if (ip) {
    const block = blockOf(value)
    return block ? exact(`ifnull(${ip}_hex BETWEEN ? AND ?, 0)`, block.from, block.to) : nothing
  }
  if (field === "event.id") return exact("(id = ? COLLATE NOCASE)", value)
  if (field === severityField)
    return isNumber(value) ? exact("ifnull(severity = ?, 0)", Number(value)) : nothing
  const text = (textFields as readonly string[]).includes(field) && wordsOf(value).length > 0
  if (text) return { ...words(value, false), exact: false }
  return kindOf(field) === "keyword" && plainInJson.test(value) ? inBody(value) : unknown
}

/** Text that JSON writes as it is and LIKE takes as it is. */
const plainInJson = /^[A-Za-z0-9 .:@/-]+$/

/** Events whose JSON holds the text somewhere: far fewer to parse. */
const inBody = (value: string): Condition => ({
  sql: "(body LIKE ?)",
  params: [`%${value}%`],
  exact: false,
})

function sameText(column: string, value: string): Condition {
  if (value.includes(separator) || value.includes("\0") || !value.isWellFormed()) return nothing
  const inside = separator + fold(value) + separator
  return exact(
    `ifnull(${column} = ? COLLATE NOCASE OR (unicode(${column}) = 1 AND instr(lower(${column}), ?) > 0), 0)`,
    value,
    inside,
  )
}

function range(field: string, above: Bound | undefined, below: Bound | undefined): Condition {
  const key = field === "@timestamp" ? dateKey : field === severityField ? numberOf : undefined
  if (!key) return unknown
  const column = field === "@timestamp" ? "ts" : "severity"
  const parts: Condition[] = []
  for (const [bound, sign] of [
    [above, ">"],
    [below, "<"],
  ] as const) {
    if (!bound) continue
    const limit = key(bound.value)
    if (limit === undefined) return nothing
    parts.push(exact(`ifnull(${column} ${sign}${bound.inclusive ? "=" : ""} ?, 0)`, limit))
  }
  return joined("AND", parts)
}

const numberOf = (text: string): number | undefined => (isNumber(text) ? Number(text) : undefined)
