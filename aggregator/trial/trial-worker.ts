import type { Event } from "#shared/ecs/event.ts"
import { parseDocuments } from "#shared/sigma/documents.ts"
import type { Placeholders } from "#shared/sigma/placeholders.ts"
import { readFolders } from "#shared/sigma/read-folders.ts"
import { compileRules, type LoadedRules } from "#shared/sigma/rules.ts"
import type { RefusedRule, Rule } from "#shared/sigma/types.ts"
import { correlateStage } from "../correlate/stage.ts"
import type { Answer, Ask, Hit } from "./messages.ts"

/**
 * Tries rules in a thread of its own: what takes too long there holds up nobody, and is ended.
 * What is tried is called `(tried)` where a file is named.
 */
declare const self: Worker

const hitsMax = 100
/** Matches kept for correlations, which read them in the order of time. */
const keptMax = 20_000

let loaded: LoadedRules | undefined
let own: ReadonlySet<string> = new Set()
let seen = 0
let hitsLeft = hitsMax
const kept: { readonly event: Event; readonly number: number }[] = []

const tried = "(tried)"

function load({ text, beside, folders }: Extract<Ask, { kind: "load" }>): Answer {
  const refused: RefusedRule[] = []
  const documents = parseDocuments(tried, text, refused)
  const others = beside.flatMap((one) => parseDocuments("(loaded)", one, []))
  const placeholders: Placeholders = text.includes("expand")
    ? readFolders(folders).placeholders
    : new Map()
  loaded = compileRules([...documents, ...others], refused, placeholders)
  const isOwn = ({ file }: { file: string }) => file === tried
  const rules = loaded.rules.filter(isOwn)
  const correlations = loaded.correlations.map(({ rule }) => rule).filter(isOwn)
  own = new Set([...rules, ...correlations].map(({ id }) => id))
  const described = (isCorrelation: boolean) => (rule: Rule) => {
    const { id, title, level } = rule
    return { id, title, level, isCorrelation }
  }
  return {
    kind: "loaded",
    rules: [...rules.map(described(false)), ...correlations.map(described(true))],
    filters: loaded.filters,
    refused: loaded.refused.filter(isOwn),
    warnings: loaded.warnings.filter(isOwn),
  }
}

function run(rules: LoadedRules, events: readonly Event[]): Answer {
  if (seen === 0) for (const event of events) rules.match(event, () => {}) // compiled when first met
  let ms = 0
  const found: number[] = []
  const hits: Hit[] = []
  const keptNow: number[] = []
  for (const event of events) {
    const number = seen++
    const matches: Rule[] = []
    const started = performance.now()
    rules.match(event, (rule) => void matches.push(rule))
    ms += performance.now() - started
    const mine = matches.filter(({ id }) => own.has(id))
    if (mine.length > 0) found.push(number)
    for (const rule of mine.slice(0, Math.max(0, hitsLeft))) {
      hitsLeft--
      hits.push({ rule: rule.id, event: number, matched: rules.explain(event, rule) })
    }
    if (matches.length === 0 || rules.correlations.length === 0 || kept.length >= keptMax) continue
    const ids = matches.map(({ id }) => id)
    keptNow.push(number)
    kept.push({ number, event: { ...withoutTexts(event), "vedette.matches": ids } })
  }
  return { kind: "tried", matched: found, kept: keptNow, hits, ms }
}

/** What is as long is no group of a correlation. */
const valueCharsMax = 1_024

const withoutTexts = (event: Event): Event =>
  Object.fromEntries(
    Object.entries(event).filter(
      ([, value]) => typeof value !== "string" || value.length <= valueCharsMax,
    ),
  )

function correlate(rules: LoadedRules): Answer {
  const correlations = rules.correlations
  const stage = correlateStage(correlations, { now: Date.now })
  const hits: Hit[] = []
  kept.sort((a, b) => timeOf(a.event) - timeOf(b.event))
  for (const { event, number } of kept) {
    const alerts: Event[] = []
    stage(event, alerts)
    for (const alert of alerts) {
      const rule = alert["rule.id"] ?? ""
      if (!own.has(rule) || hits.length >= hitsMax) continue
      const matched = JSON.parse(alert["vedette.matched"] ?? "[]")
      hits.push({ rule, event: number, matched, events: alert["vedette.event_ids"]?.length ?? 0 })
    }
  }
  return { kind: "finished", hits }
}

const timeOf = (event: Event) => Date.parse(event["@timestamp"] ?? "") || 0

function answer(ask: Ask): Answer {
  try {
    if (ask.kind === "load") return load(ask)
    if (!loaded) return { kind: "failed", cause: "nothing is loaded" }
    return ask.kind === "events" ? run(loaded, ask.events) : correlate(loaded)
  } catch (cause) {
    return { kind: "failed", cause: cause instanceof Error ? cause.message : String(cause) }
  }
}

self.onmessage = ({ data }: MessageEvent<Ask>) => self.postMessage(answer(data))
