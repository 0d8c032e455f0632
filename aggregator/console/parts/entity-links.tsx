/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import { entitiesOf, entityHref } from "../entity.ts"
import { Text } from "./text.tsx"

/** The pages of whoever an event names. */
export function EntityLinks({ event }: { event: Event }) {
  const entities = entitiesOf(event)
  if (entities.length === 0) return null
  return (
    <nav class="entities" aria-label="Who is in it">
      {entities.map(([kind, value]) => (
        <a href={entityHref(kind, value)}>
          {kind} <Text text={value} />
        </a>
      ))}
    </nav>
  )
}
