/** @jsxImportSource hono/jsx */

import type { Context } from "hono"
import type { Child } from "hono/jsx"
import type { Event } from "#shared/ecs/event.ts"
import { queryText } from "../../store/query-text.ts"
import type { Scope } from "../../store/types.ts"
import { type States, stateOfAlert } from "../alert-scope.ts"
import { patience } from "../api.ts"
import { type EntityKind, entityScopeQuery, isKind } from "../entity.ts"
import { type Bounded, factsOf, firstMs } from "../entity-facts.ts"
import { knownOf } from "../entity-known.ts"
import { alertHref, href } from "../href.ts"
import { levelAt, levelsDown } from "../level.ts"
import { alertStart } from "../parts/alert-columns.tsx"
import { StatusText } from "../parts/alert-state.tsx"
import { Chart } from "../parts/chart.tsx"
import { Counting, NotCounted } from "../parts/counting.tsx"
import { Enrichment } from "../parts/enrichment.tsx"
import { Facts, PeerTables, TopTables } from "../parts/entity-facts.tsx"
import { Layout } from "../parts/layout.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { countText, Text } from "../parts/text.tsx"
import { TimePicker } from "../parts/time-picker.tsx"
import { alertStreams, also, boundedScope, eventStreams, scopeOf } from "../question.ts"
import { statesLately } from "../states-lately.ts"
import { stepFor } from "../time.ts"
import type { World } from "../world.ts"
import { inParts } from "./in-parts.ts"
import { notFound } from "./plain.tsx"

/** A host, user, address, hash or domain: when it was seen, doing what, with whom, and its alerts. */
export async function entityPage(world: World, c: Context) {
  const kind = c.req.param("kind") ?? ""
  if (!isKind(kind)) return notFound(c)
  const { value = "", from, to } = c.req.query()
  const state = { value, from: from || "now-7d", to }
  const query = entityScopeQuery(kind, value)
  const now = world.now()
  const scope = boundedScope(also(scopeOf(state, eventStreams, now), query), now)
  const asked = { q: queryText(query), from: state.from, to }
  return inParts(c, {
    frame: (children: Child) => (
      <Layout title={`${kind} ${value}`} charts>
        <form method="get" action={`/entity/${kind}`} class="ask">
          <input type="hidden" name="value" value={value} />
          <TimePicker path={`/entity/${kind}`} state={state} />
          <button type="submit">Show</button>
        </form>
        {children}
      </Layout>
    ),
    work: () => gather(world, c, kind, { scope, query }),
    done: (seen) => <Seen kind={kind} value={value} asked={asked} seen={seen} now={now} />,
    working: () => <Counting />,
    failed: (isLate) => <NotCounted isLate={isLate} to={href(`/entity/${kind}`, state)} />,
  })
}

interface SeenProps {
  readonly kind: EntityKind
  readonly value: string
  readonly asked: { readonly q: string; readonly from: string; readonly to: string | undefined }
  readonly seen: Found
  readonly now: number
}

function Seen({ kind, value, asked, seen, now }: SeenProps) {
  return (
    <div id="seen">
      <p class="total">
        <a href={href("/search", asked)}>
          <strong>{countText(seen.page.total)}</strong> events
        </a>
        {" · "}
        <a href={href("/alerts", asked)}>
          <strong>{countText(seen.alerts.total)}</strong> alerts
        </a>
      </p>
      <Facts
        kind={kind}
        asked={asked}
        firstMs={seen.firstMs}
        last={seen.page.events[0]?.["@timestamp"]}
        levels={seen.levels}
        facts={seen.facts}
        now={now}
      />
      <Chart caption="Activity" bars={seen.bars} zoom={href("/search", { q: asked.q })} />
      <Alerts page={seen.alerts} states={seen.states} more={href("/alerts", asked)} />
      <Enrichment events={knownOf(kind, value, seen.page.events)} />
      <h2>Peers</h2>
      <PeerTables tops={seen.facts.peers} asked={asked} />
      <h2>What it does</h2>
      <TopTables tops={seen.facts.others} asked={asked} />
    </div>
  )
}

/** Events that are read for what they say of it. */
const knownMax = 20

interface Wanted {
  readonly scope: Bounded
  readonly query: Scope["query"]
}

async function gather(world: World, c: Context, kind: EntityKind, wanted: Wanted) {
  const { scope, query } = wanted
  const { store } = world
  const stepMs = stepFor(scope.toMs - scope.fromMs)
  const signal = patience(world, c)
  const [page, bars, alerts, states, facts] = await Promise.all([
    store.search(scope, knownMax, undefined, signal),
    store.histogram(scope, stepMs, "event.dataset", signal),
    store.search({ ...scope, streams: alertStreams }, 10, undefined, signal),
    statesLately(store),
    factsOf(store, kind, { scope, query }, signal),
  ])
  const levels = levelsDown.map((level) => ({
    level,
    count: facts.severities
      .filter(({ value }) => levelAt(Number(value)) === level)
      .reduce((sum, { count }) => sum + count, 0),
  }))
  return {
    ...{ page, alerts, states, facts, levels },
    firstMs: await firstMs(store, scope, bars, stepMs, signal),
    bars: { fromMs: scope.fromMs, toMs: scope.toMs, stepMs, ...bars },
  }
}

type Found = Awaited<ReturnType<typeof gather>>

interface AlertsProps {
  readonly page: Found["alerts"]
  readonly states: States
  readonly more: string
}

function Alerts({ page, states, more }: AlertsProps) {
  const columns: readonly Column<Event>[] = [
    ...alertStart,
    {
      name: "Rule",
      kind: "wide",
      cell: (e) => (
        <a href={alertHref(e["event.id"] ?? "")}>
          <Text text={e["rule.name"] ?? "alert"} />
        </a>
      ),
    },
    { name: "Status", cell: (e) => <StatusText state={stateOfAlert(states, e)} /> },
  ]
  return (
    <section>
      <h2>Alerts</h2>
      <Table caption="Alerts" columns={columns} rows={page.events} none="None in this time." />
      {page.total > page.events.length && (
        <p>
          <a href={more}>All {countText(page.total)} alerts</a>
        </p>
      )}
    </section>
  )
}
