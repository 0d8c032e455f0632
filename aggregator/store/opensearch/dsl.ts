import { isIP } from "node:net"
import { fields, type Kind, openObjectOf } from "#shared/ecs/fields.ts"
import type { Bound, Query } from "../query.ts"
import { textFields, wordPatternsOf } from "../query-match.ts"
import type { Scope } from "../types.ts"

type Dsl = Readonly<Record<string, unknown>>

const nothing: Dsl = { match_none: {} }

/** Compiles a scope to OpenSearch's query DSL. Nothing is scored: everything is a filter. */
export function scopeDsl({ query, fromMs, toMs }: Scope): Dsl {
  const filter: Dsl[] = [queryDsl(query)]
  if (fromMs !== undefined || toMs !== undefined)
    filter.push({
      range: {
        "@timestamp": {
          ...(fromMs !== undefined && { gte: fromMs }),
          ...(toMs !== undefined && { lt: toMs }),
          format: "epoch_millis",
        },
      },
    })
  return { bool: { filter } }
}

export function queryDsl(query: Query): Dsl {
  switch (query.is) {
    case "all":
      return { match_all: {} }
    case "and":
      return { bool: { filter: query.of.map(queryDsl) } }
    case "or":
      return { bool: { should: query.of.map(queryDsl), minimum_should_match: 1 } }
    case "not":
      return { bool: { must_not: [queryDsl(query.of)] } }
    case "text":
      return {
        multi_match: {
          query: query.text,
          fields: textFields,
          type: query.phrase ? "phrase" : "best_fields",
          ...(!query.phrase && { operator: "and" }),
        },
      }
    case "exists":
      return { exists: { field: query.field } }
    case "term":
      return term(query.field, query.value)
    case "wildcard":
      return wildcard(query.field, query.pattern)
    case "range":
      return range(query.field, query.above, query.below)
    case "ids":
      return ids(query.of)
  }
}

/** Below `index.max_terms_count`. */
const idsMax = 50_000

function ids(of: readonly string[]): Dsl {
  const should: Dsl[] = []
  for (let at = 0; at < of.length; at += idsMax)
    should.push({ ids: { values: of.slice(at, at + idsMax) } })
  return should.length > 0 ? { bool: { should, minimum_should_match: 1 } } : nothing
}

const kindOf = (field: string): Kind | "vendor" | undefined =>
  openObjectOf(field) ? "vendor" : field === "event.original" ? "text" : fields.get(field)?.kind

function term(field: string, value: string): Dsl {
  const kind = kindOf(field)
  if (kind === undefined || !fits(kind, value)) return nothing
  if (kind === "text") return { match_phrase: { [field]: value } }
  if (kind === "keyword" || kind === "wildcard" || kind === "vendor")
    return { term: { [field]: { value, case_insensitive: true } } }
  return { term: { [field]: { value } } }
}

function wildcard(field: string, pattern: string): Dsl {
  const kind = kindOf(field)
  if (kind === "keyword" || kind === "wildcard" || kind === "vendor")
    return { wildcard: { [field]: { value: pattern, case_insensitive: true } } }
  if (kind === "text") {
    const filter = wordPatternsOf(pattern).map((value) => ({ wildcard: { [field]: { value } } }))
    return filter.length > 0 ? { bool: { filter } } : nothing
  }
  return pattern === "*" && kind ? { exists: { field } } : nothing
}

function range(field: string, above: Bound | undefined, below: Bound | undefined): Dsl {
  const kind = kindOf(field)
  const bounds = [above, below].filter((bound) => bound !== undefined)
  if (kind === undefined || kind === "text" || bounds.some(({ value }) => !fits(kind, value)))
    return nothing
  return {
    range: {
      [field]: {
        ...(above && { [above.inclusive ? "gte" : "gt"]: above.value }),
        ...(below && { [below.inclusive ? "lte" : "lt"]: below.value }),
      },
    },
  }
}

/** A value of the wrong kind finds nothing; the server would answer 400. */
function fits(kind: Kind | "vendor", value: string): boolean {
  switch (kind) {
    case "long":
    case "float":
      return value.trim() !== "" && Number.isFinite(Number(value))
    case "boolean":
      return value === "true" || value === "false"
    case "date":
      return !Number.isNaN(Date.parse(value))
    case "ip":
      return isAddressOrBlock(value)
    case "geo_point":
      return false
    default:
      return true
  }
}

function isAddressOrBlock(value: string): boolean {
  const [address = "", bits, ...more] = value.split("/")
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
