/** @jsxImportSource hono/jsx */
import { sizeText } from "../flow-stages.ts"
import type { Program } from "../world.ts"
import { Ago } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

/** Who runs, which version, and with what configuration. */
export function ProgramsTable({ rows, now }: { rows: readonly Program[]; now: number }) {
  return <Table caption="Programs" columns={columns(now)} rows={rows} none="None reported." />
}

const columns = (now: number): readonly Column<Program>[] => [
  { name: "Name", cell: ({ name }) => <Text text={name} /> },
  { name: "Kind", cell: ({ kind }) => kind },
  { name: "Version", cell: ({ version }) => <Text text={version} /> },
  {
    name: "Configuration in force",
    cell: ({ config }) =>
      config && (
        <>
          <code>
            <Text text={config.hash.slice(0, 12)} />
          </code>
          {", since "}
          <Ago at={config.sinceMs} now={now} />
        </>
      ),
  },
  { name: "Rules", kind: "number", cell: ({ rules }) => rules && countText(rules.loaded) },
  { name: "Refused", kind: "number", cell: ({ rules }) => rules && countText(rules.refused) },
  {
    name: "Its log holds",
    kind: "number",
    cell: ({ spoolBytes }) => spoolBytes !== undefined && sizeText(spoolBytes),
  },
  { name: "Last heard", cell: ({ lastMs }) => <Ago at={lastMs} now={now} /> },
]
