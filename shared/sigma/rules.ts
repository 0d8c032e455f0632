import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { parseAllDocuments } from "yaml"
import { type Correlation, isCorrelation, readCorrelation } from "./correlation.ts"
import { type CompiledRule, compileRule, idOf, type RuleDocument } from "./rule.ts"
import { arrange } from "./rule-set.ts"
import { isMap } from "./selection.ts"
import type { RefusedRule, RuleSet } from "./types.ts"

export interface LoadOptions {
  /** Files larger than this are refused. */
  readonly fileBytesMax?: number
  readonly filesMax?: number
}

/** A rule set with the correlations that stood beside its rules. */
export interface LoadedRules extends RuleSet {
  readonly correlations: readonly Correlation[]
}

const defaults = { fileBytesMax: 1_048_576, filesMax: 100_000 }

/** Loads every YAML file below the folders. What cannot be run is refused and takes none with it. */
export function loadRules(directories: readonly string[], options: LoadOptions = {}): LoadedRules {
  const { fileBytesMax, filesMax } = { ...defaults, ...options }
  const refused: RefusedRule[] = []
  const documents: RuleDocument[] = []
  for (const file of directories.flatMap((directory) => filesBelow(directory, refused))) {
    if (documents.length >= filesMax) refused.push({ file, reason: "there are too many files" })
    else documents.push(...readDocuments(file, fileBytesMax, refused))
  }
  return compileRules(documents, refused)
}

/** Compiles documents that were read before; `refused` holds those that could not be. */
export function compileRules(
  documents: readonly RuleDocument[],
  refused: readonly RefusedRule[] = [],
): LoadedRules {
  const bad = [...refused]
  const compiled = new Map<string, CompiledRule>()
  const correlations = new Map<string, Correlation>()
  for (const document of documents) {
    try {
      const id = isMap(document.value) ? idOf(document.value) : ""
      const same = compiled.get(id) ?? correlations.get(id)
      if (same) throw new Error(`another rule has this id: ${same.rule.file}`)
      if (isCorrelation(document.value)) correlations.set(id, readCorrelation(document))
      else compiled.set(id, compileRule(document))
    } catch (cause) {
      bad.push(refusal(document, cause))
    }
  }
  const standing = [...correlations.values()].filter((item) =>
    stands(item, compiled, correlations, bad),
  )
  return Object.assign(arrange(silenced([...compiled.values()], standing), bad), {
    correlations: standing,
  })
}

/** Whether all rules that a correlation stands on are there. */
function stands(
  { rules, rule }: Correlation,
  compiled: ReadonlyMap<string, CompiledRule>,
  correlations: ReadonlyMap<string, Correlation>,
  refused: RefusedRule[],
): boolean {
  const all = [...compiled.values(), ...correlations.values()]
  const missing = rules.find((wanted) => !all.some((item) => isCalled(item, wanted)))
  if (missing === undefined) return true
  const reason = `it stands on the rule "${missing}", which is not there`
  refused.push({ file: rule.file, id: rule.id, reason })
  return false
}

export const isCalled = (
  item: { readonly rule: { readonly id: string }; readonly name?: string },
  reference: string,
): boolean => item.rule.id === reference || item.name === reference

/** By the specification the bases of a correlation raise no alerts, unless it says `generate`. */
function silenced(
  compiled: readonly CompiledRule[],
  correlations: readonly Correlation[],
): CompiledRule[] {
  const quiet = correlations.filter(({ generate }) => !generate).flatMap(({ rules }) => rules)
  const loud = correlations.filter(({ generate }) => generate).flatMap(({ rules }) => rules)
  return compiled.map((item) => {
    const named = (reference: string) => isCalled(item, reference)
    if (!quiet.some(named) || loud.some(named)) return item
    return { ...item, rule: { ...item.rule, silent: true } }
  })
}

function filesBelow(directory: string, refused: RefusedRule[]): string[] {
  try {
    if (statSync(directory).isFile()) return [directory]
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ya?ml$/.test(name) && !/\.cases\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(directory, name))
  } catch (cause) {
    refused.push({ file: directory, reason: `the folder cannot be read: ${reasonOf(cause)}` })
    return []
  }
}

function readDocuments(file: string, fileBytesMax: number, refused: RefusedRule[]): RuleDocument[] {
  try {
    if (statSync(file).size > fileBytesMax) throw new Error("the file is too large for a rule")
    const text = readFileSync(file, "utf8")
    return parseDocuments(file, text, refused)
  } catch (cause) {
    refused.push({ file, reason: reasonOf(cause) })
    return []
  }
}

/** Reads the YAML documents of a text. */
export function parseDocuments(file: string, text: string, refused: RefusedRule[]): RuleDocument[] {
  try {
    const parsed = Bun.YAML.parse(text)
    const values = Array.isArray(parsed) ? parsed.filter((value) => value !== null) : [parsed]
    return values.map((value) => ({ file, text, value }))
  } catch (cause) {
    refused.push(yamlRefusal(file, text, cause))
    return []
  }
}

/** The fast parser names no line: another one is asked where the error stands. */
function yamlRefusal(file: string, text: string, cause: unknown): RefusedRule {
  for (const { errors } of parseAllDocuments(text, { logLevel: "silent" })) {
    const [error] = errors
    if (!error) continue
    const line = error.linePos?.[0].line
    const reason = `it is not YAML: ${(error.message.split("\n")[0] ?? "").trim()}`
    return { file, reason, ...(line !== undefined && { line }) }
  }
  return { file, reason: `it is not YAML: ${reasonOf(cause)}` }
}

function refusal({ file, value }: RuleDocument, cause: unknown): RefusedRule {
  const id = isMap(value) ? value["id"] : undefined
  return { file, reason: reasonOf(cause), ...(typeof id === "string" && { id }) }
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause)
