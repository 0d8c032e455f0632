/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Child } from "hono/jsx"
import type { RuleLevel } from "#shared/sigma/types.ts"
import type { Scope, Term, Terms } from "../../store/types.ts"
import { patience } from "../api.ts"
import { href } from "../href.ts"
import { levelAt, levelsDown } from "../level.ts"
import { changesOf } from "../overview-changes.ts"
import { Caveats } from "../parts/caveats.tsx"
import { Amounts, WhatChanged } from "../parts/changes.tsx"
import { type Bars, Chart } from "../parts/chart.tsx"
import { Level } from "../parts/chip.tsx"
import { Counting, NotCounted } from "../parts/counting.tsx"
import { Layout } from "../parts/layout.tsx"
import { Ago } from "../parts/moment.tsx"
import { SourcesTable } from "../parts/sources-table.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { countText, Text } from "../parts/text.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { TopTables, topsOf } from "../parts/tops.tsx"
import { WorldMap } from "../parts/world-map.tsx"
import { alertStreams, also, boundedScope, eventStreams, scopeOf } from "../question.ts"
import { type TitleOf, titlesOf } from "../rule-titles.ts"
import { stepFor } from "../time.ts"
import type { World } from "../world.ts"
import { Empty } from "./empty.tsx"
import { inParts } from "./in-parts.ts"

/** What came in, what it means, who sends. */
export async function overviewPage(world: World, c: Context) {
  const all = { streams: eventStreams, query: { is: "all" } } as const
  const { events } = await world.store.search(all, 1, undefined, patience(world, c))
  if (events.length === 0) return c.html(<Empty world={world} />)
  const newestMs = Date.parse(events[0]?.["@timestamp"] ?? "")
  const state = { from: c.req.query("from") || usualFrom, to: c.req.query("to") }
  const scopes = scopesOf(state, world.now())
  return inParts(c, {
    frame: (children: Child) => (
      <Layout title="Overview" place="/" charts>
        <form method="get" action="/" class="ask">
          <TimePicker path="/" state={state} />
          <button type="submit">Show</button>
        </form>
        {children}
      </Layout>
    ),
    work: () => gather(world, c, scopes),
    done: (seen) => <Seen world={world} state={state} seen={seen} newestMs={newestMs} />,
    working: () => <Counting />,
    failed: (isLate) => <NotCounted isLate={isLate} to={href("/", state)} />,
  })
}

interface SeenProps {
  readonly world: World
  readonly state: State
  readonly seen: Awaited<ReturnType<typeof gather>>
  readonly newestMs: number
}

function Seen({ world, state, seen, newestMs }: SeenProps) {
  return (
    <div id="seen" {...(state.to ? {} : { "data-live": String(refreshMs) })}>
      {seen.problems.length > 0 && (
        <p class="problem">
          <a href="/health">
            {seen.problems.length === 1 ? "1 problem" : `${seen.problems.length} problems`}
          </a>
          : {seen.problems[0]}
        </p>
      )}
      <Amounts world={world} changes={seen.changes} state={state} newestMs={newestMs} />
      <Chart caption="Events by dataset" bars={seen.bars} zoom={href("/search", {})} />
      <div class="columns">
        <Levels severities={seen.severities} before={seen.changes.severitiesBefore} state={state} />
        <Rules world={world} terms={seen.rules} titleOf={seen.titleOf} state={state} />
      </div>
      <h2>Whom and what the alerts name</h2>
      <TopTables tops={seen.tops} state={state} />
      <h2>Where events come from</h2>
      <WorldMap events={seen.countries} alerts={seen.alertCountries} state={state} />
      <WhatChanged titleOf={seen.titleOf} changes={seen.changes} state={state} />
      <h2>Sources</h2>
      <SourcesTable rows={seen.sources} now={world.now()} />
    </div>
  )
}

/** Where the time ends now, it goes on: the page may hang on a wall. */
const refreshMs = 60_000

type State = Readonly<Record<"from" | "to", string | undefined>>

const country = "source.geo.country_iso_code"
const countriesMax = 250

const scopesOf = (state: State, now: number) => ({
  events: boundedScope(scopeOf(state, eventStreams, now), now),
  alerts: boundedScope(scopeOf(state, alertStreams, now), now),
})

async function gather(world: World, c: Context, scopes: ReturnType<typeof scopesOf>) {
  const { events, alerts } = scopes
  const stepMs = stepFor(events.toMs - events.fromMs)
  const signal = patience(world, c)
  const countries = (scope: Scope) =>
    world.store.terms(also(scope, { is: "exists", field: country }), country, countriesMax, signal)
  const [counted, severities, rules, sources, health, ...rest] = await Promise.all([
    world.store.histogram(events, stepMs, "event.dataset", signal),
    world.store.terms(alerts, "event.severity", 100, signal),
    world.store.terms(alerts, "rule.id", 10, signal),
    world.sources(),
    world.health(),
    topsOf(world.store, alerts, signal),
    changesOf(world.store, { events, alerts }, signal),
    countries(events),
    countries(alerts),
  ])
  const [tops, changes, ofEvents, ofAlerts] = rest
  const named = [...rules.values, ...changes.fresh, ...changes.gone].map(({ value }) => value)
  const titleOf = await titlesOf(world.rules, world.store, named, signal)
  const bars: Bars = { fromMs: events.fromMs, toMs: events.toMs, stepMs, ...counted }
  return {
    ...{ bars, severities, rules, sources, tops, changes, titleOf, problems: health.problems },
    ...{ countries: ofEvents, alertCountries: ofAlerts },
  }
}

interface LevelsProps {
  readonly severities: Terms
  readonly before: readonly Term[]
  readonly state: State
}

function Levels({ severities, before, state }: LevelsProps) {
  const sum = (terms: readonly Term[], level: RuleLevel) =>
    terms
      .filter((term) => levelAt(Number(term.value)) === level)
      .reduce((total, term) => total + term.count, 0)
  const rows = levelsDown.map((level) => ({
    level,
    count: sum(severities.values, level),
    before: sum(before, level),
  }))
  return (
    <section>
      <h2>Alerts</h2>
      <ul class="levels">
        {rows.map(({ level, count, before }) => (
          <li class={count === 0 ? "zero" : ""}>
            <a href={href("/alerts", { ...state, level })}>
              <Level level={level} />{" "}
              <span>
                {before > 0 && <span class="soft">{`${countText(before)} → `}</span>}
                <strong>{countText(count)}</strong>
              </span>
            </a>
          </li>
        ))}
      </ul>
      <Caveats caveats={severities.caveats} />
    </section>
  )
}

interface RulesProps {
  readonly world: World
  readonly terms: Terms
  readonly titleOf: TitleOf
  readonly state: State
}

function Rules({ world, terms, titleOf, state }: RulesProps) {
  const columns: readonly Column<Term>[] = [
    {
      name: "Rule",
      kind: "wide",
      cell: ({ value }) => (
        <a href={href("/alerts", { ...state, rule: value })}>
          <Text text={titleOf(value)} />
        </a>
      ),
    },
    { name: "Alerts", kind: "number", cell: ({ count }) => countText(count) },
    { name: "Last", cell: ({ lastMs }) => <Ago at={lastMs} now={world.now()} /> },
  ]
  return (
    <section>
      <h2>Rules that matched most</h2>
      <Table
        caption="Rules"
        columns={columns}
        rows={terms.values}
        none="No rule matched in this time."
      />
      <Caveats caveats={terms.caveats} />
    </section>
  )
}
