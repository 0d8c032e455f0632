/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Child } from "hono/jsx"
import { statesOf } from "../../alerts/states.ts"
import type { Scope, Terms } from "../../store/types.ts"
import { bodyOf, changeIn, changeTicked } from "../alert-changes.ts"
import { countedBy } from "../alert-counts.ts"
import { type Job, jobsOf } from "../alert-jobs.ts"
import { type AlertsPage, alertsOf } from "../alert-pages.ts"
import { peopleIn } from "../alert-people.ts"
import {
  alertScope,
  isStatus,
  isVerdict,
  type ListState,
  nothing,
  stateNames,
  wholeScope,
} from "../alert-scope.ts"
import { afterOf, patience } from "../api.ts"
import { href } from "../href.ts"
import { InputError } from "../input-error.ts"
import { isLevel } from "../level.ts"
import { JobBox, Ticked, type Typed } from "../parts/alert-bulk.tsx"
import { Facets, RuleFilter } from "../parts/alert-filters.tsx"
import { Groups, groupingOf, groupings, levelBars } from "../parts/alert-groups.tsx"
import { AlertsTable } from "../parts/alerts-table.tsx"
import { Chart } from "../parts/chart.tsx"
import { Counting, NotCounted } from "../parts/counting.tsx"
import { Layout } from "../parts/layout.tsx"
import { Total } from "../parts/paging.tsx"
import { WrongQuery } from "../parts/query-help.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { boundedScope } from "../question.ts"
import { titlesOf } from "../rule-titles.ts"
import { statesLately } from "../states-lately.ts"
import { stepFor } from "../time.ts"
import type { World } from "../world.ts"
import { inParts } from "./in-parts.ts"

const groupsMax = 200

/** What the rules found: counted by filter, over time, in groups, and one by one. */
export async function alertsPage(world: World, c: Context, told?: Told) {
  const state = stateIn(told ? backIn(told.body) : c.req.query())
  const job = c.req.query("job")
  const frame = (children: Child) => (
    <Layout title="Alerts" place="/alerts" charts>
      <Done c={c} problem={told?.problem} />
      {job && <JobBox job={jobsOf(world).find(job)} state={state} />}
      <Ask world={world} state={state} />
      {children}
    </Layout>
  )
  const wrong = wrongIn(world, c, state)
  if (wrong) return c.html(frame(<WrongQuery query={state.q ?? ""} error={wrong} />), 400)
  const done = (found: FoundProps["found"]) => (
    <Found world={world} state={state} found={found} typed={told?.body} />
  )
  if (told) return c.html(frame(done(await answer(world, c, state))), 400)
  return inParts(c, {
    frame,
    work: () => answer(world, c, state),
    done,
    working: () => <Counting />,
    failed: (isLate) => <NotCounted isLate={isLate} to={href("/alerts", state)} />,
  })
}

/** Why a change was not made: the list is shown again, with what was typed and ticked. */
interface Told {
  readonly problem: string
  readonly body: Typed
}

/** What can't be asked so is said before the store is asked. */
function wrongIn(world: World, c: Context, state: ListState): InputError | undefined {
  try {
    alertScope(state, world.now())
    afterOf(c)
    return undefined
  } catch (cause) {
    if (cause instanceof InputError) return cause
    throw cause
  }
}

interface FoundProps {
  readonly world: World
  readonly state: ListState
  readonly found: Awaited<ReturnType<typeof answer>>
  readonly typed?: Typed | undefined
}

function Found({ world, state, found, typed }: FoundProps) {
  const { page, states } = found
  return (
    <div id="seen">
      <Facets counted={found.counted} state={state} />
      <Chart caption="Alerts by level" bars={found.bars} zoom={href("/alerts", state)} />
      <Groups world={world} state={state} {...found} />
      <div class="found-head">
        <Total
          page={page}
          what="alert"
          order={state.sort === "level" ? "highest level" : "newest"}
        />
        <nav class="filters" aria-label="Export">
          <span class="hint">Export</span>
          {["csv", "ndjson"].map((format) => (
            <a href={href("/api/alerts-export", { ...state, format })} download>
              {format.toUpperCase()}
            </a>
          ))}
        </nav>
        <Sorts state={state} />
      </div>
      <Ticked state={state} total={page.total} people={peopleIn(states)} typed={typed}>
        <AlertsTable alerts={page.events} states={states} ticked={typed} />
      </Ticked>
      <Next page={page} state={state} />
    </div>
  )
}

function stateIn(given: Readonly<Record<string, string | undefined>>): ListState {
  const { level, status, verdict, from, sort } = given
  return {
    ...Object.fromEntries(stateNames.map((name) => [name, given[name] || undefined])),
    from: from || usualFrom,
    level: isLevel(level) ? level : undefined,
    status: isStatus(status) ? status : undefined,
    verdict: isVerdict(verdict) || verdict === nothing ? verdict : undefined,
    sort: sort === "level" ? sort : undefined,
  }
}

