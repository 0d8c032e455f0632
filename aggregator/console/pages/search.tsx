/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import type { Page, Terms } from "../../store/types.ts"
import { afterOf, patience } from "../api.ts"
import { usualColumns } from "../export.ts"
import { sampleFields } from "../field-sample.ts"
import { href } from "../href.ts"
import { InputError } from "../input-error.ts"
import { columnsOf } from "../narrow.ts"
import { type Bars, Chart } from "../parts/chart.tsx"
import { EventsTable } from "../parts/events-table.tsx"
import { FieldList } from "../parts/field-list.tsx"
import { Layout } from "../parts/layout.tsx"
import { More, Total } from "../parts/paging.tsx"
import { Syntax, WrongQuery } from "../parts/query-help.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { boundedScope, eventStreams, fieldNameOf, scopeOf } from "../question.ts"
import { stepFor } from "../time.ts"
import type { World } from "../world.ts"

type State = Readonly<
  Record<"q" | "from" | "to" | "live" | "columns" | "by" | "field", string | undefined>
>
type Found = {
  readonly page: Page
  readonly bars: Bars
  readonly sample: readonly Event[]
  readonly exact: Terms | undefined
  readonly columns: readonly string[]
}

const pageEvents = 50
const sampleEvents = 200
const fieldsMax = 120
const usualBy = "event.dataset"

/** The query, its time, a histogram and the newest events; all of its state is in the address. */
export async function searchPage(world: World, c: Context) {
  const { q, from, to, live, columns, by, field } = c.req.query()
  const kept = { q, to, columns, by, field }
  const state = { ...kept, from: from || usualFrom, live: live === "1" ? "1" : undefined }
  const found = await answer(world, c, state)
  return c.html(
    <Layout title="Search" place="/search" charts>
      <Ask state={state} />
      {found instanceof InputError ? (
        <WrongQuery query={q ?? ""} error={found} />
      ) : (
        <Results state={state} found={found} />
      )}
    </Layout>,
    found instanceof InputError ? 400 : 200,
  )
}

async function answer(world: World, c: Context, state: State): Promise<Found | InputError> {
  try {
    const now = world.now()
    const scope = scopeOf(state, eventStreams, now)
    const bounded = boundedScope(scope, now)
    const stepMs = stepFor(bounded.toMs - bounded.fromMs)
    const by = fieldNameOf(state.by) ?? usualBy
    const field = fieldNameOf(state.field)
    const columns = columnsOf(state.columns, usualColumns)
    const signal = patience(world, c)
    const [page, bars, newest, exact] = await Promise.all([
      world.store.search(scope, pageEvents, afterOf(c), signal),
      world.store.histogram(bounded, stepMs, by, signal),
      world.store.search(scope, sampleEvents, undefined, signal),
      field === undefined ? undefined : world.store.terms(scope, field, 20, signal),
    ])
    const { fromMs, toMs } = bounded
    return { page, bars: { fromMs, toMs, stepMs, ...bars }, sample: newest.events, exact, columns }
  } catch (cause) {
    if (cause instanceof InputError) return cause
    throw cause
  }
}

function Ask({ state }: { state: State }) {
  return (
    <form method="get" action="/search" class="ask">
      <label class="query">
        <span class="hidden">Query</span>
        <input
          name="q"
          type="search"
          value={state.q ?? ""}
          maxlength={4096}
          spellcheck={false}
          autocomplete="off"
          placeholder='user.name:root AND NOT source.ip:10.0.0.0/8 "failed password"'
        />
      </label>
      {(["columns", "by", "field"] as const).map(
        (name) => state[name] && <input type="hidden" name={name} value={state[name]} />,
      )}
      <button type="submit">Search</button>
      <TimePicker path="/search" state={state} />
      <label class="live">
        <input type="checkbox" name="live" value="1" checked={state.live === "1"} /> Live
      </label>
      <Syntax />
    </form>
  )
}

function Results({ state, found }: { state: State; found: Found }) {
  const { page, bars, sample, exact, columns } = found
  const by = state.by || usualBy
  const fields = sampleFields(sample, fieldsMax)
  const { live: _, field: __, from: ___, ...rest } = state
  return (
    <div id="results" {...(state.live && { "data-live": "5000" })}>
      <Chart
        caption={by === usualBy ? "Events by dataset" : `Events by ${by.slice(0, 100)}`}
        bars={bars}
        zoom={href("/search", { ...rest, to: undefined })}
      />
      <div class="found">
        <FieldList {...{ fields, columns, state, exact }} sampled={sample.length} />
        <section class="matches" aria-label="Matches">
          <div class="found-head">
            <Total page={page} what="event" />
            <Exports state={state} columns={columns} />
          </div>
          <EventsTable
            events={page.events}
            none="No event matches in this time. Take a longer time, or fewer conditions."
            columns={columns}
            state={state}
          />
          <More page={page} path="/search" state={state} />
        </section>
      </div>
    </div>
  )
}

function Exports({ state, columns }: { state: State; columns: readonly string[] }) {
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
