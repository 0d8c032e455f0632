/** @jsxImportSource hono/jsx */
import type { Value } from "#shared/ecs/event.ts"
import { entityHref, kindOf } from "../entity.ts"
import { Chip } from "./chip.tsx"
import { Text, valueText } from "./text.tsx"

interface EntityValueProps {
  readonly field: string
  readonly value: Value | undefined
}

/** A value that leads to the page of whom it names; one that names nobody, to the events that have it. */
export function EntityValue({ field, value }: EntityValueProps) {
  const kind = kindOf(field)
  const text = Array.isArray(value) ? "" : valueText(value)
  if (!kind || text === "" || text.length > 256) return <Chip field={field} value={value} />
  return (
    <a class="chip" href={entityHref(kind, text)} title={`The page of the ${kind}`}>
      <Text text={text} />
    </a>
  )
}
