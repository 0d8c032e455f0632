/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import type { Page } from "../../store/types.ts"
import { afterOf, patience } from "../api.ts"
import { alertHref, href } from "../href.ts"
import { InputError } from "../input-error.ts"
import { isLevel, levelOf, levelQuery, levelsDown } from "../level.ts"
import { Chip, Level } from "../parts/chip.tsx"
import { Layout } from "../parts/layout.tsx"
import { Moment } from "../parts/moment.tsx"
import { More, Total } from "../parts/paging.tsx"
import { WrongQuery } from "../parts/query-help.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { Text } from "../parts/text.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { alertStreams, also, scopeOf } from "../question.ts"
import type { World } from "../world.ts"

type State = Readonly<Record<"q" | "from" | "to" | "level" | "rule", string | undefined>>

/** What the rules found, newest first, by level and rule. */
export async function alertsPage(world: World, c: Context) {
  const { q, from, to, level, rule } = c.req.query()
  const state = { q, from: from || usualFrom, to, level: isLevel(level) ? level : undefined, rule }
  const found = await answer(world, c, state)
  const wrong = found instanceof InputError
  return c.html(
    <Layout title="Alerts" place="/alerts">
      <Ask world={world} state={state} />
      {wrong ? (
        <WrongQuery query={q ?? ""} error={found} />
      ) : (
        <>
          <Total page={found} what="alert" />
          <Table caption="Alerts" columns={columns} rows={found.events} none="No alert here." />
          <More page={found} path="/alerts" state={state} />
        </>
      )}
    </Layout>,
    wrong ? 400 : 200,
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

const columns: readonly Column<Event>[] = [
  { name: "Time (UTC)", kind: "time", cell: time },
  { name: "Level", cell: (e) => <Level level={levelOf(e)} /> },
  { name: "Rule", kind: "wide", cell: ruleCell },
  { name: "Host", cell: (e) => <Chip field="host.name" value={e["host.name"]} /> },
  { name: "User", cell: (e) => <Chip field="user.name" value={e["user.name"]} /> },
  { name: "Source", cell: (e) => <Chip field="source.ip" value={e["source.ip"]} /> },
]

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
