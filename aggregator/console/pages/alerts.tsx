/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Child } from "hono/jsx"
import type { Event } from "#shared/ecs/event.ts"
import { type AlertState, statuses, untouched, verdicts } from "../../alerts/state.ts"
import { statesOf } from "../../alerts/states.ts"
import type { Page } from "../../store/types.ts"
import { bodyOf, changeTicked } from "../alert-changes.ts"
import { afterOf, patience } from "../api.ts"
import { alertHref, href } from "../href.ts"
import { InputError } from "../input-error.ts"
import { isLevel, levelOf, levelQuery, levelsDown } from "../level.ts"
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
import { alertStreams, also, scopeOf } from "../question.ts"
import type { World } from "../world.ts"

const stateNames = ["q", "from", "to", "level", "rule"] as const
type State = Readonly<Record<(typeof stateNames)[number], string | undefined>>

/** What the rules found, newest first, by level and rule. */
export async function alertsPage(world: World, c: Context, problem?: string) {
  const { q, from, to, level, rule } = c.req.query()
  const state = { q, from: from || usualFrom, to, level: isLevel(level) ? level : undefined, rule }
  const found = await answer(world, c, state)
  const wrong = found instanceof InputError
  const states = await statesOf(world.store)
  return c.html(
    <Layout title="Alerts" place="/alerts">
      <Done c={c} problem={problem} />
      <Ask world={world} state={state} />
      {wrong ? (
        <WrongQuery query={q ?? ""} error={found} />
      ) : (
        <>
          <Total page={found} what="alert" />
          <Ticked state={state} isUsed={found.events.length > 0}>
            <Table
              caption="Alerts"
              columns={columnsOf(states)}
              rows={found.events}
              none="No alert here."
            />
          </Ticked>
          <More page={found} path="/alerts" state={state} />
        </>
      )}
    </Layout>,
    wrong || problem !== undefined ? 400 : 200,
  )
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
  readonly state: State
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

async function answer(world: World, c: Context, state: State): Promise<Page | InputError> {
  try {
    let scope = scopeOf(state, alertStreams, world.now())
    if (isLevel(state.level)) scope = also(scope, levelQuery(state.level))
    if (state.rule) scope = also(scope, { is: "term", field: "rule.id", value: state.rule })
    return await world.store.search(scope, 50, afterOf(c), patience(world, c))
  } catch (cause) {
    if (cause instanceof InputError) return cause
    throw cause
  }
}

const columnsOf = (states: ReadonlyMap<string, AlertState>): readonly Column<Event>[] => [
  ...(mayChange() ? [{ name: "", cell: (e: Event) => tick(e, states) }] : []),
  { name: "Status", cell: (e) => <StatusText state={stateIn(states, e)} /> },
  { name: "Time (UTC)", kind: "time", cell: time },
  { name: "Level", cell: (e) => <Level level={levelOf(e)} /> },
  { name: "Rule", kind: "wide", cell: ruleCell },
  { name: "Host", cell: (e) => <Chip field="host.name" value={e["host.name"]} /> },
  { name: "User", cell: (e) => <Chip field="user.name" value={e["user.name"]} /> },
  { name: "Source", cell: (e) => <Chip field="source.ip" value={e["source.ip"]} /> },
]

const stateIn = (states: ReadonlyMap<string, AlertState>, event: Event) =>
  states.get(event["event.id"] ?? "") ?? untouched

const tick = (event: Event, states: ReadonlyMap<string, AlertState>) => (
  <input
    type="checkbox"
    name={`alert:${event["event.id"]}`}
    value={String(stateIn(states, event).revision)}
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

function Ask({ world, state }: { world: World; state: State }) {
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
      {state.rule && <input type="hidden" name="rule" value={state.rule} />}
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
      {state.rule && (
        <p class="filter">
          Rule: <Text text={world.rules(state.rule)?.title ?? state.rule} />{" "}
          <a href={href("/alerts", { ...state, rule: undefined })}>all rules</a>
        </p>
      )}
    </form>
  )
}
