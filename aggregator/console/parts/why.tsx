/** @jsxImportSource hono/jsx */
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { Matched } from "#shared/sigma/types.ts"
import { marksOf, merged, type Span, spansOf } from "../alert-marks.ts"
import { eventHref } from "../href.ts"
import { Fields } from "./fields.tsx"
import { Marked } from "./marked.tsx"
import { Moment } from "./moment.tsx"
import { summaryOf } from "./summary.ts"
import { type Column, Table } from "./table.tsx"
import { Text, valueText } from "./text.tsx"

interface Row {
  readonly field: string
  readonly value: string
  readonly patterns: readonly string[]
  readonly spans: readonly Span[]
}

/** The fields that the rule looked at, with the parts marked that it was looking for. */
export function Why({ matched }: { matched: readonly Matched[] }) {
  const rows = new Map<string, Matched[]>()
  for (const one of matched) {
    const key = JSON.stringify([one.field, one.value])
    rows.set(key, [...(rows.get(key) ?? []), one])
  }
  return (
    <section class="why">
      <h2>Why it matched</h2>
      <Table
        caption="Why it matched"
        columns={columns}
        rows={[...rows.values()].map(rowOf)}
        none="Not recorded."
      />
    </section>
  )
}

const rowOf = (same: readonly Matched[]): Row => ({
  ...{ field: same[0]!.field, value: same[0]!.value },
  patterns: same.map(({ pattern }) => pattern),
  spans: merged(same.flatMap(({ value, pattern }) => spansOf(value, pattern))),
})

const columns: readonly Column<Row>[] = [
  { name: "Field", cell: ({ field }) => <Text text={field} /> },
  { name: "Value", kind: "wide", cell: (row) => <Marked text={row.value} spans={row.spans} /> },
  {
    name: "Wanted",
    kind: "wide",
    cell: ({ patterns }) =>
      patterns.map((pattern) => (
        <div class="pattern">
          <Text text={pattern.slice(0, 300)} />
        </div>
      )),
  },
]

interface EventsProps {
  readonly events: readonly (Event | undefined)[]
  readonly total: number
  readonly matched: readonly Matched[]
}

/** The events that the alert stands on, each with what the rule found in it marked. */
export function AlertEvents({ events, total, matched }: EventsProps) {
  const found = events.filter((event) => event !== undefined)
  return (
    <section>
      <h2>Events</h2>
      {found.length === 0 && <p class="none">The events are no longer in the store.</p>}
      {found.map((event, at) => (
        <details class="event" open={at === 0}>
          <summary>
            <Moment at={event["@timestamp"]} /> <Text text={summaryOf(event)} />
          </summary>
          <p>
            <a href={eventHref(event["event.id"] ?? "")}>Open the event</a>
          </p>
          <EventFields event={event} matched={matched} />
        </details>
      ))}
      {total > found.length && found.length > 0 && (
        <p class="hint">{`${found.length} of the ${total} events it stands on.`}</p>
      )}
    </section>
  )
}

/** Of one event; an alert may stand on twenty. */
const fieldsMax = 300

const telling =
  /^(?:@timestamp|message|event\.(?:action|code|dataset|outcome)|(?:host|user|user\.target)\.name|(?:source|destination)\.(?:ip|port)|process\.(?:executable|command_line|parent\.(?:executable|command_line))|file\.path|registry\.path|url\.original|dns\.question\.name)$/

/** What matched and what tells most; the rest on demand. */
function EventFields({ event, matched }: { event: Event; matched: readonly Matched[] }) {
  const names = Object.keys(event)
  const marks = marksOf(matched, (field) => valueText(fieldOf(event, field)), names)
  const first = names.filter((name) => marks.has(name) || telling.test(name))
  const rest = names.filter((name) => !first.includes(name))
  const more = rest.length - fieldsMax
  return (
    <>
      <Fields event={only(event, first)} marks={marks} entities />
      <details>
        <summary>{`${rest.length} more fields`}</summary>
        <Fields event={only(event, rest.slice(0, fieldsMax))} entities />
        {more > 0 && <p class="none">{`${more} more are on the event's own page.`}</p>}
      </details>
    </>
  )
}

const only = (event: Event, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, fieldOf(event, name)])) as Event
