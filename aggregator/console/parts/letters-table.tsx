/** @jsxImportSource hono/jsx */
import type { Term } from "../../store/types.ts"
import { href } from "../href.ts"
import { Ago } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

interface Props {
  readonly reasons: readonly Term[]
  readonly now: number
  readonly state: { readonly from?: string | undefined; readonly to?: string | undefined }
}

/** How many dead letters there are of each reason. */
export function LettersTable({ reasons, now, state }: Props) {
  const columns: readonly Column<Term>[] = [
    {
      name: "Reason",
      kind: "wide",
      cell: ({ value }) => (
        <a href={href("/dead-letters", { ...state, reason: value })}>
          <Text text={value} />
        </a>
      ),
    },
    { name: "Dead letters", kind: "number", cell: ({ count }) => countText(count) },
    { name: "Last", cell: ({ lastMs }) => <Ago at={lastMs} now={now} /> },
  ]
  return (
    <>
      <p class="hint">
        Records that could not be read or stored. They are kept, and can be replayed.
      </p>
      <Table
        caption="Dead letters"
        columns={columns}
        rows={reasons}
        none="None: all that came in was read and stored."
      />
    </>
  )
}
