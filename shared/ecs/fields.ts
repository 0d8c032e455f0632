import { namesByKind } from "./fields.generated.ts"

/** The kind of value of a field, named as OpenSearch names its mapping types. */
export type Kind =
  | "keyword"
  | "wildcard"
  | "text"
  | "long"
  | "float"
  | "boolean"
  | "date"
  | "ip"
  | "geo_point"

export interface Field {
  readonly kind: Kind
  /** ECS normalises the field to an array: one value is written as an array of one. */
  readonly array: boolean
}

/** Fields of our own, beside ECS. They are set by Vedette alone: intake moves a sender's away. */
const ownFields: Readonly<Record<string, Field>> = {
  "vedette.stream": { kind: "keyword", array: false },
  "vedette.source": { kind: "keyword", array: false },
  "vedette.format": { kind: "keyword", array: false },
  "vedette.zone": { kind: "keyword", array: false },
  "vedette.collector": { kind: "keyword", array: false },
  "vedette.batch": { kind: "keyword", array: false },
  "vedette.repeat": { kind: "boolean", array: false },
  "vedette.raw_base64": { kind: "text", array: false },
  "vedette.original_bytes": { kind: "long", array: false },
  "vedette.matches": { kind: "keyword", array: true },
  "vedette.event_ids": { kind: "keyword", array: true },
  "vedette.matched": { kind: "text", array: false },
  "vedette.reason": { kind: "keyword", array: false },
  "vedette.position": { kind: "keyword", array: false },
  "vedette.origin": { kind: "text", array: false },
  "vedette.document": { kind: "text", array: false },
  "vedette.letter": { kind: "keyword", array: false },
  "vedette.peer.ip": { kind: "ip", array: false },
  "vedette.peer.identity": { kind: "keyword", array: false },
  "vedette.peer.subject": { kind: "keyword", array: false },
  "vedette.peer.issuer": { kind: "keyword", array: false },
  "vedette.peer.names": { kind: "keyword", array: true },
  "vedette.peer.fingerprint": { kind: "keyword", array: false },
  "vedette.evasion.score": { kind: "float", array: false },
  "vedette.evasion.outcome": { kind: "keyword", array: false },
  "vedette.evasion.rules": { kind: "keyword", array: true },
  "vedette.evasion.tokens": { kind: "keyword", array: true },
  "vedette.template.id": { kind: "keyword", array: false },
  "vedette.template.text": { kind: "keyword", array: false },
  "vedette.anomaly.kind": { kind: "keyword", array: false },
  "vedette.anomaly.entity": { kind: "keyword", array: false },
  "vedette.anomaly.feature": { kind: "keyword", array: false },
  "vedette.anomaly.score": { kind: "float", array: false },
  "vedette.anomaly.threshold": { kind: "float", array: false },
  "vedette.anomaly.value": { kind: "float", array: false },
  "vedette.anomaly.expected": { kind: "float", array: false },
  "vedette.anomaly.peers": { kind: "float", array: false },
  "vedette.anomaly.contributions": { kind: "keyword", array: true },
  "vedette.anomaly.recent": { kind: "text", array: false },
  "vedette.status": { kind: "text", array: false },
}

/** Every field with a fixed kind, by name: ECS and our own. What is not here lives under `vendor.`. */
export const fields: ReadonlyMap<string, Field> = fieldTable()

/** Objects whose keys anyone may choose: `log.syslog.structured_data.exampleSDID@32473.iut`. */
export const openObjects = ["vendor", "log.syslog.structured_data"] as const

/** The open object that a field lies in. */
export const openObjectOf = (name: string): (typeof openObjects)[number] | undefined =>
  openObjects.find((object) => name.startsWith(`${object}.`))

/** Whether ECS (not Vedette) defines this name. */
export const isEcsField = (name: string): boolean =>
  fields.has(name) && !name.startsWith("vedette.")

function fieldTable(): Map<string, Field> {
  const table = new Map<string, Field>()
  for (const [key, names] of Object.entries(namesByKind)) {
    const array = key.endsWith("[]")
    const kind = (array ? key.slice(0, -2) : key) as Kind
    for (const name of names.split(" ")) table.set(name, { kind, array })
  }
  for (const [name, field] of Object.entries(ownFields)) table.set(name, field)
  return table
}
