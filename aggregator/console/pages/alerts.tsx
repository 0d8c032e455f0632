/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Child } from "hono/jsx"
import type { Event } from "#shared/ecs/event.ts"
import { statuses, verdicts } from "../../alerts/state.ts"
import { statesOf } from "../../alerts/states.ts"
import { bodyOf, changeTicked } from "../alert-changes.ts"
import {
  alertScope,
  isStatus,
  type ListState,
  pageOf,
  type States,
  stateNames,
  stateOfAlert,
  statusCounts,
} from "../alert-scope.ts"
import { afterOf, patience } from "../api.ts"
import { alertHref, href } from "../href.ts"
import { InputError } from "../input-error.ts"
import { isLevel, levelOf, levelsDown } from "../level.ts"
import { Filters, Groups, groupingOf, groupings, Statuses } from "../parts/alert-groups.tsx"
import { Choice, mayChange, StatusText } from "../parts/alert-state.tsx"
import { Chip, Level } from "../parts/chip.tsx"
import { Csrf } from "../parts/csrf.tsx"
import { Layout } from "../parts/layout.tsx"
import { Moment } from "../parts/moment.tsx"
import { More, Total } from "../parts/paging.tsx"
import { WrongQuery } from "../parts/query-help.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { Text } from "../parts/text.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import type { World } from "../world.ts"

/** What the rules found, newest first, in groups and by level, status, tactic, rule and source. */
export async function alertsPage(world: World, c: Context, problem?: string) {
  const state = stateIn(c)
  const found = await answer(world, c, state)
  const wrong = found instanceof InputError
  return c.html(
    <Layout title="Alerts" place="/alerts">
      <Done c={c} problem={problem} />
      <Ask world={world} state={state} />
      {wrong ? (
        <WrongQuery query={state.q ?? ""} error={found} />
      ) : (
        <>
          <Statuses counts={found.counts} state={state} />
          <Groups world={world} state={state} terms={found.terms} />
          <Total page={found.page} what="alert" />
          <Ticked state={state} isUsed={found.page.events.length > 0}>
            <Table
              caption="Alerts"
              columns={columnsOf(found.states)}
              rows={found.page.events}
              none="No alert here: take a longer time, or leave out a filter."
            />
          </Ticked>
          <More page={found.page} path="/alerts" state={state} />
        </>
      )}
    </Layout>,
    wrong || problem !== undefined ? 400 : 200,
  )
}

function stateIn(c: Context): ListState {
  const given = c.req.query()
  const { level, status, from } = given
  return {
    ...Object.fromEntries(stateNames.map((name) => [name, given[name] || undefined])),
    from: from || usualFrom,
    level: isLevel(level) ? level : undefined,
    status: isStatus(status) ? status : undefined,
  }
}

async function answer(world: World, c: Context, state: ListState) {
  try {
    const scope = alertScope(state, world.now())
    const states = await statesOf(world.store)
    const signal = patience(world, c)
    const status = isStatus(state.status) ? state.status : undefined
    const [page, terms, counts] = await Promise.all([
      pageOf(world.store, { scope, states, status, after: afterOf(c) }, signal),
      world.store.terms(scope, groupings[groupingOf(state.by)], 10, signal),
      statusCounts(world.store, scope, states, signal),
    ])
    return { page, terms, counts, states }
  } catch (cause) {
    if (cause instanceof InputError) return cause
    throw cause
  }
}

/** Changes all alerts that are ticked, and leads back to the list. */
export async function changeTickedNow(world: World, c: Context) {
  const body = await bodyOf(c)
  try {
    const { changed, conflict } = await changeTicked(world, body)
    const back = new URLSearchParams(String(body["back"] ?? "").slice(0, 8_192))
    const state = Object.fromEntries(stateNames.map((name) => [name, back.get(name) ?? undefined]))
    const came = { changed: String(changed), conflict: conflict ? String(conflict) : undefined }
    return c.redirect(href("/alerts", { ...state, ...came }), 303)
  } catch (cause) {
    if (cause instanceof InputError) return alertsPage(world, c, cause.message)
    throw cause
  }
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

interface TickedProps {
  readonly state: ListState
  readonly isUsed: boolean
  readonly children?: Child
}

/** Around the table: the form that changes what is ticked in it. */
function Ticked({ state, isUsed, children }: TickedProps) {
  if (!isUsed || !mayChange()) return <>{children}</>
  return (
    <form method="post" action="/alerts">
      <Csrf />
      <input type="hidden" name="back" value={href("", state).slice(1)} />
      {children}
      <fieldset class="change">
        <legend>Change those that are ticked</legend>
        <Choice name="status" label="Status" all={["", ...statuses]} none="leave" />
        <Choice name="verdict" label="Verdict" all={["", ...verdicts]} none="leave" />
        <label>
          Assignee <input name="assignee" maxlength={100} placeholder="leave" />
        </label>
        <label>
          Reason <input name="reason" maxlength={500} placeholder="of a false positive" />
        </label>
        <label>
          Comment <input name="comment" maxlength={4000} />
        </label>
        <button type="submit">Change</button>
      </fieldset>
    </form>
  )
}

const columnsOf = (states: States): readonly Column<Event>[] => [
  ...(mayChange() ? [{ name: "", cell: (e: Event) => tick(e, states) }] : []),
  { name: "Status", cell: (e) => <StatusText state={stateOfAlert(states, e)} /> },
  { name: "Time (UTC)", kind: "time", cell: time },
  { name: "Level", cell: (e) => <Level level={levelOf(e)} /> },
  { name: "Rule", kind: "wide", cell: ruleCell },
  { name: "Host", cell: (e) => <Chip field="host.name" value={e["host.name"]} /> },
  { name: "User", cell: (e) => <Chip field="user.name" value={e["user.name"]} /> },
  { name: "Source", cell: (e) => <Chip field="source.ip" value={e["source.ip"]} /> },
]

const tick = (event: Event, states: States) => (
  <input
    type="checkbox"
    name={`alert:${event["event.id"]}`}
    value={String(stateOfAlert(states, event).revision)}
    aria-label={`Alert of ${event["@timestamp"]}`}
  />
)

function time(event: Event) {
  return (
    <a href={alertHref(event["event.id"] ?? "")}>
      <Moment at={event["@timestamp"]} />
    </a>
  )
}

function ruleCell(event: Event) {
  return (
    <a href={alertHref(event["event.id"] ?? "")}>
      <Text text={event["rule.name"] ?? event["rule.id"] ?? event.message ?? "alert"} />
    </a>
  )
}

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
      {state.level && <input type="hidden" name="level" value={state.level} />}
      {(["rule", "tactic", "source", "status", "by"] as const).map(
        (name) => state[name] && <input type="hidden" name={name} value={state[name]} />,
      )}
      <button type="submit">Search</button>
      <TimePicker path="/alerts" state={state} />
      <nav class="filters" aria-label="Level">
        {[undefined, ...levelsDown].map((level) => (
          <a
            href={href("/alerts", { ...state, level })}
            {...(level === state.level && { "aria-current": "true" })}
          >
            {level ?? "all levels"}
          </a>
        ))}
      </nav>
      <Filters world={world} state={state} />
    </form>
  )
}
