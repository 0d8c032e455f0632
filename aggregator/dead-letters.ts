import type { Deps } from "#shared/config/define.ts"
import { type Event, eventIdOf, fail, setField } from "#shared/ecs/event.ts"
import { originTextOf } from "#shared/pipeline/replay.ts"
import type { Refusal } from "#shared/pipeline/types.ts"

const documentCharsMax = 262_144
const idCharsMax = 256

/**
 * The dead letter of an event that the store refused: its raw record, by which it can be replayed,
 * and beside it, as text that no mapping can refuse, what had been read from it.
 */
export function refusedLetter({ event, reason }: Refusal, nowMs: number): Event {
  const { "event.original": original, "vedette.raw_base64": base64, ...read } = event
  const document = JSON.stringify(read)
  const [kind = reason] = reason.split(": ")
  const letter: Event = {
    "@timestamp": new Date(nowMs).toISOString(),
    "event.id": fitId(event),
    "event.original": original ?? document,
    "vedette.origin": originTextOf(event),
    "error.message": reason.slice(0, 1024),
  }
  if (original !== undefined && document.length <= documentCharsMax)
    letter["vedette.document"] = document
  if (base64 !== undefined) letter["vedette.raw_base64"] = base64
  if (typeof event["vedette.original_bytes"] === "number")
    letter["vedette.original_bytes"] = event["vedette.original_bytes"]
  for (const name of kept) {
    const value = event[name]
    if (typeof value === "string") letter[name] = value.slice(0, 1024)
  }
  for (const name of ["event.created", "event.ingested"] as const)
    if (!Number.isNaN(Date.parse(event[name] ?? ""))) letter[name] = event[name]!
  if (event["vedette.repeat"]) letter["vedette.repeat"] = true
  return fail(letter, `refused by the store: ${kind}`.slice(0, 256))
}

const kept = [
  "vedette.source",
  "vedette.collector",
  "vedette.batch",
  "vedette.position",
  "vedette.letter",
  "vedette.peer.ip",
  "vedette.peer.identity",
  "log.file.path",
] as const

/** Its own, or where no store would take that, one made of all it holds. */
function fitId(event: Event): string {
  const id = event["event.id"] ?? ""
  const isFit = id !== "" && id.length <= idCharsMax && id.isWellFormed() && !id.includes("\0")
  if (isFit) return id
  const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify(event)).digest()
  return hash.subarray(0, 16).toString("base64url")
}

/** The last resort for a letter that is too large: the start of its text. */
export function cutLetter(letter: Event, charsMax: number): Event {
  const { "event.original": text = "", ...rest } = letter
  const { "vedette.raw_base64": _raw, "vedette.document": _document, ...kept } = rest
  const cut: Event = { ...kept, "event.original": text.slice(0, charsMax).toWellFormed() }
  if (text.length > charsMax) cut["vedette.original_bytes"] ??= Buffer.byteLength(text)
  return cut
}

/** Where even that is refused: what it was, and where it came from. */
export function bareLetter(letter: Event): Event {
  const bare = cutLetter(letter, bareCharsMax)
  const kept: Event = {}
  for (const name of namesOfBare) {
    const value = bare[name]
    if (value !== undefined) setField(kept, name, value)
  }
  return kept
}

const bareCharsMax = 64
const namesOfBare = [
  "@timestamp",
  "event.id",
  "event.created",
  "event.kind",
  "event.original",
  "vedette.stream",
  "vedette.reason",
  "vedette.source",
  "vedette.collector",
  "vedette.batch",
  "vedette.original_bytes",
  "vedette.repeat",
] as const

/** Kinds of dead letters: few, so that they can be a label. */
export type LetterKind = "unparsed" | "failed" | "refused" | "oversize" | "undecodable"

export function kindOfLetter(event: Event): LetterKind {
  const reason = event["vedette.reason"] ?? ""
  if (reason.startsWith("refused by the store")) return "refused"
  if (/^(?:a stage|parsing) failed/.test(reason)) return "failed"
  if (reason.startsWith("larger than Kafka takes")) return "oversize"
  return event["vedette.source"] === "bus" ? "undecodable" : "unparsed"
}

export interface LetterAlerts {
  /** Raise alerts of dead letters. */
  readonly alert: boolean
  /** From how many dead letters of a source and reason in an hour on they are an alert of their own. */
  readonly manyPerHour: number
}

export interface LetterWatch {
  /** Counts the letters among the events and returns the alerts that they are a reason for. */
  see(events: readonly Event[]): Event[]
}

