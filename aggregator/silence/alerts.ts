import type { Event } from "#shared/ecs/event.ts"

/** A source, or hosts within one, that went silent or is heard again. */
export interface Told {
  readonly collector: string
  readonly source: string
  /** The host of a source; absent for the source itself. */
  readonly host?: string
  /** When it was heard last before the silence. */
  readonly lastMs: number
  /** When it was found silent, or was heard again: by the clock of the collector. */
  readonly atMs: number
  readonly usualGapMs: number
}

/** The alert of a silence. Its id is made of what it is and when it began: it is told once. */
export function silentAlert(told: Told, nowMs: number): Event {
  const { lastMs, atMs, usualGapMs } = told
  return {
    ...alertOf(told, silent, nowMs),
    "event.severity": told.host === undefined ? 47 : 21,
    message:
      `${subjectOf(told)} has been silent for ${spanText(atMs - lastMs)}; ` +
      `usually it is heard within ${spanText(usualGapMs)}`,
  }
}

/** The entry that ends it. */
export function heardAlert(told: Told, nowMs: number): Event {
  const { lastMs, atMs } = told
  return {
    ...alertOf(told, heard, nowMs),
    "event.severity": 10,
    "event.duration": (atMs - lastMs) * 1_000_000,
    message: `${subjectOf(told)} is heard again, after ${spanText(atMs - lastMs)}`,
  }
}

const silent = {
  id: "vedette-source-silent",
  name: "A source went silent",
  description:
    "Nothing has been received for far longer than usual. The sender may be down, cut off or " +
    "blinded: detection sees nothing of it. Told once for each silence.",
}

const heard = {
  id: "vedette-source-heard",
  name: "A silent source is heard again",
  description: "The end of a silence that was told of.",
}

function alertOf(told: Told, rule: typeof silent, nowMs: number): Event {
  const { collector, source, host, lastMs, atMs } = told
  const hash = new Bun.CryptoHasher("sha256")
  hash.update(JSON.stringify([rule.id, collector, source, host ?? "", lastMs]))
  return {
    "@timestamp": new Date(atMs).toISOString(),
    "event.id": hash.digest().subarray(0, 16).toString("base64url"),
    "event.created": new Date(nowMs).toISOString(),
    "event.kind": "alert",
    "event.dataset": "vedette.silence",
    "event.start": new Date(lastMs).toISOString(),
    "rule.id": rule.id,
    "rule.name": rule.name,
    "rule.description": rule.description,
    "rule.ruleset": "vedette",
    "rule.version": "1",
    "vedette.stream": "alerts",
    "vedette.source": source,
    "vedette.batch": rule.id,
    "vedette.repeat": true, // a restart may raise it again
    "observer.name": collector,
    ...(host !== undefined && { "host.name": host }),
  }
}

const subjectOf = ({ collector, source, host }: Told) =>
  host === undefined ? `${source} at ${collector}` : `${host} in ${source} at ${collector}`

/** A span in two units: `3 h 20 min`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours < 48) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}
