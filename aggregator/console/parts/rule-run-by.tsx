/** @jsxImportSource hono/jsx */
import type { Rule } from "#shared/sigma/types.ts"
import type { CollectorRules } from "../../rule-reports.ts"
import type { RuleState } from "../rule-rows.ts"
import { Ago } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

interface Props {
  readonly rule: Rule
  readonly state: RuleState
  readonly reports: readonly CollectorRules[]
  readonly nowMs: number
}

/** Which collectors run the rule, and whether as it stands here: their folder may be another. */
export function RunBy({ rule, state, reports, nowMs }: Props) {
  const columns: readonly Column<CollectorRules>[] = [
    { name: "Collector", cell: ({ collector }) => <Text text={collector} /> },
    { name: "Runs it", kind: "wide", cell: (one) => <Runs rule={rule} state={state} by={one} /> },
    {
      name: "Events matched since its start",
      kind: "number",
      cell: ({ hits }) => countText(hits.get(rule.id)?.count ?? 0),
    },
    { name: "Last", cell: ({ hits }) => <Ago at={hits.get(rule.id)?.lastMs ?? 0} now={nowMs} /> },
  ]
  return (
    <>
      <h2>Where it runs</h2>
      <Table
        caption="Where it runs"
        columns={columns}
        rows={reports}
        none="No collector has said yet which rules it runs."
      />
    </>
  )
}

interface RunsProps {
  readonly rule: Rule
  readonly state: RuleState
  readonly by: CollectorRules
}

function Runs({ rule, state, by }: RunsProps) {
  const version = by.versions.get(rule.id)
  const isOff = state === "switched off"
  if (isOff && version === undefined) return <>no, as it must: it is switched off</>
  if (version === rule.version && !isOff) return <>yes, as it stands here</>
  const what = isOff
    ? "still: the switching off"
    : version === undefined
      ? "no: this rule"
      : "in another version: this one"
  return (
    <span class="difference">
      {what} has not reached the folder that it reads, or it could not be loaded there (see Health)
    </span>
  )
}
