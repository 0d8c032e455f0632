/** @jsxImportSource hono/jsx */
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { valueQuery } from "../href.ts"
import { Chip } from "./chip.tsx"
import { Text, valueText } from "./text.tsx"

interface FieldsProps {
  readonly event: Event
  /** Values uncut. */
  readonly whole?: boolean
  /** Names of fields to be marked: why a rule matched. */
  readonly marked?: ReadonlySet<string>
}

/** All fields of an event by name. */
export function Fields({ event, whole, marked }: FieldsProps) {
  return (
    <dl class="fields">
      {Object.keys(event)
        .sort()
        .map((name) => (
          <div class={marked?.has(name) ? "marked" : ""}>
            <dt>
              <Text text={name} />
            </dt>
            <dd>{content(event, name, whole ?? false)}</dd>
          </div>
        ))}
    </dl>
  )
}

function content(event: Event, name: string, whole: boolean) {
  const value = fieldOf(event, name)
  const text = valueText(value)
  if (valueQuery(name, text) && !text.includes(" ")) return <Chip field={name} value={value} />
  return <Text text={text} whole={whole} />
}
