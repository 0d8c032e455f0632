/** @jsxImportSource hono/jsx */
import { href, valueQuery } from "../href.ts"
import type { SourceRow } from "../world.ts"
import { Ago } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

/** Who sends, how much, and when it was heard last. */
export function SourcesTable({ rows, now }: { rows: readonly SourceRow[]; now: number }) {
  const columns: readonly Column<SourceRow>[] = [
    {
      name: "Source",
      kind: "wide",
      cell: ({ source }) => (
        <a href={href("/search", { q: valueQuery("vedette.source", source) })}>
          <Text text={source} />
        </a>
      ),
    },
    { name: "Collector", cell: ({ collector }) => <Text text={collector} /> },
    { name: "Events", kind: "number", cell: ({ events }) => countText(events) },
    { name: "Last heard", cell: ({ lastMs }) => <Ago at={lastMs} now={now} /> },
  ]
  return <Table caption="Sources" columns={columns} rows={rows} none="No source has been heard." />
}
