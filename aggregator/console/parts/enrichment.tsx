/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import { type Enriched, enrichmentOf } from "../enrichment.ts"
import { Chip } from "./chip.tsx"
import { type Column, Table } from "./table.tsx"
import { Text } from "./text.tsx"

/** What is known beyond the log: places, networks, threat intelligence, hosts and users. */
export function Enrichment({ events }: { events: readonly Event[] }) {
  const kinds = enrichmentOf(events)
  if (kinds.length === 0) return null
  return (
    <section>
      <h2>What is known of it</h2>
      <div class="tops">
        {kinds.map(({ kind, rows }) => (
          <section>
            <h3>{kind}</h3>
            <Table caption={kind} columns={columns} rows={rows} none="" />
          </section>
        ))}
      </div>
    </section>
  )
}

const columns: readonly Column<Enriched>[] = [
  { name: "Field", cell: ({ field }) => <Text text={field} /> },
  {
    name: "Value",
    kind: "wide",
    cell: ({ field, values, more }) => (
      <>
        {values.map((value, at) => (
          <>
            {at > 0 && ", "}
            <Chip field={field} value={value} />
          </>
        ))}
        {more > 0 && ` and ${more} more`}
      </>
    ),
  },
]
