/** @jsxImportSource hono/jsx */
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { Span } from "../alert-marks.ts"
import { valueQuery } from "../href.ts"
import { Chip } from "./chip.tsx"
import { Marked } from "./marked.tsx"
import { Text, valueText } from "./text.tsx"

interface FieldsProps {
  readonly event: Event
  /** Values uncut. */
  readonly whole?: boolean
  /** Parts to be marked, by field: why a rule matched. These fields come first. */
  readonly marks?: ReadonlyMap<string, readonly Span[]>
}

/** All fields of an event by name. */
export function Fields({ event, whole, marks }: FieldsProps) {
  const names = Object.keys(event).sort()
  const first = names.filter((name) => marks?.has(name))
  return (
    <dl class="fields">
      {[...first, ...names.filter((name) => !marks?.has(name))].map((name) => (
        <div class={marks?.has(name) ? "marked" : ""}>
          <dt>
            <Text text={name} />
          </dt>
          <dd>{content(event, name, whole ?? false, marks?.get(name))}</dd>
        </div>
      ))}
    </dl>
  )
}

function content(event: Event, name: string, whole: boolean, spans: readonly Span[] | undefined) {
  const value = fieldOf(event, name)
  const text = valueText(value)
  if (spans) return <Marked text={text} spans={spans} />
  if (valueQuery(name, text) && !text.includes(" ")) return <Chip field={name} value={value} />
  return <Text text={text} whole={whole} />
}
