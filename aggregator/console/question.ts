import type { Event, Stream } from "#shared/ecs/event.ts"
import { covers } from "../access/roles.ts"
import type { Query } from "../store/query.ts"
import { parseQuery, QueryError } from "../store/query-parser.ts"
import type { Scope } from "../store/types.ts"
import { InputError } from "./input-error.ts"
import { parseTime } from "./time.ts"
import { visitor } from "./visitor.ts"

/** Which events a request asks about, as its parameters say it. */
export interface Question {
  readonly q?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const queryCharactersMax = 4_096
const dayMs = 86_400_000

export const eventStreams: readonly Stream[] = ["events", "pipeline"]
export const alertStreams: readonly Stream[] = ["alerts"]
export const auditStreams: readonly Stream[] = ["audit"]

/** Whether the visitor may read this event: what people did is for admins. */
export function mayRead(event: Event): boolean {
  const who = visitor.getStore()
  return event["vedette.stream"] !== "audit" || (who !== undefined && covers(who.role, "admin"))
}

/** Throws an `InputError` for what is wrong. Without `from` or `to` the scope has no such bound. */
export function scopeOf(question: Question, streams: readonly Stream[], nowMs: number): Scope {
  const fromMs = question.from ? parseTime(question.from, nowMs) : undefined
  const toMs = question.to ? parseTime(question.to, nowMs) : undefined
  if (fromMs !== undefined && toMs !== undefined && fromMs > toMs)
    throw new InputError("from is later than to")
  const scope = { streams, query: readQuery(question.q ?? "") }
  return { ...scope, ...(fromMs !== undefined && { fromMs }), ...(toMs !== undefined && { toMs }) }
}

/** A scope with both bounds, as a histogram needs them: the last 24 hours unless said otherwise. */
export function boundedScope(
  scope: Scope,
  nowMs: number,
): Scope & { fromMs: number; toMs: number } {
  const toMs = scope.toMs ?? Math.max(nowMs, scope.fromMs ?? 0)
  return { ...scope, fromMs: scope.fromMs ?? toMs - dayMs, toMs }
}

/** A whole number within bounds. */
export function sizeOf(text: string | undefined, usual: number, most: number): number {
  if (text === undefined || text === "") return usual
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (size < 1 || size > most) throw new InputError(`size is a number from 1 to ${most}`)
  return size
}

export function fieldNameOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined
  if (text.length > 512) throw new InputError("a field's name has at most 512 characters")
  return text
}

function readQuery(text: string): Query {
  if (text.length > queryCharactersMax)
    throw new InputError(`a query has at most ${queryCharactersMax} characters`)
  if (text.trim() === "") return { is: "all" }
  try {
    return parseQuery(text)
  } catch (cause) {
    if (cause instanceof QueryError) throw new InputError(cause.message, cause.position)
    throw cause
  }
}

/** Both must hold. */
export function also(scope: Scope, query: Query): Scope {
  if (scope.query.is === "all") return { ...scope, query }
  return { ...scope, query: { is: "and", of: [scope.query, query] } }
}
