/** @jsxImportSource hono/jsx */
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { Span } from "../alert-marks.ts"
import { kindOf } from "../entity.ts"
import { valueQuery } from "../href.ts"
import { Chip } from "./chip.tsx"
import { EntityValue } from "./entity-value.tsx"
import { Marked } from "./marked.tsx"
import { Text, valueText } from "./text.tsx"

interface FieldsProps {
  readonly event: Event
  /** Values uncut. */
  readonly whole?: boolean
  /** Values lead to the pages of whom they name, not to a search. */
  readonly entities?: boolean
  /** Parts to be marked, by field: why a rule matched. These fields come first. */
  readonly marks?: ReadonlyMap<string, readonly Span[]>
}

/** All fields of an event by name. */
export function Fields({ event, whole, entities, marks }: FieldsProps) {
  const names = Object.keys(event).sort()
  const first = names.filter((name) => marks?.has(name))
  return (
    <dl class="fields">
      {[...first, ...names.filter((name) => !marks?.has(name))].map((name) => (
        <div class={marks?.has(name) ? "marked" : ""}>
          <dt>
            <Text text={name} />
          </dt>
          <dd>
            <Content
              event={event}
              name={name}
              whole={whole ?? false}
              entities={entities ?? false}
              spans={marks?.get(name)}
            />
          </dd>
        </div>
      ))}
    </dl>
  )
}

interface ContentProps {
  readonly event: Event
  readonly name: string
  readonly whole: boolean
  readonly entities: boolean
  readonly spans: readonly Span[] | undefined
}

function Content({ event, name, whole, entities, spans }: ContentProps) {
  const value = fieldOf(event, name)
  const text = valueText(value)
  if (spans) return <Marked text={text} spans={spans} />
  if (entities && kindOf(name)) return <EntityValue field={name} value={value} />
  if (valueQuery(name, text) && !text.includes(" ")) return <Chip field={name} value={value} />
  return <Text text={text} whole={whole} />
}
