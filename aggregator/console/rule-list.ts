import { isMap } from "#shared/sigma/selection.ts"
import type { RefusedRule, RuleLevel } from "#shared/sigma/types.ts"
import { ruleLevels } from "#shared/sigma/types.ts"
import type { Document } from "../store/types.ts"
import { type RuleRow, type RuleState, ruleStates } from "./rule-rows.ts"
import { isNoisy } from "./rule-verdicts.ts"

/** What the address of the list of rules says. */
export const listNames = [
  ...(["q", "from", "to", "level", "tactic", "state", "sort", "page"] as const),
] as const
export type RuleListState = Readonly<Partial<Record<(typeof listNames)[number], string>>>

export const listStates = [...ruleStates, "changed", "own", "noisy", "refused"] as const
export type ListedState = (typeof listStates)[number]

export const sorts = ["hits", "last", "level", "title", "cost"] as const
type Sort = (typeof sorts)[number]

const charsMax = 200

/** What the address says, as far as it makes sense. */
export function listState(given: Readonly<Record<string, string>>): RuleListState {
  const kept = listNames.flatMap((name) => {
    const text = given[name]?.slice(0, charsMax)
    return text ? [[name, text]] : []
  })
  return Object.fromEntries(kept)
}

export const rulesPerPage = 100

/** The rows that the filters leave, in their order; `state` apart, which is counted. */
export function filteredRows(rows: readonly RuleRow[], { q, level, tactic }: RuleListState) {
  const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(
    (row) =>
      (!level || row.rule.level === level) &&
      (!tactic || row.tactics.includes(tactic)) &&
      (words.length === 0 || hasWords(row, words)),
  )
}

function hasWords({ rule }: RuleRow, words: readonly string[]): boolean {
  const text = [rule.title, rule.id, rule.file, ...rule.tags, ...Object.values(rule.logsource)]
    .join(" ")
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

export const isOfState = (row: RuleRow, state: string | undefined): boolean => {
  if (state === "own") return row.isOwn
  if (state === "changed") return row.changes.length > 0
  if (state === "noisy") return isNoisy(row.verdicts)
  return ruleStates.includes(state as RuleState) ? row.state === state : true
}

export function countsOf(rows: readonly RuleRow[]): Record<string, number> {
  const known = listStates.filter((state) => state !== "refused")
  return Object.fromEntries(
    known.map((state) => [state, rows.filter((row) => isOfState(row, state)).length]),
  )
}

const rank = (level: RuleLevel) => ruleLevels.indexOf(level)
const byTitle = (a: RuleRow, b: RuleRow) => a.rule.title.localeCompare(b.rule.title, "en")
const orders: Readonly<Record<Sort, (a: RuleRow, b: RuleRow) => number>> = {
  hits: (a, b) => (b.hits ?? -1) - (a.hits ?? -1),
  last: (a, b) => b.lastMs - a.lastMs,
  level: (a, b) => rank(b.rule.level) - rank(a.rule.level),
  title: byTitle,
  cost: (a, b) => (b.cost?.nsPerEvent ?? -1) - (a.cost?.nsPerEvent ?? -1),
}

export const sortOf = (text: string | undefined): Sort =>
  sorts.find((sort) => sort === text) ?? "hits"

export const sorted = (rows: readonly RuleRow[], sort: Sort): RuleRow[] =>
  [...rows].sort((a, b) => orders[sort](a, b) || orders.level(a, b) || byTitle(a, b))

/** A rule that some program does not run. */
export interface Refusal extends RefusedRule {
  /** Which programs say so. */
  readonly by: readonly string[]
}

const refusalsMax = 1_000

/** What is refused anywhere, each once. */
export function refusalsOf(
  own: readonly RefusedRule[],
  statuses: readonly Pick<Document, "body">[],
): readonly Refusal[] {
  const found = new Map<string, Refusal>()
  const add = (by: string, { file, line, id, reason }: RefusedRule) => {
    const key = JSON.stringify([file, line, reason])
    const known = found.get(key)
    if (known && !known.by.includes(by)) found.set(key, { ...known, by: [...known.by, by] })
    else if (!known && found.size < refusalsMax)
      found.set(key, {
        ...{ file, reason, by: [by] },
        ...(line !== undefined && { line }),
        ...(id !== undefined && { id }),
      })
  }
  for (const one of own) add("this aggregator", one)
  for (const { body } of statuses)
    if (body["program"] === "collector")
      for (const one of refusedIn(body["rules"])) add(`collector ${body["name"]}`, one)
  return [...found.values()]
}

function refusedIn(rules: unknown): RefusedRule[] {
  const list = isMap(rules) ? rules["refused"] : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((one: unknown) => {
    if (!isMap(one) || typeof one["file"] !== "string" || typeof one["reason"] !== "string")
      return []
    const { file, reason, line, id } = one
    return [
      {
        ...{ file, reason },
        ...(typeof line === "number" && { line }),
        ...(typeof id === "string" && { id }),
      },
    ]
  })
}
