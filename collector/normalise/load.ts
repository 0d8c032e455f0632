import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { NormaliseRule, Step } from "./rule.ts"
import { stepMakers } from "./steps/index.ts"
import { compileWhen } from "./when.ts"

export interface RefusedFile {
  readonly file: string
  readonly reason: string
}

const depthMax = 8
const nodesMax = 2000
const known = new Set([
  "name",
  "dataset",
  "format",
  "definitions",
  "when",
  "steps",
  "then",
  "description",
])

/** The rules of folders, and the files that are refused. */
export interface LoadedTree {
  readonly rules: readonly NormaliseRule[]
  readonly refused: readonly RefusedFile[]
}

/** Reads every `*.yaml` below the folders, but for the cases. */
export function loadRules(directories: readonly string[]): LoadedTree {
  return sorted(ruleFiles(directories).map(ruleIn))
}

/** The same, letting others work after each file. */
export async function loadRulesBeside(directories: readonly string[]): Promise<LoadedTree> {
  const found: (NormaliseRule | RefusedFile)[] = []
  for (const file of ruleFiles(directories)) {
    found.push(ruleIn(file))
    await Bun.sleep(0)
  }
  return sorted(found)
}

const ruleFiles = (directories: readonly string[]) =>
  filesOf(directories, (name) => !name.endsWith(".cases.yaml"))

function ruleIn(file: string): NormaliseRule | RefusedFile {
  try {
    const yaml = Bun.YAML.parse(readFileSync(file, "utf8"))
    return ruleOf(yaml, file, undefined, 0, { nodes: nodesMax })
  } catch (cause) {
    return { file, reason: cause instanceof Error ? cause.message : String(cause) }
  }
}

const isRefused = (one: NormaliseRule | RefusedFile): one is RefusedFile => "reason" in one

const sorted = (found: readonly (NormaliseRule | RefusedFile)[]): LoadedTree => ({
  rules: found.filter((one): one is NormaliseRule => !isRefused(one)),
  refused: found.filter(isRefused),
})

/** YAML files below the folders, in order of their paths. */
export function filesOf(
  directories: readonly string[],
  wanted: (name: string) => boolean,
): string[] {
  return directories.flatMap((directory) =>
    readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".yaml") && wanted(name))
      .sort()
      .map((name) => join(directory, name)),
  )
}

/** What children have from their parent: the dataset, and pieces of patterns by name. */
interface Inherited {
  readonly dataset: string
  readonly definitions: object
}

function ruleOf(
  yaml: unknown,
  file: string,
  parent: Inherited | undefined,
  depth: number,
  budget: { nodes: number },
): NormaliseRule {
  if (--budget.nodes < 0 || depth > depthMax) throw new Error("the tree is too big")
  const map = mapOf(yaml)
  for (const key of Object.keys(map)) if (!known.has(key)) throw new Error(`unknown key "${key}"`)
  const name = map["name"]
  const dataset = map["dataset"] ?? parent?.dataset
  if (typeof name !== "string") throw new Error("`name` is missing")
  if (typeof dataset !== "string") throw new Error(`${name}: \`dataset\` is missing`)
  const definitions = { ...parent?.definitions, ...mapOf(map["definitions"] ?? {}) }
  const inside = { dataset, definitions }
  return {
    name,
    dataset,
    file,
    ...(typeof map["format"] === "string" && { format: map["format"] }),
    selection: map["when"],
    when: compileWhen(map["when"]),
    steps: listOf(map["steps"]).map((step) => stepOf(step, name, definitions)),
    stepNames: listOf(map["steps"]).map(nameOf),
    children: listOf(map["then"]).map((child) => ruleOf(child, file, inside, depth + 1, budget)),
  }
}

const nameOf = (step: unknown): string =>
  Object.keys(step as object).find((key) => key !== "if") ?? ""

/** A step is a map of one name, and perhaps `if`, a selection. */
function stepOf(yaml: unknown, rule: string, definitions: object): Step {
  const { if: condition, ...rest } = mapOf(yaml)
  const [name, ...more] = Object.keys(rest)
  const maker = name === undefined ? undefined : stepMakers.get(name)
  if (!maker || more.length > 0) throw new Error(`${rule}: unknown step "${Object.keys(rest)}"`)
  const own = rest[name!]
  const step = maker(name === "grok" ? withDefinitions(mapOf(own), definitions) : own)
  if (condition === undefined) return step
  const holds = compileWhen(condition)
  return (event, context) => {
    if (holds(event)) step(event, context)
  }
}

const withDefinitions = (options: Record<string, unknown>, inherited: object) => ({
  ...options,
  definitions: { ...inherited, ...mapOf(options["definitions"] ?? {}) },
})

function mapOf(yaml: unknown): Record<string, unknown> {
  if (typeof yaml !== "object" || yaml === null || Array.isArray(yaml)) throw new Error("not a map")
  return yaml as Record<string, unknown>
}

const listOf = (yaml: unknown): unknown[] => {
  if (yaml === undefined || yaml === null) return []
  if (!Array.isArray(yaml)) throw new Error("`steps` and `then` are lists")
  return yaml
}
