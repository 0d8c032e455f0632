/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import { type States, stateOfAlert } from "../alert-scope.ts"
import { alertHref } from "../href.ts"
import { levelOf } from "../level.ts"
import { mayChange, StatusText } from "./alert-state.tsx"
import { Level } from "./chip.tsx"
import { EntityValue } from "./entity-value.tsx"
import { Moment } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { Text } from "./text.tsx"

interface AlertsTableProps {
  readonly alerts: readonly Event[]
  readonly states: States
  /** The form as it was sent, where it could not be done: what was ticked stays so. */
  readonly ticked?: Readonly<Record<string, unknown>> | undefined
}

/** Alerts as rows, with boxes to tick for who may change them. */
export const AlertsTable = ({ alerts, states, ticked = {} }: AlertsTableProps) => (
  <Table
    caption="Alerts"
    columns={columnsOf(states, ticked)}
    rows={alerts}
    none="No alert here: take a longer time, or leave out a filter."
  />
)

const box = { name: "Ticked", head: <span class="hidden">Ticked</span> }

const columnsOf = (
  states: States,
  was: Readonly<Record<string, unknown>>,
): readonly Column<Event>[] => [
  ...(mayChange() ? [{ ...box, cell: (e: Event) => tick(e, states, was) }] : []),
  { name: "Level", cell: (e) => <Level level={levelOf(e)} /> },
  { name: "Rule", kind: "wide", cell: ruleCell },
  { name: "Status", cell: (e) => <Standing event={e} states={states} /> },
  { name: "Time (UTC)", kind: "time", cell: time },
  { name: "Host", cell: (e) => <EntityValue field="host.name" value={e["host.name"]} /> },
  { name: "User", cell: (e) => <EntityValue field="user.name" value={e["user.name"]} /> },
  { name: "Source", cell: (e) => <EntityValue field="source.ip" value={e["source.ip"]} /> },
]

function Standing({ event, states }: { event: Event; states: States }) {
  const state = stateOfAlert(states, event)
  return (
    <>
      <StatusText state={state} />
      {state.assignee && (
        <span class="soft">
          {" "}
          <Text text={state.assignee} />
        </span>
      )}
    </>
  )
}

const tick = (event: Event, states: States, was: Readonly<Record<string, unknown>>) => (
  <input
    type="checkbox"
    checked={Object.hasOwn(was, `alert:${event["event.id"]}`)}
    name={`alert:${event["event.id"]}`}
    value={String(stateOfAlert(states, event).revision)}
    aria-label={`Alert of ${event["@timestamp"]}`}
  />
)

function time(event: Event) {
  return (
    <a href={alertHref(event["event.id"] ?? "")}>
      <Moment at={event["@timestamp"]} />
    </a>
  )
}

function ruleCell(event: Event) {
  return (
    <a href={alertHref(event["event.id"] ?? "")}>
      <Text text={event["rule.name"] ?? event["rule.id"] ?? event.message ?? "alert"} />
    </a>
  )
}
