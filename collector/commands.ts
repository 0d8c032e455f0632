import { type Call, CommandError, exit, inputLines, print } from "#shared/config/command.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Origin, Parse, Raw } from "#shared/pipeline/types.ts"
import { placeOf } from "#shared/sigma/documents.ts"
import { loadRules } from "#shared/sigma/rules.ts"
import type { Matched } from "#shared/sigma/types.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { detectStage } from "./detect.ts"
import { formats } from "./formats/index.ts"
import type { Applied } from "./normalise/rule.ts"
import { openNormaliser } from "./normalise.ts"
import { type ParserOptions, parserOf } from "./parse.ts"

/** One record given to a command, with what overrides the command's options for it alone. */
interface Record_ {
  readonly raw?: string
  readonly raw_b64?: string
  readonly zone?: string
  readonly format?: string
  readonly dataset?: string
  readonly peer?: string
  readonly reference_time?: string
}

const normalizeRules = new URL("../rules/normalize", import.meta.url).pathname

/** `parse`: raw records → ECS events. */
export async function parseCommand(call: Call): Promise<number> {
  const reader = openReader(call)
  for await (const line of inputLines()) {
    if (!call.flag("by-record")) {
      for (const event of reader.read({ raw: line })) {
        const shown = call.flag("explain") ? { event, path: reader.path(event) } : event
        await print(`${JSON.stringify(shown)}\n`)
      }
    } else if (line.trim()) {
      await print(`${JSON.stringify(reader.read(recordOf(line)))}\n`)
    }
  }
  return 0
}

/** `detect`: records as a source would send them → alerts, or the rules that match by record. */
export async function detectCommand(call: Call): Promise<number> {
  const directories = call.all("rules")
  if (directories.length === 0) throw new CommandError("detect needs --rules DIR")
  const rules = loadRules(directories)
  for (const one of rules.refused) process.stderr.write(`refused: ${placeOf(one)}: ${one.reason}\n`)
  for (const one of rules.warnings)
    process.stderr.write(`warning: ${placeOf(one)}: ${one.reason}\n`)
  const reader = openReader(call)
  const detect = detectStage(rules, { now: Date.now, metrics: openMetrics() })
  let number = 0
  for await (const line of inputLines()) {
    number++
    if (!line.trim()) continue
    const events = ownEvent(line) ?? reader.read({ raw: line })
    if (call.flag("by-record")) {
      const isTold = call.flag("explain")
      const matched = new Map<string, readonly Matched[]>()
      for (const event of events)
        rules.match(event, (rule) => matched.set(rule.id, isTold ? rules.explain(event, rule) : []))
      const found = { line: number, rules: [...matched.keys()].sort() }
      const shown = isTold ? { ...found, why: Object.fromEntries(matched) } : found
      if (matched.size > 0) await print(`${JSON.stringify(shown)}\n`)
      continue
    }
    const alerts: Event[] = []
    for (const event of events) detect(event, alerts)
    for (const alert of alerts) await print(`${JSON.stringify(alert)}\n`)
  }
  return 0
}

function openReader(call: Call) {
  const normalise = openNormaliser([normalizeRules, ...call.all("normalize")])
  for (const { file, reason } of normalise.refused)
    process.stderr.write(`refused: ${file}: ${reason}\n`)
  const warned = new Set<string>()
  const parsers = new Map<string, Parse<Raw>>()
  const paths = new WeakMap<Event, readonly Applied[]>()
  const explain = (event: Event, path: readonly Applied[]) => void paths.set(event, path)
  const parserFor = (reference: string | undefined) => {
    const key = reference ?? ""
    const known = parsers.get(key)
    if (known) return known
    const options: ParserOptions = {
      formats,
      normalise,
      collector: "command",
      ...(reference !== undefined && { referenceMs: timeOf(reference) }),
      ...(call.flag("explain") && { explain }),
    }
    const parse = parserOf(options)
    parsers.set(key, parse)
    return parse
  }
  let position = 0
  return {
    /** What the rule tree did to an event just read. */
    path: (event: Event): readonly Applied[] => paths.get(event) ?? [],
    read(record: Record_): Event[] {
      const format = record.format ?? call.option("format")
      let dataset = record.dataset ?? call.option("dataset")
      if (dataset !== undefined && !normalise.datasets.includes(dataset)) {
        if (!warned.has(dataset))
          process.stderr.write(`warning: nothing is known of the dataset ${dataset}\n`)
        warned.add(dataset)
        dataset = undefined
      }
      const zone = record.zone ?? call.option("zone")
      const origin: Origin = {
        source: "command",
        batch: "command",
        receivedMs: Date.now(),
        ...(format !== undefined && { format }),
        ...(dataset !== undefined && { dataset }),
        ...(zone !== undefined && { zone }),
        ...(record.peer !== undefined && { peer: record.peer }),
      }
      const out: Event[] = []
      parserFor(record.reference_time ?? call.option("reference-time"))(
        rawOf(record, position++),
        origin,
        out,
      )
      return out
    },
  }
}

function rawOf(record: Record_, position: number): Raw {
  if (record.raw_b64 === undefined) return { text: record.raw ?? "", position }
  const bytes = Buffer.from(record.raw_b64, "base64")
  const text = bytes.toString("utf8")
  return Buffer.from(text).equals(bytes) ? { text, position } : { text, bytes, position }
}

function recordOf(line: string): Record_ {
  try {
    const record: unknown = JSON.parse(line)
    if (typeof record === "object" && record !== null && !Array.isArray(record))
      return record as Record_
  } catch {
    // told below
  }
  throw new CommandError(`not a record such as {"raw": "…"}: ${line.slice(0, 80)}`, exit.data)
}

const isFlat = (value: unknown): boolean =>
  typeof value !== "object" ||
  value === null ||
  (Array.isArray(value) && value.every((member) => typeof member !== "object"))

/** An event of ours (flat ECS with `event.id`) is taken as it is: this is a command, no listener. */
function ownEvent(line: string): Event[] | undefined {
  if (!line.includes('"event.id"')) return
  try {
    const event = JSON.parse(line) as Event
    const isOurs = typeof event["event.id"] === "string" && Object.values(event).every(isFlat)
    return isOurs ? [event] : undefined
  } catch {
    return // the reader says what is wrong with it
  }
}

function timeOf(text: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(ms)) throw new CommandError(`not a time: ${text}`)
  return ms
}
