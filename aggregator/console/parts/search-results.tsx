/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import type { Page, Terms } from "../../store/types.ts"
import { entityKinds } from "../entity.ts"
import { sampleFields } from "../field-sample.ts"
import { href } from "../href.ts"
import type { SearchState } from "../search-state.ts"
import { type Bars, Chart } from "./chart.tsx"
import { EventsTable } from "./events-table.tsx"
import { FieldList } from "./field-list.tsx"
import { Ago } from "./moment.tsx"
import { More, Total } from "./paging.tsx"

export interface SearchFound {
  readonly page: Page
  readonly bars: Bars
  readonly sample: readonly Event[]
  readonly exact: Terms | undefined
  readonly columns: readonly string[]
}

const fieldsMax = 120
const tailMs = 2_000

/** For the menu of a value: the kind of whom a field names. */
const entitiesText = JSON.stringify(
  Object.fromEntries(
    Object.entries(entityKinds).flatMap(([kind, fields]) => fields.map((name) => [name, kind])),
  ),
)
export const usualBy = "event.dataset"

interface ResultsProps {
  readonly state: SearchState
  readonly found: SearchFound
  readonly now: number
}

/** Chart, fields and the newest events that match. */
export function SearchResults({ state, found, now }: ResultsProps) {
  const { page, bars, sample, exact, columns } = found
  const by = state.by || usualBy
  const fields = sampleFields(sample, fieldsMax)
  const isEmpty = page.total === 0 && bars.buckets.length === 0
  const { live: _, field: __, from: ___, ...rest } = state
  return (
    <div
      id="results"
      data-entities={entitiesText}
      {...(state.live && { "data-tail": String(tailMs) })}
    >
      {!isEmpty && (
        <Chart
          caption={by === usualBy ? "Events by dataset" : `Events by ${by.slice(0, 100)}`}
          bars={bars}
          zoom={href("/search", { ...rest, to: undefined })}
        />
      )}
      <div class="found">
        <FieldList {...{ fields, columns, state, exact }} sampled={sample.length} />
        <section class="matches" aria-label="Matches">
          <div class="found-head">
            <Total page={page} what="event" />
            <Newest page={page} state={state} now={now} />
            {!isEmpty && <Exports state={state} columns={columns} />}
          </div>
          <EventsTable
            events={page.events}
            none="No event matches in this time. Take a longer time, or fewer conditions."
            columns={columns}
            state={state}
          />
          {isEmpty && <Instead state={state} />}
          <More page={page} path="/search" state={state} />
        </section>
      </div>
    </div>
  )
}

/** Where nothing is found: what else may be asked. */
const Instead = ({ state }: { state: SearchState }) => (
  <p class="acts">
    <a href={href("/search", { ...state, from: "now-30d", to: undefined, after: undefined })}>
      The same in the last 30 days
    </a>
    {state.q && <a href={href("/search", { ...state, q: undefined })}>All events of this time</a>}
  </p>
)

/** How old the answer's newest event is: what comes late is seen to be late. */
function Newest({ page, state, now }: { page: Page; state: SearchState; now: number }) {
  const at = Date.parse(page.events[0]?.["@timestamp"] ?? "")
  if (!Number.isFinite(at) || state.to || at > now) return null
  return (
    <p class="hint">
      the newest <Ago at={at} now={now} />
    </p>
  )
}

function Exports({ state, columns }: { state: SearchState; columns: readonly string[] }) {
  const { q, from, to } = state
  const csv = { q, from, to, format: "csv", columns: [...columns, "message"].join(",") }
  return (
    <p class="acts">
      Export all: <a href={href("/api/export", { q, from, to, format: "ndjson" })}>NDJSON</a>
      <a href={href("/api/export", csv)}>CSV</a>
      {state.columns && <a href={href("/search", { ...state, columns: "" })}>Usual columns</a>}
    </p>
  )
}

/** While the store works; the last one that stands on the page is shown. */
export const Working = ({ share, state }: { share?: number; state: SearchState }) => (
  <p class="working" role="status">
    {share === undefined ? (
      "The store is working on it …"
    ) : (
      <>
        The store is working on it: <progress max={1} value={share} aria-label="Done" />{" "}
        {Math.floor(share * 100)} %
      </>
    )}{" "}
    <a class="button quiet" href={href("/search", { ...state, live: undefined, stop: "1" })}>
      Stop
    </a>
  </p>
)

interface FailedProps {
  readonly state: SearchState
  readonly isLate: boolean
  readonly seconds: number
}

/** The store is slow or gone: what was typed stands above. */
export const SearchFailed = ({ state, isLate, seconds }: FailedProps) => (
  <div class="problem" role="alert">
    <p>
      {isLate
        ? `The store did not answer within ${seconds} s and was stopped. Take a shorter time, or more conditions.`
        : "The store does not answer now. Nothing of your query is lost: it stands above and in the address."}
    </p>
    <p class="acts">
      <a href={href("/search", state)}>Try again</a>
      <a href="/health">What is wrong: Health</a>
    </p>
  </div>
)

export const Stopped = ({ state }: { state: SearchState }) => (
  <p class="caveat" role="status">
    Stopped: the store works on it no more. <a href={href("/search", state)}>Search again</a>
  </p>
)
