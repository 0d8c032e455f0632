import { type Event, fail, fieldOf, setField } from "#shared/ecs/event.ts"
import { ecsVersion } from "#shared/ecs/fields.generated.ts"
import { put } from "#shared/ecs/fit.ts"
import type { Origin, Parse, Raw } from "#shared/pipeline/types.ts"
import { type Format, type FormatContext, noEvent } from "./formats/define.ts"
import type { Applied } from "./normalise/rule.ts"
import type { Normaliser } from "./normalise.ts"
import { bytesOfParts } from "./parts.ts"

export interface ParserOptions {
  readonly formats: readonly Format[]
  /** Without one, events stay as their format read them. */
  readonly normalise?: Normaliser
  /** Name of this collector, written on each event. */
  readonly collector: string
  /** Stamps without a year lie before it; receipt, if absent. */
  readonly referenceMs?: number
  /** Gets what the rule tree did to each event, for the explanation. */
  readonly explain?: (event: Event, trail: readonly Applied[]) => void
}

/** Items that one record may be split into. */
const splitMax = 100_000

/** Makes events of raw records: our own fields, then the format's, then the rule tree's. */
export function parserOf(options: ParserOptions): Parse<Raw> {
  const byName = new Map(options.formats.map((format) => [format.name, format]))
  const memoryOf = memories()
  const parseOne = (raw: Raw, origin: Origin, format: Format | undefined): Event | undefined => {
    const event = newEvent(raw, origin, options)
    if (!format) return deadLetter(event, raw, origin, "unknown format")
    const context: FormatContext = {
      referenceMs: options.referenceMs ?? origin.receivedMs,
      zone: origin.zone ?? "UTC",
      memory: () => memoryOf(raw, origin),
    }
    const reason = format.read(raw.text, event, context)
    if (reason === noEvent) return undefined
    event["vedette.format"] = format.name
    if (reason !== undefined) return deadLetter(bare(event), raw, origin, reason)
    if (format.wraps) readInner(event, options.formats, context)
    finish(event, origin, context, options)
    return event
  }
  return (raw, origin, out) => {
    if (raw.reason !== undefined) {
      out.push(deadLetter(newEvent(raw, origin, options), raw, origin, raw.reason))
      return
    }
    const format = formatOf(raw.text, origin, byName, options)
    const found = format?.split?.(raw.text) ?? []
    const texts = found.length > 0 ? found : [raw.text] // an empty list is a record too
    const isOne = texts.length === 1 && texts[0] === raw.text
    const exact = raw.bytes && !isOne ? bytesOfParts(raw.bytes, texts, format) : []
    for (const [i, text] of texts.slice(0, splitMax).entries()) {
      if (text === "" && !raw.bytes) continue
      const part = isOne ? raw : partOf(raw, text, i, exact[i])
      const event = parseOne(part, origin, format)
      if (event) out.push(event)
    }
    if (texts.length > splitMax)
      out.push(
        deadLetter(newEvent(raw, origin, options), raw, origin, "too many items in a record"),
      )
  }
}

/** An item of a record; it has an id of its own, also where the record's is known. */
function partOf(raw: Raw, text: string, i: number, bytes: Uint8Array | undefined): Raw {
  const { replayed, bytes: _whole, ...rest } = raw
  const part = { ...rest, ...(bytes && { bytes }), text, position: `${raw.position}.${i}` }
  return replayed ? { ...part, replayed: { letter: replayed.letter } } : part
}

/** The one that the source names, else its dataset's, else the first that the text looks like. */
function formatOf(
  text: string,
  { format, dataset }: Origin,
  byName: ReadonlyMap<string, Format>,
  { formats, normalise }: ParserOptions,
): Format | undefined {
  if (format !== undefined && format !== "auto") return byName.get(format)
  const own = byName.get((dataset && normalise?.formatOf(dataset)) ?? "")
  return own ?? formats.find((each) => each.looksLike(text))
}

function finish(
  event: Event,
  origin: Origin,
  context: FormatContext,
  { normalise, explain }: ParserOptions,
): void {
  if (origin.path !== undefined) event["log.file.path"] = origin.path
  if (origin.dataset !== undefined) setDataset(event, origin.dataset)
  const trail: Applied[] | undefined = explain && []
  normalise?.apply(event, { ...context, dataset: origin.dataset }, trail)
  if (trail) explain?.(event, trail)
}

