/** @jsxImportSource hono/jsx */

import { spanText } from "../../silence/alerts.ts"
import type { SourceRow } from "../../sources.ts"
import { href, valueQuery } from "../href.ts"
import { Ago, Minute } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

/** Who sends, how much, and when it was heard last. */
export function SourcesTable({ rows, now }: { rows: readonly SourceRow[]; now: number }) {
  const columns: readonly Column<SourceRow>[] = [
    {
      name: "Source",
      cell: ({ source }) => (
        <a href={href("/search", { q: valueQuery("vedette.source", source) })}>
          <Text text={source} />
        </a>
      ),
    },
    { name: "Collector", cell: ({ collector }) => <Text text={collector} /> },
    { name: "Events", kind: "number", cell: ({ events }) => countText(events) },
    { name: "Last heard", cell: ({ lastMs }) => <Ago at={lastMs} now={now} /> },
    {
      name: "Usual gap",
      cell: ({ usualGapMs }) => (usualGapMs === undefined ? "" : `≤ ${spanText(usualGapMs)}`),
    },
    { name: "Silent hosts", cell: hostsText },
    { name: "State", cell: (row) => <State row={row} /> },
  ]
  return <Table caption="Sources" columns={columns} rows={rows} none="No source has been heard." />
}

const hostsText = ({ hosts }: SourceRow) =>
  hosts && hosts.watched > 0 ? `${countText(hosts.silent)} of ${countText(hosts.watched)}` : ""

function State({ row: { isRead, lastMs, silentSinceMs } }: { row: SourceRow }) {
  if (!isRead) return <span class="none">no longer read</span>
  if (lastMs === 0) return <span class="none">never heard</span>
  if (silentSinceMs === undefined) return "heard"
  return (
    <strong class="difference">
      silent since <Minute at={silentSinceMs} />
    </strong>
  )
}
