import { existsSync, readFileSync } from "node:fs"
import { belongs, type Facts, type Logsource } from "#shared/sigma/logsource.ts"
import { channelsOfProduct, programsOf } from "#shared/sigma/logsource-tables.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { eventsOfCategory } from "#shared/sigma/windows-channels.ts"
import { filesOf } from "../normalise/load.ts"

/** What events of a dataset may say of themselves, read off the rules that make them. */
export interface Produced {
  readonly dataset: string
  readonly categories: ReadonlySet<string>
  readonly types: ReadonlySet<string>
  readonly systems: ReadonlySet<string>
}

/** Where records come from, as far as it decides which datasets there can be. */
export interface SourceKind {
  readonly format?: string | undefined
  readonly dataset?: string | undefined
}

/** What the normalisation rules below the folders can make. */
export function producedBy(directories: readonly string[]): Produced[] {
  const found = new Map<string, Produced>()
  const there = directories.filter((directory) => existsSync(directory))
  for (const file of filesOf(there, (name) => !name.endsWith(".cases.yaml"))) {
    const rule = parsed(file)
    const dataset = isMap(rule) ? rule["dataset"] : undefined
    if (typeof dataset !== "string") continue
    const produced = found.get(dataset) ?? {
      dataset,
      categories: new Set<string>(),
      types: new Set<string>(),
      systems: new Set<string>(),
    }
    found.set(dataset, produced)
    collect(rule, "event.category", produced.categories as Set<string>)
    collect(rule, "event.type", produced.types as Set<string>)
    collect(rule, "host.os.type", produced.systems as Set<string>)
  }
  return [...found.values()]
}

function parsed(file: string): unknown {
  try {
    return Bun.YAML.parse(readFileSync(file, "utf8"))
  } catch {
    return undefined // refused elsewhere, by name
  }
}

function collect(value: unknown, name: string, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, name, into)
  if (!isMap(value)) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === name) for (const one of [inner].flat()) into.add(String(one))
    else collect(inner, name, into)
  }
}

/** Of what can be made, what these sources send: one that names no dataset may send any. */
export function sentBy(sources: readonly SourceKind[], produced: readonly Produced[]): Produced[] {
  if (sources.some(({ dataset }) => dataset === undefined)) return [...produced]
  const isSent = (name: string) =>
    sources.some(({ dataset }) => name === dataset || name.startsWith(`${dataset}.`))
  return produced.filter(({ dataset }) => isSent(dataset))
}

/** Rules whose logsource none of these datasets holds: they load, but no event will ever reach them. */
export function dormantOf(rules: readonly Rule[], produced: readonly Produced[]): Rule[] {
  const known = new Map<string, boolean>()
  return rules.filter(({ logsource }) => {
    const key = `${logsource.product}\n${logsource.category}\n${logsource.service}`
    let fed = known.get(key)
    if (fed === undefined) {
      fed = isFed(logsource, produced)
      known.set(key, fed)
    }
    return !fed
  })
}

function isFed(logsource: Logsource, produced: readonly Produced[]): boolean {
  const { product, category, service } = logsource
  const hasWindows = produced.some(({ dataset }) => dataset.startsWith("windows."))
  const onWindows =
    product === "windows" ||
    Object.hasOwn(channelsOfProduct, product ?? "") ||
    (category === "antivirus" && !product)
  // A forwarder of Windows events sends any channel; what no channel has, none can send.
  if (hasWindows && onWindows) {
    return !category || product !== "windows" || Object.hasOwn(eventsOfCategory, category)
  }
  if (product === "windows") return false
  const [program = ""] = service ? programsOf(service) : []
  return produced.some((one) => belongs(logsource, factsOfDataset(one, program)))
}

function factsOfDataset({ dataset, categories, types, systems }: Produced, program: string): Facts {
  return {
    channel: "",
    code: "",
    dataset,
    module: dataset.split(".", 1)[0] ?? "",
    categories: `,${[...categories].join()},`,
    types: `,${[...types].join()},`,
    os: [...systems][0] ?? "",
    process: dataset.startsWith("system.") ? program : "",
    format: "",
  }
}