/** Streams whose directives are remembered; the one unused for longest is forgotten. */
const streamsMax = 1000

/** What each stream (a file, a sender) said of its records. */
function memories() {
  const known = new Map<string, Map<string, string>>()
  return (raw: Raw, origin: Origin): Map<string, string> => {
    const stream = `${origin.source}\0${origin.path ?? raw.peer ?? origin.peer ?? ""}`
    const memory = known.get(stream) ?? new Map<string, string>()
    if (known.size >= streamsMax && !known.has(stream)) {
      for (const oldest of known.keys()) {
        known.delete(oldest)
        break
      }
    }
    known.delete(stream)
    known.set(stream, memory)
    return memory
  }
}

/** Leaves of a record that its format refused only what is ours: half-read fields would mislead. */
function bare(event: Event): Event {
  const kept = /^(?:vedette\.|event\.|ecs\.|@timestamp)/
  const out: Event = {}
  for (const name of Object.keys(event)) {
    const value = fieldOf(event, name)
    if (kept.test(name) && value !== undefined) setField(out, name, value)
  }
  out["@timestamp"] = event["event.created"] ?? ""
  return out
}

/** The record with all that a replay needs to read it as it came. */
function deadLetter(event: Event, raw: Raw, origin: Origin, reason: string): Event {
  const { format, dataset, zone, transport } = origin
  event["vedette.position"] = String(raw.position)
  event["vedette.origin"] = JSON.stringify({ format, dataset, zone, transport })
  if (origin.path !== undefined) event["log.file.path"] = origin.path
  return fail(event, reason)
}

/** JSON, CEF and the like, carried in another format's message. */
function readInner(event: Event, formats: readonly Format[], context: FormatContext): void {
  const message = event.message?.trimStart()
  if (!message) return
  const outer = event["vedette.format"]
  const inner = formats.find(
    ({ name, looksLike }) =>
      name !== outer && name !== "kv" && name !== "text" && name !== "w3c" && looksLike(message),
  )
  const read: Event = {}
  if (!inner || inner.read(message, read, context) !== undefined) return
  Object.assign(event, read)
  event["vedette.format"] = `${outer}+${inner.name}`
}

function setDataset(event: Event, dataset: string): void {
  event["event.dataset"] = dataset
  put(event, "event.module", dataset.split(".")[0]!)
}

function newEvent(raw: Raw, origin: Origin, options: ParserOptions): Event {
  const received = new Date(origin.receivedMs).toISOString()
  const event: Event = {
    "@timestamp": received,
    "ecs.version": ecsVersion,
    "event.id": raw.replayed?.id ?? idOf(raw, origin),
    "event.created": received,
    "event.original": raw.text,
    "event.kind": "event",
    "vedette.stream": "events",
    "vedette.source": origin.source,
    "vedette.collector": options.collector,
    "vedette.batch": origin.batch,
  }
  if (origin.zone !== undefined) event["vedette.zone"] = origin.zone
  if (origin.mayRepeat) event["vedette.repeat"] = true
  if (raw.replayed) event["vedette.letter"] = raw.replayed.letter
  const peer = raw.peer ?? origin.peer
  if (peer !== undefined) put(event, "vedette.peer.ip", peer)
  if (origin.identity !== undefined) event["vedette.peer.identity"] = origin.identity
  if (origin.certificate) setCertificate(event, origin.certificate)
  if (raw.originalBytes !== undefined) event["vedette.original_bytes"] = raw.originalBytes
  if (raw.bytes) event["vedette.raw_base64"] = Buffer.from(raw.bytes).toString("base64")
  return event
}

function setCertificate(event: Event, peer: NonNullable<Origin["certificate"]>): void {
  event["vedette.peer.subject"] = peer.subject
  event["vedette.peer.issuer"] = peer.issuer
  event["vedette.peer.fingerprint"] = peer.fingerprint
  if (peer.names.length > 0) event["vedette.peer.names"] = peer.names
}

/** 128 bits of SHA-256 over source, position and bytes, so that a re-read record keeps its id. */
function idOf(raw: Raw, { source }: Origin): string {
  const hash = new Bun.CryptoHasher("sha256")
  hash.update(`${source}\0${raw.position}\0`)
  hash.update(raw.bytes ?? raw.text)
  return hash.digest().subarray(0, 16).toString("base64url")
}
