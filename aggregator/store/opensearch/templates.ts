import { fields, type Kind, openObjects } from "#shared/ecs/fields.ts"
import { wordCharsMax } from "../query-match.ts"
import type { OpensearchStoreOptions } from "./options.ts"

/** Lucene refuses a term over 32,766 bytes; a character takes up to four. */
const longestKeyword = 8191

/** Ours are about 3,100, with the objects they stand in. None is ever added by a document. */
export const fieldsMax = 4000

const types: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
  keyword: { type: "keyword", ignore_above: longestKeyword },
  wildcard: { type: "wildcard", ignore_above: longestKeyword },
  text: { type: "match_only_text", analyzer: "words" },
  long: { type: "long", ignore_malformed: true },
  float: { type: "double", ignore_malformed: true },
  boolean: { type: "boolean" },
  date: { type: "date", ignore_malformed: true },
  ip: { type: "ip", ignore_malformed: true },
  geo_point: { type: "geo_point", ignore_malformed: true },
}

/** Cuts text as `wordsOf` does, so that a question has one answer in every store. */
const analysis = {
  tokenizer: { words: { type: "pattern", pattern: "[^\\p{L}\\p{N}]+" } },
  filter: { short: { type: "truncate", length: wordCharsMax } },
  analyzer: { words: { type: "custom", tokenizer: "words", filter: ["lowercase", "short"] } },
}

/** Fields that are searched as text, whatever ECS says of them; or not searched at all. */
const others: Readonly<Record<string, unknown>> = {
  "@timestamp": { type: "date" },
  "event.original": { type: "match_only_text", analyzer: "words" },
  "vedette.raw_base64": { type: "keyword", index: false, doc_values: false },
  "vedette.matched": { type: "keyword", index: false, doc_values: false },
  "vedette.origin": { type: "keyword", index: false, doc_values: false },
  "vedette.document": { type: "keyword", index: false, doc_values: false },
  "vedette.status": { type: "keyword", index: false, doc_values: false },
}

/** Mappings of every field with a fixed kind: one table makes the types and the template. */
export function mappings(): Record<string, unknown> {
  const properties: Record<string, unknown> = {}
  for (const object of openObjects) properties[object] = { type: "flat_object" }
  for (const [name, field] of fields) properties[name] = others[name] ?? types[field.kind]
  return { dynamic: false, properties }
}

export interface Template {
  readonly kind: "component_template" | "index_template"
  readonly name: string
  readonly body: Record<string, unknown>
}

/** The component template and the index templates that stand on it. */
export function templates(options: OpensearchStoreOptions): readonly Template[] {
  const { prefix } = options
  const dataStream = (name: string, pattern: string): Template => ({
    kind: "index_template",
    name,
    body: {
      index_patterns: [pattern],
      data_stream: {},
      priority: 200,
      composed_of: [`${prefix}-ecs`],
    },
  })
  return [
    {
      kind: "component_template",
      name: `${prefix}-ecs`,
      body: {
        template: {
          settings: {
            "index.number_of_shards": options.shards,
            "index.number_of_replicas": options.replicas,
            "index.refresh_interval": `${options.refreshMs}ms`,
            "index.mapping.total_fields.limit": fieldsMax,
            "index.codec": "best_compression",
            analysis,
          },
          mappings: mappings(),
        },
      },
    },
    dataStream(`${prefix}-events`, `${prefix}-events-*`),
    dataStream(`${prefix}-alerts`, `${prefix}-alerts`),
    dataStream(`${prefix}-pipeline`, `${prefix}-pipeline`),
    dataStream(`${prefix}-audit`, `${prefix}-audit`),
    {
      kind: "index_template",
      name: `${prefix}-state`,
      body: {
        index_patterns: [`${prefix}-state`, `${prefix}-duplicates`],
        priority: 200,
        template: {
          settings: {
            "index.number_of_shards": 1,
            "index.number_of_replicas": options.replicas,
          },
          mappings: {
            dynamic: false,
            properties: {
              kind: { type: "keyword" },
              source: { type: "keyword" },
              collector: { type: "keyword" },
              stream: { type: "keyword" },
              created: { type: "date" },
            },
          },
        },
      },
    },
  ]
}
