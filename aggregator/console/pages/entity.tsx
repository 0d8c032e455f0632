/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import { queryText } from "../../store/query-text.ts"
import type { Scope, Term } from "../../store/types.ts"
import { patience } from "../api.ts"
import {
  type EntityKind,
  entityHref,
  entityKinds,
  entityScopeQuery,
  isKind,
  kindOf,
} from "../entity.ts"
import { alertHref, href } from "../href.ts"
import { levelOf } from "../level.ts"
import { Bar } from "../parts/alert-groups.tsx"
import { Chart } from "../parts/chart.tsx"
import { Chip, Level } from "../parts/chip.tsx"
import { Layout } from "../parts/layout.tsx"
import { Moment } from "../parts/moment.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { countText, Text } from "../parts/text.tsx"
import { TimePicker } from "../parts/time-picker.tsx"
import { alertStreams, also, boundedScope, eventStreams, scopeOf } from "../question.ts"
import { stepFor } from "../time.ts"
import type { World } from "../world.ts"
import { notFound } from "./plain.tsx"

const topFields = [
  ...(["event.dataset", "event.action", "host.name", "user.name"] as const),
  ...(["source.ip", "destination.ip", "process.name", "dns.question.name"] as const),
]
const topSize = 5

/** A host, user, address, hash or domain: when it was seen, doing what, with whom, and its alerts. */
export async function entityPage(world: World, c: Context) {
  const kind = c.req.param("kind") ?? ""
  if (!isKind(kind)) return notFound(c)
  const { value = "", from, to } = c.req.query()
  const state = { value, from: from || "now-7d", to }
  const query = entityScopeQuery(kind, value)
  const seen = await gather(world, c, kind, { ...state, query })
  const q = queryText(query)
  const asked = { q, from: state.from, to }
  return c.html(
    <Layout title={`${kind} ${value}`} charts>
      <form method="get" action={`/entity/${kind}`} class="ask">
        <input type="hidden" name="value" value={value} />
        <TimePicker path={`/entity/${kind}`} state={state} />
        <button type="submit">Show</button>
      </form>
      <p class="total">
        <a href={href("/search", asked)}>
          <strong>{countText(seen.page.total)}</strong> events
        </a>
        {seen.firstMs !== undefined && (
          <>
            {" · first in this time "}
            <Moment at={seen.firstMs} />
            {" or soon after · last "}
            <Moment at={seen.page.events[0]?.["@timestamp"]} />
          </>
        )}
      </p>
      <Chart caption="Activity" bars={seen.bars} zoom={href("/search", { q })} />
      <Alerts page={seen.alerts} more={href("/alerts", asked)} />
      <h2>Most often with it</h2>
      <div class="tops">
        {seen.tops.map(({ field, values }) => (
          <Top field={field} values={values} />
        ))}
      </div>
    </Layout>,
  )
}

interface Wanted {
  readonly from: string
  readonly to: string | undefined
  readonly query: Scope["query"]
}

async function gather(world: World, c: Context, kind: EntityKind, wanted: Wanted) {
  const { from, to, query } = wanted
  const now = world.now()
  const scope = boundedScope(also(scopeOf({ from, to }, eventStreams, now), query), now)
  const stepMs = stepFor(scope.toMs - scope.fromMs)
  const signal = patience(world, c)
  const own: readonly string[] = entityKinds[kind]
  const fields = topFields.filter((field) => own.length > 1 || !own.includes(field))
  const [page, bars, alerts, ...tops] = await Promise.all([
    world.store.search(scope, 1, undefined, signal),
    world.store.histogram(scope, stepMs, "event.dataset", signal),
    world.store.search({ ...scope, streams: alertStreams }, 10, undefined, signal),
    ...fields.map((field) => world.store.terms(scope, field, topSize, signal)),
  ])
  return {
    ...{ page, alerts, firstMs: bars.buckets.map(({ fromMs }) => fromMs).sort((a, b) => a - b)[0] },
    bars: { fromMs: scope.fromMs, toMs: scope.toMs, stepMs, ...bars },
    tops: fields
      .map((field, at) => ({ field, values: tops[at]!.values }))
      .filter(({ values }) => values.length > 0),
  }
}

type Found = Awaited<ReturnType<typeof gather>>

function Alerts({ page, more }: { page: Found["alerts"]; more: string }) {
  const columns: readonly Column<Found["alerts"]["events"][number]>[] = [
    {
      name: "Time (UTC)",
      kind: "time",
      cell: (e) => (
        <a href={alertHref(e["event.id"] ?? "")}>
          <Moment at={e["@timestamp"]} />
        </a>
      ),
    },
    { name: "Level", cell: (e) => <Level level={levelOf(e)} /> },
    { name: "Rule", kind: "wide", cell: (e) => <Text text={e["rule.name"] ?? "alert"} /> },
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

function Top({ field, values }: { field: string; values: readonly Term[] }) {
  const most = Math.max(...values.map(({ count }) => count))
  const kind = kindOf(field)
  const columns: readonly Column<Term>[] = [
    {
      name: field,
      kind: "wide",
      cell: ({ value }) =>
        kind ? (
          <a href={entityHref(kind, value)}>
            <Text text={value} />
          </a>
        ) : (
          <Chip field={field} value={value} />
        ),
    },
    { name: "", cell: ({ count }) => <Bar count={count} most={most} /> },
    { name: "Events", kind: "number", cell: ({ count }) => countText(count) },
  ]
  return <Table caption={`Most frequent ${field}`} columns={columns} rows={values} none="" />
}
