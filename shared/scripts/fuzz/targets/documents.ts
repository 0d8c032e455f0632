import { Database } from "bun:sqlite"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AggregatorConfig } from "../../../../aggregator/config.ts"
import { judge } from "../../../../aggregator/store/local/judge.ts"
import { SegmentBuilder } from "../../../../aggregator/store/local/segment.ts"
import { scopeDsl } from "../../../../aggregator/store/opensearch/dsl.ts"
import { queryMatches } from "../../../../aggregator/store/query-match.ts"
import { parseQuery, QueryError, queryCharsMax } from "../../../../aggregator/store/query-parser.ts"
import { queryText } from "../../../../aggregator/store/query-text.ts"
import { CollectorConfig } from "../../../../collector/config.ts"
import { openNormaliser } from "../../../../collector/normalise.ts"
import { ConfigurationError, loadConfig } from "../../../config/load.ts"
import type { Event } from "../../../ecs/event.ts"
import { parseDocuments } from "../../../sigma/documents.ts"
import { compileRules } from "../../../sigma/rules.ts"
import type { RefusedRule } from "../../../sigma/types.ts"
import { checkEvent } from "../check-event.ts"
import { type Target, Violation } from "../define.ts"
import { caseTexts, filesBelow } from "../texts.ts"
import { own } from "../tokens.ts"
import { edge } from "./records.ts"

const loadMs = 2000 // what names the line of a fault is slow

/** What operators and analysts write: configurations, rules, questions. */
export const documentTargets: readonly Target[] = [
  config("config-collector", "a collector's configuration", "deploy/local/collector.yaml", (path) =>
    loadConfig(CollectorConfig, path),
  ),
  config(
    "config-aggregator",
    "an aggregator's configuration",
    "deploy/local/aggregator.yaml",
    (path) => loadConfig(AggregatorConfig, path),
  ),
  {
    name: "sigma-rule",
    summary: "a Sigma rule: refused or loaded, and then tried on events",
    seeds: () => yamlBelow("rules/detect").concat(yamlBelow("rules/correlate")),
    tokens: [...own["sigma"]!, ...own["sigma"]!, ...own["yaml"]!],
    mostMs: loadMs,
    bytesMax: 65_536,
    weight: 3,
    open: openSigma,
  },
  {
    name: "normalisation-rule",
    summary: "a normalisation rule: refused or loaded, and then tried on events",
    seeds: () => yamlBelow("rules/normalize"),
    tokens: [...own["tree"]!, ...own["tree"]!, ...own["yaml"]!],
    mostMs: loadMs,
    bytesMax: 65_536,
    weight: 2,
    open: openTree,
  },
  {
    name: "query",
    summary: "a question of the console's language, for each store",
    seeds: () => questions.map((text) => Buffer.from(text)),
    tokens: own["query"]!,
    bytesMax: 10_001,
    mostMs: 100,
    open: openQueries,
  },
]

const yamlBelow = (folder: string): Buffer[] =>
  filesBelow(folder, ".yaml")
    .filter((file) => !file.endsWith(".cases.yaml"))
    .map((file) => readFileSync(file))

function config(
  name: string,
  summary: string,
  example: string,
  load: (path: string) => unknown,
): Target {
  return {
    name,
    summary,
    seeds: () => [readFileSync(example)],
    tokens: own["yaml"]!,
    mostMs: 2 * loadMs,
    bytesMax: 65_536,
    open: () => {
      const home = mkdtempSync(join(tmpdir(), "vedette-fuzz-config-"))
      const path = join(home, "config.yaml")
      return {
        try(input) {
          writeFileSync(path, input)
          try {
            load(path)
          } catch (cause) {
            if (!(cause instanceof ConfigurationError)) throw cause
          }
        },
        close: async () => rmSync(home, { recursive: true, force: true }),
      }
    },
  }
}

function someEvents(): Event[] {
  const { carry } = edge()
  return caseTexts()
    .filter((_, n) => n % 151 === 0)
    .flatMap(({ bytes }) => [...carry({ text: bytes.toString(), position: 1 })])
}

function openSigma() {
  const events = someEvents()
  return {
    try(input: Buffer) {
      const refused: RefusedRule[] = []
      const documents = parseDocuments("rule.yaml", input.toString("utf8"), refused)
      const rules = compileRules(documents, refused)
      for (const one of rules.refused)
        if (!one.reason) throw new Violation("refusal", "a rule is refused without a reason")
      for (const event of events) rules.match(event, (rule) => void rules.explain(event, rule))
    },
  }
}

function openTree() {
  const home = mkdtempSync(join(tmpdir(), "vedette-fuzz-tree-"))
  const events = someEvents()
  return {
    try(input: Buffer) {
      writeFileSync(join(home, "rule.yaml"), input)
      const tree = openNormaliser([home])
      for (const one of tree.refused)
        if (!one.reason) throw new Violation("refusal", "a rule is refused without a reason")
      for (const event of events) {
        const copy = { ...event }
        tree.apply(copy, { zone: "UTC", referenceMs: 0 })
        checkEvent(copy)
      }
    },
    close: async () => rmSync(home, { recursive: true, force: true }),
  }
}

const questions = [
  'host.name:web-1 AND (user.name:root OR source.ip:10.0.0.0/8) AND NOT message:"a b"',
  "event.severity:[1 TO 50} -vendor.a\\ b:x* _exists_:user.name", '@timestamp:>"2026-01-01T00:00:00Z" || "failed password"',
  "host.name:(a OR b* OR (c AND -d))", "source.port:>=1024 && !process.name:sshd",
] // biome-ignore format: a list

function openQueries() {
  const events = someEvents().slice(0, 20)
  const segment = new SegmentBuilder(1)
  for (const [at, event] of events.entries())
    segment.add(at + 1, { ts: at, stream: "events", isSingle: at % 2 === 0, event })
  const words = new Database(":memory:")
  words.run(
    "CREATE VIRTUAL TABLE words USING fts5(text, content='', detail=none, tokenize='ascii')",
  )
  return {
    try(input: Buffer) {
      const query = queryOf(input.toString("utf8"))
      if (!query) return
      const scope = { streams: ["events" as const], query }
      judge(query, segment, words, () => new Set())
      scopeDsl(scope)
      if (queryText(query).length > queryCharsMax) return // its escapes make it too long
      const again = queryOf(queryText(query))
      if (!again) throw new Violation("query", `it can't be read again: ${queryText(query)}`)
      for (const event of events)
        if (queryMatches(query, event) !== queryMatches(again, event))
          throw new Violation("query", `another question: ${queryText(query)}`)
    },
  }
}

function queryOf(text: string) {
  try {
    return parseQuery(text)
  } catch (cause) {
    if (cause instanceof QueryError) return undefined
    throw cause
  }
}
