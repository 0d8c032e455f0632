import { type Event, fieldOf, setField } from "#shared/ecs/event.ts"
import { type EntityKind, entityKinds } from "./entity.ts"
import { valueText } from "./parts/text.tsx"

/** Fields that tell of the same thing as the field that names it, by what they begin with. */
const about: Readonly<Record<string, RegExp>> = {
  "host.name": /^host\./,
  "user.name": /^user\.(?!target\.|effective\.)/,
  "user.target.name": /^user\.target\./,
  "source.ip": /^(?:source\.(?:geo|as|domain|registered_domain)\b|user_agent\.)/,
  "destination.ip": /^destination\.(?:geo|as|domain|registered_domain)\b/,
  "process.hash.sha256": /^process\.(?:hash|code_signature|pe)\./,
  "process.hash.md5": /^process\.(?:hash|code_signature|pe)\./,
  "file.hash.sha256": /^file\.(?:hash|code_signature)\./,
  "dns.question.name": /^dns\.question\.registered_domain$/,
  "url.domain": /^url\.registered_domain$/,
  "destination.domain": /^destination\.(?:geo|as)\./,
}

const always = /^threat\.(?:enrichments|indicator)\./

/** What some events say of one that they name: of each only the fields that are about it. */
export function knownOf(
  kind: EntityKind,
  value: string,
  events: readonly Event[],
): readonly Event[] {
  const wanted = value.toLowerCase()
  return events.map((event) => {
    const named = entityKinds[kind].filter(
      (field) => valueText(fieldOf(event, field)).toLowerCase() === wanted,
    )
    const kept: Event = {}
    for (const field of Object.keys(event)) {
      const isAbout = named.some((name) => about[name]?.test(field)) || always.test(field)
      const found = isAbout ? fieldOf(event, field) : undefined
      if (found !== undefined) setField(kept, field, found)
    }
    return kept
  })
}
