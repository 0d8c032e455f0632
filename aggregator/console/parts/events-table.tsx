/** @jsxImportSource hono/jsx */
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { eventHref, href } from "../href.ts"
import { moved, toggled } from "../narrow.ts"
import { Chip } from "./chip.tsx"
import { EntityLinks } from "./entity-links.tsx"
import { Fields } from "./fields.tsx"
import { Moment } from "./moment.tsx"
import { summaryOf } from "./summary.ts"
import { type Column, Table } from "./table.tsx"
import { Text, valueText } from "./text.tsx"

type State = Readonly<Record<string, string | undefined>>

interface EventsTableProps {
  readonly events: readonly Event[]
  readonly none: string
  readonly columns: readonly string[]
  /** The parameters of the page, which the links of the columns keep. */
  readonly state: State
}

const names: Readonly<Record<string, string>> = {
  "event.dataset": "Dataset",
  "host.name": "Host",
  "user.name": "User",
  "source.ip": "Source",
}

/** Events as rows with the chosen columns; each opens to all its fields, as JSON and as received. */
export function EventsTable({ events, none, columns, state }: EventsTableProps) {
  const chosen = columns.map((name) => columnOf(name, columns, state))
  const all: readonly Column<Event>[] = [
    { name: "Time (UTC)", kind: "time", cell: time },
    ...chosen,
    { name: "Message", kind: "wide", cell: message },
  ]
  const below = (event: Event) => <Whole event={event} />
  return <Table caption="Events" columns={all} rows={events} below={below} none={none} />
}

function columnOf(name: string, columns: readonly string[], state: State): Column<Event> {
  const to = (next: string) => href("/search", { ...state, columns: next })
  const shown = Object.hasOwn(names, name) ? names[name]! : name.slice(0, 100)
  const head = (
    <span class="head" title={name}>
      {columns[0] !== name && (
        <a href={to(moved(columns, name))} aria-label={`Move ${shown} to the left`}>
          ‹
        </a>
      )}
      <Text text={shown} />
      {columns.length > 1 && (
        <a href={to(toggled(columns, name))} aria-label={`Remove the column ${shown}`}>
          ×
        </a>
      )}
    </span>
  )
  return { name: shown, head, cell: (event) => <Cell event={event} name={name} /> }
}

function Cell({ event, name }: { event: Event; name: string }) {
  const value = fieldOf(event, name)
  const text = valueText(value)
  if (text.length > 256) return <Text text={text.slice(0, 256)} />
  return <Chip field={name} value={value} />
}

function time(event: Event) {
  return (
    <a href={eventHref(event["event.id"] ?? "")}>
      <Moment at={event["@timestamp"]} />
    </a>
  )
}

const jsonCharactersMax = 20_000

/** Opens the row below, by the style sheet. */
function message(event: Event) {
  return (
    <details class="event">
      <summary>
        {event["vedette.reason"] && <span class="level medium">{event["vedette.reason"]}</span>}
        <Text text={summaryOf(event).slice(0, 2_001)} />
      </summary>
    </details>
  )
}

function Whole({ event }: { event: Event }) {
  const json = JSON.stringify(event, undefined, 2)
  const original = event["event.original"]
  return (
    <>
      <Around event={event} />
      <EntityLinks event={event} />
      <Fields event={event} />
      {original !== undefined && <Verbatim name="As received" text={original} />}
      {json.length <= jsonCharactersMax && <Verbatim name="As JSON" text={json} />}
    </>
  )
}

const Verbatim = ({ name, text }: { name: string; text: string }) => (
  <details>
    <summary>{name}</summary>
    <pre>
      <Text text={text.slice(0, jsonCharactersMax)} whole />
    </pre>
  </details>
)

const spans = [
  [60_000, "1 min"],
  [300_000, "5 min"],
  [3_600_000, "1 h"],
] as const

/** What else happened then, with nothing filtered out. */
function Around({ event }: { event: Event }) {
  const ms = Date.parse(event["@timestamp"] ?? "")
  if (!Number.isFinite(ms)) return null
  const at = (time: number) => new Date(Math.max(0, time)).toISOString()
  return (
    <p class="acts">
      All events around this one:
      {spans.map(([span, name]) => (
        <a href={href("/search", { from: at(ms - span), to: at(ms + span + 1) })}>± {name}</a>
      ))}
    </p>
  )
}
