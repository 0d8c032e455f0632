/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Page } from "../../store/types.ts"
import { afterOf, patience } from "../api.ts"
import { href } from "../href.ts"
import { InputError } from "../input-error.ts"
import { type Bars, Chart } from "../parts/chart.tsx"
import { EventsTable } from "../parts/events-table.tsx"
import { Layout } from "../parts/layout.tsx"
import { More, Total } from "../parts/paging.tsx"
import { Syntax, WrongQuery } from "../parts/query-help.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { boundedScope, eventStreams, scopeOf } from "../question.ts"
import { stepFor } from "../time.ts"
import type { World } from "../world.ts"

type State = Readonly<Record<"q" | "from" | "to" | "live", string | undefined>>
type Found = { readonly page: Page; readonly bars: Bars }

/** The query, its time, a histogram and the newest events; all of its state is in the address. */
export async function searchPage(world: World, c: Context) {
  const { q, from, to, live } = c.req.query()
  const state = { q, from: from || usualFrom, to, live: live === "1" ? "1" : undefined }
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
    const signal = patience(world, c)
    const [page, bars] = await Promise.all([
      world.store.search(scope, 50, afterOf(c), signal),
      world.store.histogram(bounded, stepMs, "event.dataset", signal),
    ])
    return { page, bars: { fromMs: bounded.fromMs, toMs: bounded.toMs, stepMs, ...bars } }
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
  const { page, bars } = found
  return (
    <div id="results" {...(state.live && { "data-live": "5000" })}>
      <Chart caption="Events by dataset" bars={bars} zoom={href("/search", { q: state.q })} />
      <Total page={page} what="event" />
      <EventsTable events={page.events} none="No event matches in this time." />
      <More page={page} path="/search" state={state} />
    </div>
  )
}