async function answer(world: World, c: Context, state: ListState) {
  const { store } = world
  const states = await statesLately(store)
  const scope = wholeScope(state, states, world.now())
  const bounded = boundedScope(scope, world.now())
  const stepMs = stepFor(bounded.toMs - bounded.fromMs)
  const signal = patience(world, c)
  const by = groupingOf(state.by)
  const mark = { after: afterOf(c), at: c.req.query("at") }
  const fresh = wholeScope({ ...state, status: "new" }, states, world.now())
  const none: Terms = { values: [], caveats: [] }
  const groups = (of: Scope) =>
    by === "time" ? none : store.terms(of, groupings[by], groupsMax, signal)
  const [page, counted, bars, terms, news] = await Promise.all([
    alertsOf(store, scope, state.sort, mark, signal),
    countedBy(store, states, state, world.now(), signal),
    store.histogram(bounded, stepMs, "event.severity", signal),
    groups(scope),
    state.status || states.size === 0 ? undefined : groups(fresh),
  ])
  const { fromMs, toMs } = bounded
  const ids = by === "rule" ? terms.values.map(({ value }) => value) : []
  return {
    ...{ page, counted, terms, news, states },
    titleOf: await titlesOf(world.rules, store, ids, signal),
    bars: levelBars({ fromMs, toMs, stepMs, ...bars }),
  }
}

/** Changes the alerts that are ticked, or begins to change all, and leads back to the list. */
export async function changeAlertsNow(world: World, c: Context) {
  const body = await bodyOf(c)
  try {
    const state = backOf(body)
    if (body["which"] === "all")
      return c.redirect(href("/alerts", await changeAll(world, body, state)), 303)
    const { changed, conflict } = await changeTicked(world, body)
    const came = { changed: String(changed), conflict: conflict ? String(conflict) : undefined }
    return c.redirect(href("/alerts", { ...state, ...came }), 303)
  } catch (cause) {
    if (cause instanceof InputError) return alertsPage(world, c, { problem: cause.message, body })
    throw cause
  }
}

async function changeAll(world: World, body: Readonly<Record<string, unknown>>, state: ListState) {
  const asked = changeIn(body, true)
  if (Object.keys(asked).length === 0) throw new InputError("what is to be changed?")
  const scope = boundedScope(
    wholeScope(state, await statesOf(world.store), world.now()),
    world.now(),
  )
  const job: Job = jobsOf(world).start(scope, asked)
  return { ...state, job: job.id }
}

/** Stops a change of all, and leads back to what came of it. */
export async function stopJobNow(world: World, c: Context) {
  const body = await bodyOf(c)
  const id = String(body["job"] ?? "").slice(0, 100)
  jobsOf(world).find(id)?.stop()
  return c.redirect(href("/alerts", { ...backOf(body), job: id }), 303)
}

/** The list as it was when the form was sent. */
const backIn = (body: Typed) =>
  Object.fromEntries(new URLSearchParams(String(body["back"] ?? "").slice(0, 8_192)))

function backOf(body: Typed): ListState {
  const given = backIn(body)
  return { ...stateIn(given), from: given["from"] }
}

/** What came of the last bulk change. */
function Done({ c, problem }: { c: Context; problem: string | undefined }) {
  const { changed = "", conflict = "" } = c.req.query()
  const isCount = (text: string) => /^\d{1,4}$/.test(text)
  return (
    <>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {isCount(changed) && (
        <p class="good" role="status">
          {changed === "1" ? "1 alert was changed." : `${changed} alerts were changed.`}
        </p>
      )}
      {isCount(conflict) && (
        <p class="caveat" role="status">
          {conflict} left as they are: another has changed them meanwhile. Look at them again.
        </p>
      )}
    </>
  )
}

const Sorts = ({ state }: { state: ListState }) => (
  <nav class="filters" aria-label="Sorted by">
    <span class="hint">Sorted by</span>
    {([undefined, "level"] as const).map((sort) => (
      <a
        href={href("/alerts", { ...state, sort })}
        {...(sort === state.sort && { "aria-current": "true" })}
      >
        {sort ?? "time"}
      </a>
    ))}
  </nav>
)

function Next({ page: { after, at }, state }: { page: AlertsPage; state: ListState }) {
  if (after === undefined && at === undefined) return null
  return (
    <p>
      <a class="button" rel="next" href={href("/alerts", { ...state, after, at })}>
        Next page
      </a>
    </p>
  )
}

const hidden = [
  ...(["level", "rule", "tactic", "source", "status"] as const),
  ...(["verdict", "assignee", "by", "sort", "order", "groups"] as const),
] as const

function Ask({ world, state }: { world: World; state: ListState }) {
  return (
    <form method="get" action="/alerts" class="ask">
      <label class="query">
        <span class="hidden">Query</span>
        <input
          name="q"
          type="search"
          value={state.q ?? ""}
          maxlength={4096}
          placeholder="host.name:web*"
        />
      </label>
      {hidden.map((name) => state[name] && <input type="hidden" name={name} value={state[name]} />)}
      <button type="submit">Search</button>
      <TimePicker path="/alerts" state={state} />
      <RuleFilter world={world} state={state} />
    </form>
  )
}
