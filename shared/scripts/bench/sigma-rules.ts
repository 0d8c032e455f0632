import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { parseDocuments, type RuleDocument } from "../../sigma/documents.ts"
import { corpora, sigmaFolders } from "../eval/corpora.ts"

interface LogsourceRow {
  readonly source: string
  readonly logsource: Readonly<Record<string, string | undefined>>
  readonly add_condition: unknown
  readonly rewrite: unknown
  readonly sources: readonly string[] | null
}

/**
 * Rule documents by a specification: `first:N` and `even:N` of the Windows rules in the order of
 * their paths, `copies:N`: all of them and copies with altered texts, N in all. The same sets as
 * those of the script that makes them for other engines.
 */
export function ruleDocuments(specification: string): RuleDocument[] {
  const [kind = "", count = ""] = specification.split(":")
  const all = windowsRules()
  const wanted = Number(count)
  if (kind === "first") return all.slice(0, wanted)
  if (kind === "even")
    return Array.from({ length: wanted }, (_, at) => all[Math.floor((at * all.length) / wanted)]!)
  if (kind !== "copies") throw new Error(`no such set of rules: ${specification}`)
  const documents = [...all]
  for (let copy = 1; documents.length < wanted; copy++)
    documents.push(...all.slice(0, wanted - documents.length).map((one) => altered(one, copy)))
  return documents
}

/** Rules of the collection for channels and events of Windows that need no placeholder. */
function windowsRules(): RuleDocument[] {
  const { services, categories } = routed()
  const root = join(corpora, "sigma")
  const paths = sigmaFolders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  const byPath = (a: string, b: string) => (relative(root, a) < relative(root, b) ? -1 : 1)
  return paths
    .filter((path) => path.endsWith(".yml"))
    .sort(byPath)
    .flatMap((path) => {
      const text = readFileSync(path, "utf8")
      if (text.includes("|expand")) return []
      return parseDocuments(path, text, []).filter(({ value }) => {
        const { logsource } = value as { logsource: LogsourceRow["logsource"] }
        const { product, category = "", service = "" } = logsource
        if (categories.has(category) && (product ?? "windows") === "windows") return true
        return product === "windows" && services.has(service)
      })
    })
}

function routed(): { services: Set<string>; categories: Set<string> } {
  const text = readFileSync(join(corpora, "sigma/sigma-ecs-map.json"), "utf8")
  const { logsource_conditions: rows } = JSON.parse(text) as {
    logsource_conditions: LogsourceRow[]
  }
  const own = rows.filter(({ source }) => source === "sigmahq:thor.yml")
  const services = own.filter(
    ({ sources, logsource }) => sources && logsource["product"] === "windows",
  )
  const categories = own.filter((row) => row.add_condition && row.rewrite)
  return {
    services: new Set(services.flatMap(({ logsource }) => logsource["service"] ?? [])),
    categories: new Set(categories.flatMap(({ logsource }) => logsource["category"] ?? [])),
  }
}

/** A copy with a mark in each text; exclusions stay, so that it matches no more than its original. */
function altered(document: RuleDocument, copy: number): RuleDocument {
  const value = document.value as { id: string; detection: Record<string, unknown> }
  const detection = Object.entries(value.detection).map(([name, part]) => [
    name,
    name === "condition" || name.startsWith("filter") ? part : marked(part, `q${copy}z`, false),
  ])
  const id = `${value.id}-${copy}`
  return { ...document, value: { ...value, id, detection: Object.fromEntries(detection) } }
}

function marked(part: unknown, mark: string, isRaw: boolean): unknown {
  if (Array.isArray(part)) return part.map((item) => marked(item, mark, isRaw))
  if (typeof part === "object" && part !== null) {
    const items = Object.entries(part).map(([key, item]) => {
      const modifiers = key.split("|")
      return [
        key,
        marked(item, mark, isRaw || modifiers.includes("re") || modifiers.includes("cidr")),
      ]
    })
    return Object.fromEntries(items)
  }
  if (typeof part !== "string" || isRaw || part.length < 4) return part
  const middle = part.length >> 1
  const places = Array.from({ length: part.length }, (_, at) => (at + middle) % part.length)
  const place = places.find((at) => at > 0 && /[\p{L}\p{N}]/u.test(part[at - 1] as string))
  return place === undefined ? part : part.slice(0, place) + mark + part.slice(place)
}
