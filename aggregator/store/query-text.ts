import type { Bound, Query } from "./query.ts"

/** Writes a query as text that `parseQuery` reads back to the same query. */
export function queryText(query: Query): string {
  switch (query.is) {
    case "all":
      return "*"
    case "and":
    case "or":
      return query.of.map(part).join(query.is === "and" ? " AND " : " OR ")
    case "not":
      return `NOT ${part(query.of)}`
    case "text":
      return query.phrase ? quoted(query.text) : bare(query.text)
    case "term":
      return `${bare(query.field)}:${quoted(query.value)}`
    case "wildcard":
      return `${bare(query.field)}:${query.pattern.replace(/^[[{<>]/, "\\$&")}` // no range
    case "exists":
      return `${bare(query.field)}:*`
    case "range":
      return rangeText(bare(query.field), query.above, query.below)
    case "ids":
      return query.of.map((id) => `event.id:${quoted(id)}`).join(" OR ")
  }
}

const part = (query: Query): string =>
  ["and", "or", "not", "ids"].includes(query.is) ? `(${queryText(query)})` : queryText(query)

function rangeText(field: string, above: Bound | undefined, below: Bound | undefined): string {
  const open = above && !above.inclusive ? "{" : "["
  const close = below && !below.inclusive ? "}" : "]"
  const side = (bound: Bound | undefined) => (bound ? quoted(bound.value) : "*")
  return `${field}:${open}${side(above)} TO ${side(below)}${close}`
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`

/** Letters, digits and a few signs stay; anything else could be read as syntax. */
function bare(text: string): string {
  const escaped = text.replace(/[^\p{L}\p{N}_.@/-]/gu, "\\$&").replace(/^-/, "\\-")
  return /^(?:AND|OR|NOT|TO)$/.test(escaped) ? `\\${escaped}` : escaped
}
