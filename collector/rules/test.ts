import { existsSync, readFileSync } from "node:fs"
import type { Event } from "#shared/ecs/event.ts"
import { placeOf } from "#shared/sigma/documents.ts"
import { type LoadedRules, loadRules } from "#shared/sigma/rules.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { eventOfCase } from "../rule-case.ts"

export interface FailedCase {
  readonly file: string
  readonly case: string
  readonly reason: string
}

/** A file's cases: those of its rule; of several rules a hit is any's, a miss is a miss of all. */
export interface TestedRule {
  readonly file: string
  readonly hits: number
  readonly misses: number
  readonly failed: readonly FailedCase[]
}

export interface TestResult {
  readonly run: number
  readonly rules: readonly TestedRule[]
  readonly failed: readonly FailedCase[]
}

/** `rules test`: runs the hits and misses beside each rule. A rule that is refused fails its cases. */
export function testRules(directories: readonly string[]): TestResult {
  const rules = loadRules(directories)
  const refused = rules.refused.map((one) => ({
    file: placeOf(one),
    case: "load",
    reason: one.reason,
  }))
  const tested = [...Map.groupBy(rules.rules, ({ file }) => file)].map(([file, own]) =>
    testFile(rules, file, own),
  )
  return {
    run: tested.reduce((sum, { hits, misses }) => sum + hits + misses, 0),
    rules: tested,
    failed: [...refused, ...tested.flatMap(({ failed }) => failed)],
  }
}

function testFile(rules: LoadedRules, of: string, own: readonly Rule[]): TestedRule {
  const file = of.replace(/\.ya?ml$/, ".cases.yaml")
  const none = { file: of, hits: 0, misses: 0, failed: [] }
  if (!existsSync(file)) return none
  const cases = readCases(file)
  if (typeof cases === "string") return { ...none, failed: [{ file, case: "load", reason: cases }] }
  const hits = cases.filter(({ hit }) => hit).length
  const failed = cases.flatMap((one) => runCase(rules, own, file, one))
  return { ...none, hits, misses: cases.length - hits, failed }
}

interface Case {
  readonly name: string
  readonly event: Event
  readonly hit: boolean
}

/** A file of cases: `hits` and `misses`, each a list of flat events, lines or records. */
function readCases(file: string): Case[] | string {
  try {
    const value = Bun.YAML.parse(readFileSync(file, "utf8"))
    if (!isMap(value)) return "the file is not a map of hits and misses"
    return (["hits", "misses"] as const).flatMap((kind) => {
      const events: readonly unknown[] = Array.isArray(value[kind]) ? value[kind] : []
      return events.map((event, at) => {
        if (!isMap(event)) throw new Error(`${kind} ${at + 1} is not an event`)
        return { name: `${kind} ${at + 1}`, event: eventOfCase(event), hit: kind === "hits" }
      })
    })
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

function runCase(
  rules: LoadedRules,
  own: readonly Rule[],
  file: string,
  { name, event, hit }: Case,
): FailedCase[] {
  let matched = false
  rules.match(event, (found) => {
    if (own.includes(found)) matched = true
  })
  if (matched === hit) return []
  const reason = hit ? "the rule does not match" : "the rule matches"
  return [{ file, case: name, reason }]
}

/** For the terminal: a line for each rule, below it what failed. */
export function testText({ run, rules, failed }: TestResult): string {
  const width = Math.max(4, ...rules.map(({ file }) => file.length))
  const rows = rules.map((rule) => {
    const { file, hits, misses, failed: wrong } = rule
    const verdict = wrong.length > 0 ? "FAILED" : hits + misses > 0 ? "ok" : "no cases"
    return [
      `${verdict.padEnd(8)}  ${file.padEnd(width)} ${String(hits).padStart(5)} ${String(misses).padStart(7)}`,
      ...wrong.map(({ case: name, reason }) => `            ${name}: ${reason}`),
    ]
  })
  const refused = failed.filter((one) => one.case === "load" && !rules.some(isOf(one)))
  const untested = rules.filter(({ hits, misses }) => hits + misses === 0).length
  return [
    `${"".padEnd(8)}  ${"rule".padEnd(width)} ${"hits".padStart(5)} ${"misses".padStart(7)}`,
    ...rows.flat(),
    ...refused.map(({ file, reason }) => `FAILED    ${file}: ${reason}`),
    `${run} cases of ${rules.length - untested} rules run, ${failed.length} failed, ${untested} rules without cases`,
  ].join("\n")
}

const isOf = (one: FailedCase) => (rule: TestedRule) => rule.failed.includes(one)
