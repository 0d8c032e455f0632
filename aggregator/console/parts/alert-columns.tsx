/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import { alertHref } from "../href.ts"
import { levelOf } from "../level.ts"
import { Level } from "./chip.tsx"
import { Moment } from "./moment.tsx"
import type { Column } from "./table.tsx"

/** How tables that are not the list of alerts begin a row for an alert: when, which leads to it, and level. */
export const alertStart: readonly Column<Event>[] = [
  {
    name: "Time (UTC)",
    kind: "time",
    cell: (e) => (
      <a href={alertHref(e["event.id"] ?? "")}>
        <Moment at={e["@timestamp"]} />
      </a>
    ),
  },
  { name: "Level", cell: (e) => <Level level={levelOf(e)} /> },
]
