import { existsSync, readFileSync } from "node:fs"
import type { Event } from "#shared/ecs/event.ts"
import { belongs } from "#shared/sigma/logsource.ts"
import { type LoadedRules, loadRules } from "#shared/sigma/rules.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { RefusedRule, Rule } from "#shared/sigma/types.ts"
import { eventOfCase } from "./rule-case.ts"

export interface CheckResult {
  readonly loaded: number
  readonly correlations: number
  readonly refused: readonly RefusedRule[]
  /** Rules that no known dataset can feed. */
  readonly dormant: readonly { readonly file: string; readonly id: string }[]
  /** For the terminal, or JSON where that was asked for. */
  readonly text: string
}

/** `rules check`: what loads, what is refused and why, and what would never see an event. */
export function checkRules(
  directories: readonly string[],
  json = false,
  datasets: readonly string[] = [],
): CheckResult {
  const rules = loadRules(directories)
  const asleep = datasets.length === 0 ? [] : rules.rules.filter((rule) => !isFed(rule, datasets))
  const result = {
    loaded: rules.rules.length,
    correlations: rules.correlations.length,
    refused: rules.refused,
    dormant: asleep.map(({ file, id }) => ({ file, id })),
  }
  return { ...result, text: json ? JSON.stringify(result) : checkText(result) }
}

function checkText({ loaded, correlations, refused, dormant }: Omit<CheckResult, "text">): string {
  return [
    ...refused.map(
      ({ file, line, id, reason }) =>
        `refused  ${file}${line ? `:${line}` : ""}${id ? ` (${id})` : ""}: ${reason}`,
    ),
    ...dormant.map(({ file, id }) => `dormant  ${file} (${id}): no dataset has such events`),
    `${loaded} rules and ${correlations} correlations loaded, ${refused.length} refused, ${dormant.length} dormant`,
  ].join("\n")
}

/** Whether one of the datasets may hold what the rule reads, whatever its events say beside it. */
function isFed({ logsource }: Rule, datasets: readonly string[]): boolean {
  return datasets.some((dataset) => {
    if (logsource.product === "windows") return dataset.startsWith("windows.")
    return belongs(logsource, {
      channel: "",
      code: "",
      dataset,
      module: dataset.split(".", 1)[0] as string,
      categories: ",authentication,file,iam,malware,network,process,web,",
      types: ",change,creation,deletion,end,info,protocol,start,",
      format: "",
      os: "",
      process: "",
    })
  })
}

export interface TestResult {
  readonly run: number
  readonly failed: readonly {
    readonly file: string
    readonly case: string
    readonly reason: string
  }[]
  readonly text: string
}

/** `rules test`: runs the hits and misses beside each rule. A rule that is refused fails its cases. */
export function testRules(directories: readonly string[]): TestResult {
  const rules = loadRules(directories)
  const failed: { file: string; case: string; reason: string }[] = rules.refused.map(
    ({ file, reason }) => ({ file, case: "load", reason }),
  )
  let run = 0
  for (const rule of rules.rules) {
    const file = rule.file.replace(/\.ya?ml$/, ".cases.yaml")
    if (!existsSync(file)) continue
    const cases = readCases(file)
    if (typeof cases === "string") failed.push({ file, case: "load", reason: cases })
    else {
      run += cases.length
      failed.push(...cases.flatMap((one) => runCase(rules, rule, file, one)))
    }
  }
  const lines = failed.map((f) => `failed   ${f.file} ${f.case}: ${f.reason}`)
  return { run, failed, text: [...lines, `${run} cases run, ${failed.length} failed`].join("\n") }
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

function runCase(rules: LoadedRules, rule: Rule, file: string, { name, event, hit }: Case) {
  let matched = false
  rules.match(event, (found) => {
    if (found === rule) matched = true
  })
  if (matched === hit) return []
  const reason = hit ? "the rule does not match" : "the rule matches"
  return [{ file, case: name, reason }]
}
