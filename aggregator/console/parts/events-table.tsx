/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import { eventHref } from "../href.ts"
import { Chip } from "./chip.tsx"
import { Fields } from "./fields.tsx"
import { Moment } from "./moment.tsx"
import { summaryOf } from "./summary.ts"
import { type Column, Table } from "./table.tsx"
import { Text } from "./text.tsx"

const columns: readonly Column<Event>[] = [
  { name: "Time (UTC)", kind: "time", cell: time },
  { name: "Dataset", cell: (e) => <Chip field="event.dataset" value={e["event.dataset"]} /> },
  { name: "Host", cell: (e) => <Chip field="host.name" value={e["host.name"]} /> },
  { name: "User", cell: (e) => <Chip field="user.name" value={e["user.name"]} /> },
  { name: "Source", cell: (e) => <Chip field="source.ip" value={e["source.ip"]} /> },
  { name: "Message", kind: "wide", cell: message },
]

/** Events as rows; each opens to all its fields. */
export const EventsTable = ({ events, none }: { events: readonly Event[]; none: string }) => (
  <Table caption="Events" columns={columns} rows={events} none={none} />
)

function time(event: Event) {
  return (
    <a href={eventHref(event["event.id"] ?? "")}>
      <Moment at={event["@timestamp"]} />
    </a>
  )
}

function message(event: Event) {
  return (
    <details class="event">
      <summary>
        {event["vedette.reason"] && <span class="level medium">{event["vedette.reason"]}</span>}
        <Text text={summaryOf(event).slice(0, 2_001)} />
      </summary>
      <Fields event={event} />
    </details>
  )
}
