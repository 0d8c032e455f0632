/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Child } from "hono/jsx"
import type { Tell } from "../../store/types.ts"
import { afterOf, patience } from "../api.ts"
import { usualColumns } from "../export.ts"
import { InputError } from "../input-error.ts"
import { columnsOf } from "../narrow.ts"
import { type Kept, KeptSearches } from "../parts/kept-searches.tsx"
import { Layout } from "../parts/layout.tsx"
import { WrongQuery } from "../parts/query-help.tsx"
import { SearchForm } from "../parts/search-form.tsx"
import {
  SearchFailed,
  type SearchFound,
  SearchResults,
  Stopped,
  usualBy,
  Working,
} from "../parts/search-results.tsx"
import { boundedScope, eventStreams, fieldNameOf, scopeOf } from "../question.ts"
import { historyOf, remember } from "../search-history.ts"
import { type SearchState, searchStateOf } from "../search-state.ts"
import { type Search, searchesOf, searchNames } from "../searches.ts"
import { self } from "../searches-api.ts"
import { columnsNow } from "../settings.ts"
import { stepFor } from "../time.ts"
import { queryTimeoutMs, type World } from "../world.ts"
import { inParts } from "./in-parts.ts"

const pageEvents = 50
const sampleEvents = 200
const keptMs = 300

/**
 * The query, its time, a histogram and the newest events; all of its state is in the address. A page
 * whose answer takes long is sent in parts: at once what was asked, then how far the store is.
 */
export async function searchPage(world: World, c: Context) {
  const state = searchStateOf(c)
  const question = questionOf(world, c, state)
  const kept = await inTime(keptOf(world, c, state, question), {
    saved: undefined,
    past: undefined,
  })
  const frame = (children: Child) => (
    <Layout title="Search" place="/search" charts>
      <SearchForm state={state} />
      <KeptSearches {...kept} search={searchIn(state)} now={world.now()} />
      {c.req.query("saved") && (
        <p class="good" role="status">
          Saved: it is under “Saved searches”.
        </p>
      )}
      {children}
    </Layout>
  )
  if (question instanceof InputError)
    return c.html(frame(<WrongQuery query={state.q ?? ""} error={question} />), 400)
  if (c.req.query("stop") === "1") return c.html(frame(<Stopped state={state} />))
  return inParts(c, {
    frame,
    work: (tell: Tell) => found(world, c, question, tell),
    done: (answer) => <SearchResults state={state} found={answer} now={world.now()} />,
    working: (share) => <Working state={state} {...(share !== undefined && { share })} />,
    failed: (isLate) => (
      <SearchFailed
        state={state}
        isLate={isLate}
        seconds={Math.round(queryTimeoutMs(world) / 1000)}
      />
    ),
  })
}

const searchIn = (state: SearchState): Search =>
  Object.fromEntries(searchNames.map((name) => [name, state[name]]))

/** What is kept of searches does not keep a page waiting. */
const inTime = <T,>(asked: Promise<T>, otherwise: T): Promise<T> =>
  Promise.race([asked, Bun.sleep(keptMs).then(() => otherwise)])

/** What is kept of searches, and this one with it: whoever pages on or looks on makes no new one. */
async function keptOf(
  world: World,
  c: Context,
  state: SearchState,
  question: Question | InputError,
): Promise<Kept> {
  const { after, field, stop } = c.req.query()
  const { store } = world
  if (state.q && !after && !state.live && !field && !stop && !(question instanceof InputError))
    await remember(store, self(), searchIn(state), world.now()).catch(() => {})
  const [saved, past] = await Promise.all([
    searchesOf(store, self()).catch(() => undefined),
    historyOf(store, self()).catch(() => undefined),
  ])
  return { saved, past }
}

type Question = Exclude<ReturnType<typeof questionOf>, InputError>

/** What the address asks of the store, or what is wrong with it. */
function questionOf(world: World, c: Context, state: SearchState) {
  try {
    const now = world.now()
    const scope = scopeOf(state, eventStreams, now)
    return {
      scope,
      bounded: boundedScope(scope, now),
      by: fieldNameOf(state.by) ?? usualBy,
      field: fieldNameOf(state.field),
      columns: columnsOf(state.columns, columnsNow(usualColumns)),
      after: afterOf(c),
    }
  } catch (cause) {
    if (cause instanceof InputError) return cause
    throw cause
  }
}

async function found(
  world: World,
  c: Context,
  { scope, bounded, by, field, columns, after }: Question,
  tell: Tell,
): Promise<SearchFound> {
  const { fromMs, toMs } = bounded
  const stepMs = stepFor(toMs - fromMs)
  const signal = patience(world, c)
  const { store } = world
  const [page, bars, newest, exact] = await Promise.all([
    store.search(scope, pageEvents, after, signal, tell),
    store.histogram(bounded, stepMs, by, signal),
    store.search(scope, sampleEvents, undefined, signal),
    field === undefined ? undefined : store.terms(scope, field, 20, signal),
  ])
  return { page, bars: { fromMs, toMs, stepMs, ...bars }, sample: newest.events, exact, columns }
}
