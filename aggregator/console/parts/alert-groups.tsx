/** @jsxImportSource hono/jsx */
import type { Bucket, Term, Terms } from "../../store/types.ts"
import type { ListState } from "../alert-scope.ts"
import { href, valueQuery } from "../href.ts"
import { levelAt, levelsDown } from "../level.ts"
import { narrowed as narrowedQuery } from "../narrow.ts"
import type { TitleOf } from "../rule-titles.ts"
import type { World } from "../world.ts"
import { Caveats } from "./caveats.tsx"
import type { Bars } from "./chart.tsx"
import { Level } from "./chip.tsx"
import { Ago, Moment } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

const path = "/alerts"

/** By what alerts are grouped: its name, and the field. */
export const groupings = {
  rule: "rule.id",
  host: "host.name",
  user: "user.name",
  address: "source.ip",
  tactic: "threat.tactic.name",
  source: "vedette.source",
} as const
export type Grouping = keyof typeof groupings | "time"

export const groupingOf = (text: string | undefined): Grouping =>
  text !== undefined && (text === "time" || Object.hasOwn(groupings, text))
    ? (text as Grouping)
    : "rule"

/** A bar of a table: it is a meter, since the page may bring no style of its own. */
export const Bar = ({ count, most }: { count: number; most: number }) => (
  <meter class="bar" value={count} min={0} max={Math.max(1, most)} aria-hidden="true" />
)

/** Severities as the levels that they are. */
export function levelBars(bars: Bars): Bars {
  const buckets = bars.buckets.map(({ fromMs, counts }): Bucket => {
    const sums: Record<string, number> = {}
    for (const [severity, count] of Object.entries(counts)) {
      const level = levelAt(Number(severity) || 0)
      sums[level] = (sums[level] ?? 0) + count
    }
    return { fromMs, counts: sums }
  })
  return { ...bars, buckets }
}

/** The head of a column of bars: its words are for screen readers. */
export const share = { name: "Share", head: <span class="hidden">Share</span> }

interface GroupsProps {
  readonly world: World
  readonly state: ListState
  readonly terms: Terms
  /** Those of the groups that are new, where not all are. */
  readonly news: Terms | undefined
  readonly titleOf: TitleOf
  /** By level. */
  readonly bars: Bars
}

const orders = ["count", "last"] as const
const shownMax = 6

/** The alerts in groups; each leads to its own alerts. */
export function Groups(props: GroupsProps) {
  const { state, bars } = props
  const by = groupingOf(state.by)
  return (
    <section class="groups">
      <div class="facets">
        <nav class="filters" aria-label="Grouped by">
          <span class="hint">Grouped by</span>
          {[...Object.keys(groupings), "time"].map((one) => (
            <a
              href={href(path, { ...state, by: one })}
              {...(one === by && { "aria-current": "true" })}
            >
              {one}
            </a>
          ))}
        </nav>
        {by !== "time" && <Orders state={state} />}
      </div>
      {by === "time" ? (
        <TimeGroups bars={bars} state={state} />
      ) : (
        <ValueGroups {...props} by={by} />
      )}
    </section>
  )
}

const Orders = ({ state }: { state: ListState }) => (
  <nav class="filters" aria-label="Groups in order of">
    <span class="hint">Groups by</span>
    {orders.map((order) => (
      <a
        href={href(path, { ...state, order })}
        {...(order === (state.order ?? "count") && { "aria-current": "true" })}
      >
        {order === "count" ? "number of alerts" : "last alert"}
      </a>
    ))}
  </nav>
)

interface ValueGroupsProps extends Omit<GroupsProps, "bars"> {
  readonly by: keyof typeof groupings
}

