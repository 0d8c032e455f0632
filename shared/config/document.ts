import { toJsonSchema } from "@valibot/to-json-schema"
import type * as v from "valibot"

/** The JSON Schema of a configuration, for editors. */
export function jsonSchemaOf(schema: v.GenericSchema): Record<string, unknown> {
  return toJsonSchema(schema, {
    typeMode: "input",
    errorMode: "ignore",
  }) as Record<string, unknown>
}

interface Node {
  readonly type?: string
  readonly const?: unknown
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly oneOf?: readonly Node[]
  readonly anyOf?: readonly Node[]
}

/** `CONFIG.md`: every option with its type, default and meaning, read from the schema. */
export function configPage(program: string, schema: v.GenericSchema): string {
  const rows: string[] = []
  describe(jsonSchemaOf(schema) as Node, "", rows)
  return `# Configuration of ${program}

Generated from the schema by \`bun run generate\`. The configuration is one YAML file; an unknown key
is refused. Secrets are given as \`env:NAME\` or \`file:PATH\`. \`${program} check FILE\` validates it.

| option | type | default | meaning |
| --- | --- | --- | --- |
${rows.join("\n")}
`
}

function describe(node: Node, path: string, rows: string[]): void {
  for (const variant of node.oneOf ?? node.anyOf ?? []) {
    const type = variant.properties?.type?.const
    describe(variant, type === undefined ? path : `${path}(${type})`, rows)
  }
  if (node.items) describe(node.items, `${path}[]`, rows)
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const here = path ? `${path}.${name}` : name
    const type = child.const === undefined ? typeName(child) : JSON.stringify(child.const)
    const fallback =
      child.default !== undefined
        ? `\`${JSON.stringify(child.default)}\``
        : node.required?.includes(name)
          ? "required"
          : ""
    rows.push(`| \`${here}\` | ${type} | ${fallback} | ${child.description ?? ""} |`)
    describe(child, here, rows)
  }
}

function typeName(node: Node): string {
  if (node.enum) return node.enum.map((one) => JSON.stringify(one)).join(", ")
  if (node.items) return `list of ${typeName(node.items)}`
  return node.type ?? "one of"
}
