/** @jsxImportSource hono/jsx */

import type { Event } from "#shared/ecs/event.ts"
import { queryText } from "../../store/query-text.ts"
import { type Around, entityQuery, sharedOf } from "../alert-around.ts"
import { type States, stateOfAlert } from "../alert-scope.ts"
import { alertHref, eventHref, href } from "../href.ts"
import { levelOf } from "../level.ts"
import { alertStart } from "./alert-columns.tsx"
import { StatusText } from "./alert-state.tsx"
import { Level } from "./chip.tsx"
import { Moment } from "./moment.tsx"
import { summaryOf } from "./summary.ts"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

interface Props {
  readonly alert: Event
  readonly around: Around
}

/** What the same host, user and address did, and what was found in it, on one time line. */
export function TimeLine({ alert, around }: Props) {
  const own = new Set(alert["vedette.event_ids"] ?? [])
  const query = entityQuery(alert)
  const rows = [...around.events, ...around.alerts].sort((a, b) => timeOf(a) - timeOf(b))
  const columns: readonly Column<Event>[] = [
    { name: "From it", kind: "number", cell: (e) => awayText(alert, e) },
    {
      name: "Time (UTC)",
      kind: "time",
      cell: (e) => (
        <a href={hrefOf(e)}>
          <Moment at={e["@timestamp"]} />
        </a>
      ),
    },
    { name: "What", kind: "wide", cell: (e) => <What event={e} isOwn={own.has(idOf(e))} /> },
    { name: "Same", cell: (e) => sharedOf(alert, e).join(", ") },
  ]
  return (
    <section>
      <h2>Around it: the same host, user and address</h2>
      <Table
        caption="Time line"
        columns={columns}
        rows={rows}
        none="Nothing else within fifteen minutes."
      />
      {query && around.total > 0 && (
        <p class="acts">
          {around.total > around.events.length && `The nearest ${around.events.length} events.`}
          <a href={searchHref(queryText(query), around)}>
            All {countText(around.total)} within fifteen minutes
          </a>
          <a href={searchHref(queryText(query), wider(around, 4))}>within an hour</a>
          <a href={searchHref(queryText(query), wider(around, 96))}>within a day</a>
        </p>
      )}
    </section>
  )
}

const idOf = (event: Event) => event["event.id"] ?? ""
const timeOf = (event: Event) => Date.parse(event["@timestamp"] ?? "") || 0
const isAlert = (event: Event) => event["vedette.stream"] === "alerts"
const hrefOf = (event: Event) => (isAlert(event) ? alertHref : eventHref)(idOf(event))

function What({ event, isOwn }: { event: Event; isOwn: boolean }) {
  if (isAlert(event))
    return (
      <>
        <Level level={levelOf(event)} />
        <a href={hrefOf(event)}>
          <Text text={event["rule.name"] ?? "alert"} />
        </a>
      </>
    )
  return (
    <span class={isOwn ? "what marked" : "what"}>
      <Text text={summaryOf(event).slice(0, 301)} />
    </span>
  )
}

const wider = ({ fromMs, toMs }: Around, times: number) => {
  const [middle, half] = [(fromMs + toMs) / 2, ((toMs - fromMs) / 2) * times]
  return { fromMs: Math.max(0, middle - half), toMs: middle + half }
}

const searchHref = (q: string, { fromMs, toMs }: Pick<Around, "fromMs" | "toMs">) =>
  href("/search", { q, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })

function awayText(alert: Event, event: Event): string {
  const ms = Date.parse(event["@timestamp"] ?? "") - Date.parse(alert["@timestamp"] ?? "")
  if (!Number.isFinite(ms)) return ""
  const sign = ms < 0 ? "−" : "+"
  const seconds = Math.round(Math.abs(ms) / 1000)
  return seconds < 60
    ? `${sign}${seconds} s`
    : `${sign}${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Older alerts of the same rule, host, user or address, and what became of them. */
export function PastAlerts({ alert, around, states }: Props & { readonly states: States }) {
  const columns: readonly Column<Event>[] = [
    ...alertStart,
    { name: "Rule", kind: "wide", cell: (e) => <Text text={e["rule.name"] ?? "alert"} /> },
    { name: "Same", cell: (e) => sharedOf(alert, e).join(", ") },
    { name: "Status", cell: (e) => <StatusText state={stateOfAlert(states, e)} /> },
  ]
  return (
    <section>
      <h2>Past alerts</h2>
      <Table
        caption="Past alerts"
        columns={columns}
        rows={around.past}
        none="None of the same rule, host, user or address."
      />
      {around.pastTotal > around.past.length && (
        <p class="hint">The newest of {countText(around.pastTotal)}.</p>
      )}
    </section>
  )
}
