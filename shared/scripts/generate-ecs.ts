import { EcsFlat, EcsVersion } from "@elastic/ecs"

/** The kinds of value an ECS field takes, in the mapping types of OpenSearch. */
const kinds: Record<string, string> = {
  keyword: "keyword",
  constant_keyword: "keyword",
  wildcard: "wildcard",
  match_only_text: "text",
  long: "long",
  integer: "long",
  unsigned_long: "long",
  float: "float",
  double: "float",
  scaled_float: "float",
  boolean: "boolean",
  date: "date",
  ip: "ip",
  geo_point: "geo_point",
}

const typescript: Record<string, string> = {
  long: "number",
  float: "number",
  boolean: "boolean",
}

interface Field {
  readonly type: string
  readonly normalize: readonly string[]
}

/** The text of `shared/ecs/fields.generated.ts`: objects and nested fields have no flat value. */
export function ecsSource(): string {
  const fields = Object.entries(EcsFlat as unknown as Record<string, Field>)
    .filter(([, field]) => kinds[field.type])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const isArray = (field: Field) => field.normalize.includes("array")
  const members = fields.map(([name, field]) => {
    const one = typescript[kinds[field.type]!] ?? "string"
    return `  ${JSON.stringify(name)}?: ${isArray(field) ? `readonly ${one}[]` : one}`
  })
  const groups = new Map<string, string[]>()
  for (const [name, field] of fields) {
    const key = kinds[field.type]! + (isArray(field) ? "[]" : "")
    groups.set(key, [...(groups.get(key) ?? []), name])
  }
  const table = [...groups].map(
    ([kind, names]) => `  ${JSON.stringify(kind)}: ${JSON.stringify(names.join(" "))},`,
  )
  return `// Generated from @elastic/ecs by "bun run generate". Do not edit.

export const ecsVersion = ${JSON.stringify(EcsVersion)}

/** Every ECS field that has a flat value, with the TypeScript type of that value. */
export interface EcsFields {
${members.join("\n")}
}

/** Names of the fields by kind of value; "[]" marks fields that ECS normalises to arrays. */
export const namesByKind = {
${table.join("\n")}
} as const
`
}
