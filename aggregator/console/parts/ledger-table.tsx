/** @jsxImportSource hono/jsx */
import type { Balance, Sums } from "../../ledger/sums.ts"
import { differencesOf } from "../../ledger/text.ts"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

/** What became of all that was received, by source and collector. */
export function Ledger({ rows }: { rows: readonly Balance[] }) {
  const lines = rows.flatMap(({ source, collectors }) =>
    collectors.map((sums) => ({ source, ...sums })),
  )
  return (
    <>
      <p class="hint">
        Received = stored + deduplicated + dropped + on the way. A difference is a loss, or, below
        zero, something stored twice.
      </p>
      {rows.flatMap(differencesOf).map((sentence) => (
        <p class="problem">
          <Text text={sentence} />
        </p>
      ))}
      <Table caption="Ledger" columns={events} rows={lines} none="Nothing was received." />
      <h3>Alerts raised by collectors</h3>
      <Table
        caption="Alerts raised and stored"
        columns={alerts}
        rows={lines.filter((line) => line.alerts.received + line.alerts.stored > 0)}
        none="No collector raised an alert."
      />
    </>
  )
}

interface Line extends Sums {
  readonly source: string
  readonly collector: string
}

const place: readonly Column<Line>[] = [
  { name: "Source", cell: ({ source }) => <Text text={source} /> },
  { name: "Collector", cell: ({ collector }) => <Text text={collector} /> },
]

const events: readonly Column<Line>[] = [
  ...place,
  { name: "Received", kind: "number", cell: (line) => countText(line.received) },
  { name: "Unparsed", kind: "number", cell: (line) => countText(line.unparsed) },
  { name: "Stored", kind: "number", cell: (line) => countText(line.stored) },
  { name: "Deduplicated", kind: "number", cell: (line) => countText(line.deduplicated) },
  { name: "Dropped", cell: ({ dropped }) => reasons(dropped) },
  { name: "On the way", kind: "number", cell: (line) => countText(line.onTheWay) },
  { name: "Difference", kind: "number", cell: (line) => difference(line.difference) },
  { name: "Turned away", cell: ({ refused }) => reasons(refused) },
]

const alerts: readonly Column<Line>[] = [
  ...place,
  { name: "Raised", kind: "number", cell: (line) => countText(line.alerts.received) },
  { name: "Stored", kind: "number", cell: (line) => countText(line.alerts.stored) },
  { name: "Deduplicated", kind: "number", cell: (line) => countText(line.alerts.deduplicated) },
  { name: "On the way", kind: "number", cell: (line) => countText(line.alerts.onTheWay) },
  { name: "Difference", kind: "number", cell: (line) => difference(line.alerts.difference) },
]

function reasons(counts: Readonly<Record<string, number>>) {
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  if (some.length === 0) return "0"
  return <Text text={some.map(([reason, n]) => `${countText(n)} ${reason}`).join(", ")} />
}

function difference(count: number) {
  return count === 0 ? "0" : <strong class="difference">{countText(count)}</strong>
}
