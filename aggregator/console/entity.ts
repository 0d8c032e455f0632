import { isIP } from "node:net"
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { Query } from "../store/query.ts"
import { href } from "./href.ts"
import { InputError } from "./input-error.ts"
import { valueText } from "./parts/text.tsx"

/** What has a page of its own, and the fields that name it. */
export const entityKinds = {
  host: ["host.name"],
  user: ["user.name", "user.target.name"],
  address: ["source.ip", "destination.ip"],
  hash: ["process.hash.sha256", "process.hash.md5", "file.hash.sha256"],
  domain: ["dns.question.name", "url.domain", "destination.domain"],
} as const
export type EntityKind = keyof typeof entityKinds

const charsMax = 256

export const isKind = (text: string): text is EntityKind => Object.hasOwn(entityKinds, text)

/** All that names it. @throws InputError */
export function entityScopeQuery(kind: EntityKind, value: string): Query {
  if (value === "" || value.length > charsMax)
    throw new InputError(`value has between 1 and ${charsMax} characters`)
  if (kind === "address" && isIP(value) === 0) throw new InputError("value is no IP address")
  const of = entityKinds[kind].map((field): Query => ({ is: "term", field, value }))
  return of.length === 1 ? of[0]! : { is: "or", of }
}

export const entityHref = (kind: EntityKind, value: string): string =>
  href(`/entity/${kind}`, { value })

/** The kind of a field's values, if they have pages. */
export const kindOf = (field: string): EntityKind | undefined =>
  (Object.keys(entityKinds) as EntityKind[]).find((kind) =>
    entityKinds[kind].some((one) => one === field),
  )

/** Whoever an event names, each once. */
export function entitiesOf(event: Event): readonly (readonly [EntityKind, string])[] {
  const found = new Map<string, readonly [EntityKind, string]>()
  for (const [kind, fields] of Object.entries(entityKinds) as [EntityKind, readonly string[]][])
    for (const field of fields) {
      const value = fieldOf(event, field)
      const text = Array.isArray(value) ? "" : valueText(value)
      if (text !== "" && text.length <= charsMax) found.set(`${kind} ${text}`, [kind, text])
    }
  return [...found.values()]
}
