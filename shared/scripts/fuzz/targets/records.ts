import { detectStage } from "../../../../collector/detect.ts"
import { type Format, noEvent } from "../../../../collector/formats/define.ts"
import { formats } from "../../../../collector/formats/index.ts"
import { openNormaliser } from "../../../../collector/normalise.ts"
import { parserOf } from "../../../../collector/parse.ts"
import type { Event } from "../../../ecs/event.ts"
import { rawOf } from "../../../pipeline/raw.ts"
import { process } from "../../../pipeline/run.ts"
import type { Origin, Raw } from "../../../pipeline/types.ts"
import { loadRules } from "../../../sigma/rules.ts"
import { openMetrics } from "../../../telemetry/metrics.ts"
import { checkEvent } from "../check-event.ts"
import { recordBytesMax, type Target, Violation } from "../define.ts"
import { caseTexts, corpusLines } from "../texts.ts"
import { own } from "../tokens.ts"

const receivedMs = Date.UTC(2026, 5, 1)

/** Records of the whole way at the edge: format, rule tree, detection, with all rules there are. */
export const recordTargets: readonly Target[] = [
  {
    name: "record",
    summary: "a record of unknown format: read, normalised, checked against all rules",
    seeds: () => [...caseTexts().map(({ bytes }) => bytes), ...corpusLines()],
    tokens: Object.values(own).flat(),
    weight: 12,
    open: () => openEdge(() => ({ format: "auto" })),
  },
  {
    name: "record-of-dataset",
    summary: "a record of which a source says what it is, truly or not",
    seeds: () => caseTexts().map(({ bytes }) => bytes),
    tokens: Object.values(own).flat(),
    weight: 6,
    open: () => openEdge(namedOrigin),
  },
]

let rules: ReturnType<typeof loadRules> | undefined
export const allRules = () => {
  rules ??= loadRules(["rules/detect", "rules/correlate"])
  return rules
}
let tree: ReturnType<typeof openNormaliser> | undefined
export const ruleTree = () => {
  tree ??= openNormaliser(["rules/normalize"])
  return tree
}

/** A format or a dataset, as the input's own bytes choose. */
function namedOrigin(raw: Raw): Partial<Origin> {
  const hash = Bun.hash.crc32(raw.text)
  const { datasets } = ruleTree()
  const named = { dataset: datasets[hash % datasets.length]! }
  return hash & 256 ? { ...named, format: formats[hash % formats.length]!.name } : named
}

/** The way at the edge for one record. */
export interface Edge {
  /** @throws Violation */
  carry(raw: Raw, more?: Partial<Origin>): readonly Event[]
}

export function edge(): Edge {
  let silent = 0
  const seen = formats.map((format) => watched(format, () => silent++))
  const parse = parserOf({ formats: seen, normalise: ruleTree(), collector: "fuzz" })
  const detect = detectStage(allRules(), { now: () => receivedMs, metrics: openMetrics() })
  let bug: { readonly cause: unknown } | undefined
  const pipeline = {
    source: undefined as never,
    sink: undefined as never,
    inFlightBytesMax: 0,
    parse,
    stages: [detect],
    onBug: (cause: unknown) => {
      bug = { cause }
    },
  }
  return {
    carry(raw, more = {}) {
      bug = undefined
      silent = 0
      const origin: Origin = { source: "fuzz", batch: "b", receivedMs, peer: "192.0.2.9", ...more }
      const batch = { items: [raw], origin, bytes: 0, settle() {} }
      const events = process(pipeline, batch)
      if (bug) throw (bug as { cause: unknown }).cause
      checkCarried(raw, events, silent)
      return events
    },
  }
}

/** Tells when a format says that a record is about others. */
const watched = (format: Format, told: () => void): Format => ({
  ...format,
  read(text, event, context) {
    const reason = format.read(text, event, context)
    if (reason === noEvent) told()
    return reason
  },
})

function openEdge(originOf: (raw: Raw) => Partial<Origin>) {
  const { carry } = edge()
  return {
    try(input: Buffer) {
      const raw = rawOf(input, "7", recordBytesMax)
      return carry(raw, originOf(raw)).length
    },
  }
}

const sizeFactor = 24
const sizeAllowance = 128 * 1024
const eventAllowance = 2048

function checkCarried(raw: Raw, events: readonly Event[], silent: number): void {
  for (const event of events) checkEvent(event)
  const parsed = events.filter((event) => event["vedette.stream"] !== "alerts")
  if (parsed.length === 0 && silent === 0 && raw.text !== "")
    throw new Violation("vanished", "the record made no event")
  for (const event of parsed) checkOurs(event, raw)
  if (parsed.length === 1 && silent === 0) checkBytes(raw, parsed[0]!)
  const size = JSON.stringify(events).length
  const most = sizeFactor * raw.text.length + sizeAllowance + eventAllowance * events.length
  if (size > most) throw new Violation("size", `${raw.text.length} characters became ${size}`)
}

/** What Vedette alone may say. */
function checkOurs(event: Event, raw: Raw): void {
  const stream = event["event.kind"] === "pipeline_error" ? "pipeline" : "events"
  const ours: [keyof Event, unknown][] = [
    ["vedette.stream", stream],
    ["vedette.source", "fuzz"],
    ["vedette.batch", "b"],
    ["vedette.collector", "fuzz"],
    ["vedette.peer.ip", "192.0.2.9"],
    ["event.created", new Date(receivedMs).toISOString()],
    ["vedette.original_bytes", raw.originalBytes],
  ]
  for (const [name, value] of ours)
    if (event[name] !== value) throw new Violation("ours", `${name}: ${event[name]}`)
  if (!/^[\w-]{22}(?:\.letter)?$/.test(event["event.id"] ?? ""))
    throw new Violation("ours", "event.id")
  if (stream === "pipeline" && !event["vedette.reason"]) throw new Violation("ours", "no reason")
}

/** Of a list of one the event is that one. */
function isPart(event: Event, text: string, whole: Uint8Array | undefined): boolean {
  const exact = event["vedette.raw_base64"]
  if (exact === undefined) return text.includes(event["event.original"] ?? "\0")
  return whole !== undefined && Buffer.from(whole).includes(Buffer.from(exact, "base64"))
}

/** The record can be had again, byte by byte. */
function checkBytes({ text, bytes }: Raw, event: Event): void {
  const exact = event["vedette.raw_base64"]
  const kept = exact === undefined ? event["event.original"] : exact
  const wanted = bytes ? Buffer.from(bytes).toString("base64") : text
  if (kept !== wanted && !isPart(event, text, bytes))
    throw new Violation("bytes", `kept is ${String(kept).slice(0, 100)}`)
}
