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
import { type Kept, KeptSearches } from "../parts/kept-searches.tsx"
import { Layout } from "../parts/layout.tsx"
import { More, Total } from "../parts/paging.tsx"
import { Syntax, WrongQuery } from "../parts/query-help.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { boundedScope, eventStreams, fieldNameOf, scopeOf } from "../question.ts"
import { historyOf, remember } from "../search-history.ts"
import { type Search, searchesOf, searchNames } from "../searches.ts"
import { self } from "../searches-api.ts"
import { columnsNow } from "../settings.ts"
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
  const state = {
    ...{ q, to, columns, by, field },
    from: from || usualFrom,
    live: live === "1" ? "1" : undefined,
  }
  const search: Search = Object.fromEntries(searchNames.map((name) => [name, state[name]]))
  const [found, kept] = await Promise.all([answer(world, c, state), keptOf(world, search, c)])
  return c.html(
    <Layout title="Search" place="/search" charts>
      <Ask state={state} />
      <KeptSearches {...kept} search={search} now={world.now()} />
      {c.req.query("saved") && (
        <p class="good" role="status">
          Saved: it is under “Saved searches”.
        </p>
      )}
      {found instanceof InputError ? (
        <WrongQuery query={q ?? ""} error={found} />
      ) : (
        <Results state={state} found={found} />
      )}
    </Layout>,
    found instanceof InputError ? 400 : 200,
  )
}

/** What is kept of searches, and this one with it: whoever pages on or looks on makes no new one. */
async function keptOf(world: World, search: Search, c: Context): Promise<Kept> {
  const { after, live, field } = c.req.query()
  const { store } = world
  if (search.q && !after && !live && !field && isRight(search, world.now()))
    await remember(store, self(), search, world.now()).catch(() => {})
  const [saved, past] = await Promise.all([
    searchesOf(store, self()).catch(() => undefined),
    historyOf(store, self()).catch(() => undefined),
  ])
  return { saved, past }
}

function isRight(search: Search, now: number): boolean {
  try {
    return scopeOf(search, eventStreams, now) !== undefined
  } catch {
    return false
  }
}

async function answer(world: World, c: Context, state: State): Promise<Found | InputError> {
  try {
    const now = world.now()
    const scope = scopeOf(state, eventStreams, now)
    const bounded = boundedScope(scope, now)
    const stepMs = stepFor(bounded.toMs - bounded.fromMs)
    const by = fieldNameOf(state.by) ?? usualBy
    const field = fieldNameOf(state.field)
    const columns = columnsOf(state.columns, columnsNow(usualColumns))
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