const dayMs = 86_400_000
const hourMs = 3_600_000
const pairsMax = 10_000
const labelsMax = 500

interface Seen {
  day: number
  hour: number
  inHour: number
}

/**
 * Tells of dead letters: the first of a source and reason in a day, and many of them in an hour. Ids
 * are made of source, reason and time, so that what is delivered twice is one alert. What a replay
 * sent in vain was told of before.
 */
export function watchLetters({ alert, manyPerHour }: LetterAlerts, deps: Deps): LetterWatch {
  const counted = deps.metrics.counter(
    "vedette_dead_letters_total",
    "Dead letters that came to the store, by source and kind; those that come again count again.",
    ["source", "kind"],
  )
  const labels = new Set<string>()
  const seen = new Map<string, Seen>()
  const labelOf = (source: string) => {
    if (labels.size < labelsMax) labels.add(source)
    return labels.has(source) ? source : "other"
  }
  const seeOne = (letter: Event, alerts: Event[]) => {
    const [source, reason] = [letter["vedette.source"] ?? "", letter["vedette.reason"] ?? ""]
    counted.inc({ source: labelOf(source), kind: kindOfLetter(letter) })
    if (!alert) return
    const atMs = Date.parse(letter["event.created"] ?? "") || deps.now()
    const [day, hour] = [Math.floor(atMs / dayMs), Math.floor(atMs / hourMs)]
    const pair = `${source}\0${reason}`
    const known = seen.get(pair) ?? { day: -1, hour: -1, inHour: 0 }
    seen.delete(pair)
    seen.set(pair, known) // those unseen for longest are forgotten first
    if (seen.size > pairsMax) for (const oldest of seen.keys()) if (seen.delete(oldest)) break
    if (known.day !== day) alerts.push(alertOf(first, letter, String(day), deps.now()))
    if (known.hour !== hour) known.inHour = 0
    known.day = day
    known.hour = hour
    if (++known.inHour === manyPerHour) alerts.push(alertOf(many, letter, String(hour), deps.now()))
  }
  return {
    see(events) {
      const alerts: Event[] = []
      for (const event of events)
        if (event["event.kind"] === "pipeline_error" && event["vedette.letter"] === undefined)
          if (event["vedette.stream"] === "pipeline") seeOne(event, alerts)
      return alerts
    },
  }
}

interface LetterRule {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly severity: number
}

const first: LetterRule = {
  id: "vedette-dead-letters",
  name: "Dead letters of a source",
  description:
    "Records of a source could not be read or stored. They are kept whole; mend what is the reason " +
    "and replay them. Told once a day for each source and reason.",
  severity: 47,
}

const many: LetterRule = {
  id: "vedette-dead-letters-many",
  name: "Many dead letters of a source",
  description:
    "So many records of a source could not be read or stored within an hour that detection may be " +
    "blind to it. They are kept whole; mend what is the reason and replay them.",
  severity: 73,
}

function alertOf(rule: LetterRule, letter: Event, span: string, nowMs: number): Event {
  const [source, reason] = [letter["vedette.source"] ?? "", letter["vedette.reason"] ?? ""]
  const hash = new Bun.CryptoHasher("sha256")
  hash.update([rule.id, source, reason, span].join("\0"))
  const alert: Event = {
    "@timestamp": letter["event.created"] ?? letter["@timestamp"] ?? new Date(nowMs).toISOString(),
    "event.id": hash.digest().subarray(0, 16).toString("base64url"),
    "event.created": new Date(nowMs).toISOString(),
    "event.kind": "alert",
    "event.severity": rule.severity,
    "rule.id": rule.id,
    "rule.name": rule.name,
    "rule.description": rule.description,
    "rule.ruleset": "vedette",
    "rule.version": "1",
    "vedette.stream": "alerts",
    "vedette.source": source,
    "vedette.batch": `${rule.id} ${span}`,
    "vedette.repeat": true, // a restart raises it again
    "vedette.event_ids": [letter["event.id"] ?? ""],
    "vedette.matched": JSON.stringify([
      { field: "vedette.reason", value: reason, pattern: "a dead letter" },
    ]),
    message: `${rule.name}: ${source}: ${reason}`,
  }
  const collector = letter["vedette.collector"]
  if (collector !== undefined) alert["observer.name"] = collector
  return alert
}

/** What a letter's event is stored under, once there is one. */
export const idAfterReplay = (letter: Event): string => eventIdOf(letter["event.id"] ?? "")
