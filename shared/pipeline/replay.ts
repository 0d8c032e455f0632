import * as v from "valibot"
import { type Event, eventIdOf } from "../ecs/event.ts"
import type { Origin } from "./types.ts"

const text = v.string()
const maybe = v.optional(v.string())

/** A dead letter on its way back to a collector: its raw record, with the origin it came by. */
const Letter = v.object({
  letter: v.pipe(text, v.nonEmpty()),
  source: v.pipe(text, v.nonEmpty()),
  batch: text,
  receivedMs: v.pipe(v.number(), v.finite()),
  text,
  /** The exact bytes, only where `text` is not them. */
  base64: maybe,
  originalBytes: v.optional(v.number()),
  position: maybe,
  format: maybe,
  dataset: maybe,
  zone: maybe,
  transport: v.optional(v.picklist(["udp", "tcp", "tls", "http"])),
  peer: maybe,
  identity: maybe,
  path: maybe,
})

export type Letter = v.InferOutput<typeof Letter>

/** What a person may change of how it is read: the mistake may have been in the configuration. */
export type Reading = Pick<Letter, "format" | "dataset" | "zone">

/** The letter of an event of the stream `pipeline`; nothing where it holds no record. */
export function letterOf(event: Event, reading: Reading = {}): Letter | undefined {
  const id = event["event.id"]
  const record = event["event.original"]
  const receivedMs = Date.parse(event["event.created"] ?? event["@timestamp"] ?? "")
  if (id === undefined || record === undefined || Number.isNaN(receivedMs)) return
  const known = {
    letter: id,
    source: event["vedette.source"] || "unknown",
    batch: event["vedette.batch"] ?? "",
    receivedMs,
    text: record,
    base64: event["vedette.raw_base64"],
    originalBytes: event["vedette.original_bytes"],
    position: event["vedette.position"],
    peer: event["vedette.peer.ip"],
    identity: event["vedette.peer.identity"],
    path: event["log.file.path"],
    ...originOf(event),
    ...said(reading),
  }
  const { success, output } = v.safeParse(Letter, known)
  return success ? output : undefined
}

/** The rest of an event's origin, as a dead letter holds it in `vedette.origin`. */
export const originTextOf = (event: Event): string => JSON.stringify(originOf(event))

/** Where it is not written on the letter (the event was read well, and failed later): what shows. */
function originOf(event: Event): Record<string, unknown> {
  const written = objectIn(event["vedette.origin"])
  if (written) return written
  const format = event["vedette.format"]?.split("+")[0]
  return said({ format, dataset: event["event.dataset"], zone: event["vedette.zone"] })
}

const said = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** The letter in a record of the topic `replay`; nothing where it is none. */
export function readLetter(record: string): Letter | undefined {
  const { success, output } = v.safeParse(Letter, objectIn(record))
  return success ? output : undefined
}

function objectIn(json: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json ?? "")
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {} // the caller knows what to do without
  return
}

/**
 * The origin by which a collector reads a letter: as it first came, so that time, ids and batch are
 * the same and the store knows what it has already.
 */
export function originOfLetter(letter: Letter): Origin {
  const { source, batch, receivedMs, format, dataset, zone, transport, peer, identity, path } =
    letter
  return {
    source,
    batch,
    receivedMs,
    mayRepeat: true,
    ...(said({ format, dataset, zone, transport, peer, identity, path }) as Partial<Origin>),
  }
}

/** The position of a letter's record; where it isn't known, one that is the same in each replay. */
export const positionOf = ({ position, letter }: Letter): string => position ?? eventIdOf(letter)