function ValueGroups({ world, state, terms, news, titleOf, by }: ValueGroupsProps) {
  const most = Math.max(...terms.values.map(({ count }) => count), 0)
  const sorted =
    state.order === "last" ? [...terms.values].sort((a, b) => b.lastMs - a.lastMs) : terms.values
  const level: Column<Term> = {
    name: "Level",
    cell: ({ value }) => {
      const rule = world.rules(value)
      return rule ? <Level level={rule.level} /> : ""
    },
  }
  const columns: readonly Column<Term>[] = [
    ...(by === "rule" ? [level] : []),
    {
      name: by.charAt(0).toUpperCase() + by.slice(1),
      kind: "wide",
      cell: ({ value }) => groupCell(titleOf, state, by, value),
    },
    { ...share, cell: ({ count }) => <Bar count={count} most={most} /> },
    ...(news ? [newColumn(news, state, by)] : []),
    { name: "Alerts", kind: "number", cell: ({ count }) => countText(count) },
    { name: "Last", cell: ({ lastMs }) => <Ago at={lastMs} now={world.now()} /> },
  ]
  return (
    <>
      <Table
        caption={`Alerts by ${by}`}
        columns={columns}
        rows={state.groups === "all" ? sorted : sorted.slice(0, shownMax)}
        none={`None of these alerts names a ${by}.`}
      />
      {sorted.length > shownMax && (
        <p class="acts">
          <a href={href(path, { ...state, groups: state.groups === "all" ? undefined : "all" })}>
            {state.groups === "all" ? "Fewer groups" : `All ${sorted.length} groups`}
          </a>
        </p>
      )}
      <Caveats caveats={terms.caveats} />
    </>
  )
}

function newColumn(news: Terms, state: ListState, by: keyof typeof groupings): Column<Term> {
  const counts = new Map(news.values.map(({ value, count }) => [value, count]))
  return {
    name: "New",
    kind: "number",
    cell: ({ value }) => {
      const count = counts.get(value) ?? 0
      const to = narrowed({ ...state, status: "new" }, by, value)
      return count > 0 && to ? <a href={href(path, to)}>{countText(count)}</a> : countText(count)
    },
  }
}

function groupCell(titleOf: TitleOf, state: ListState, by: keyof typeof groupings, value: string) {
  const text = by === "rule" ? titleOf(value) : value
  const to = narrowed(state, by, value)
  return to ? (
    <a href={href(path, to)}>
      <Text text={text} />
    </a>
  ) : (
    <Text text={text} />
  )
}

/** The list of a group alone: its filter where it has one, else a part of the query. */
function narrowed(
  state: ListState,
  by: keyof typeof groupings,
  value: string,
): ListState | undefined {
  if (by === "rule" || by === "tactic" || by === "source") return { ...state, [by]: value }
  const part = valueQuery(groupings[by], value)
  return part ? { ...state, q: narrowedQuery(state.q, part) } : undefined
}

/** Spans of time that have alerts, the newest first, with how many of each level. */
function TimeGroups({ bars, state }: { bars: Bars; state: ListState }) {
  const rows = [...bars.buckets].sort((a, b) => b.fromMs - a.fromMs)
  const sum = ({ counts }: Bucket) => Object.values(counts).reduce((a, b) => a + b, 0)
  const most = Math.max(...rows.map(sum), 0)
  const at = (ms: number) => new Date(ms).toISOString()
  const span = ({ fromMs }: Bucket) => ({ from: at(fromMs), to: at(fromMs + bars.stepMs) })
  const columns: readonly Column<Bucket>[] = [
    {
      name: "From (UTC)",
      kind: "time",
      cell: (row) => (
        <a href={href(path, { ...state, ...span(row), by: "rule" })}>
          <Moment at={row.fromMs} />
        </a>
      ),
    },
    { ...share, cell: (row) => <Bar count={sum(row)} most={most} /> },
    { name: "Alerts", kind: "number", cell: (row) => countText(sum(row)) },
    ...levelsDown.map(
      (level): Column<Bucket> => ({
        name: level,
        kind: "number",
        cell: ({ counts }) => (counts[level] ? countText(counts[level]) : ""),
      }),
    ),
  ]
  return <Table caption="Alerts by time" columns={columns} rows={rows} none="No alert here." />
}
