/** @jsxImportSource hono/jsx */
import type { Status } from "../../alerts/state.ts"
import { statuses } from "../../alerts/state.ts"
import type { Term, Terms } from "../../store/types.ts"
import type { ListState } from "../alert-scope.ts"
import { href, valueQuery } from "../href.ts"
import type { World } from "../world.ts"
import { Caveats } from "./caveats.tsx"
import { Ago } from "./moment.tsx"
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
export type Grouping = keyof typeof groupings

export const groupingOf = (text: string | undefined): Grouping =>
  text !== undefined && Object.hasOwn(groupings, text) ? (text as Grouping) : "rule"

/** A bar of a table: it is a meter, since the page may bring no style of its own. */
export const Bar = ({ count, most }: { count: number; most: number }) => (
  <meter class="bar" value={count} min={0} max={Math.max(1, most)} aria-hidden="true" />
)

interface StatusesProps {
  readonly counts: Record<Status, number>
  readonly state: ListState
}

/** The statuses with how many alerts have each. */
export const Statuses = ({ counts, state }: StatusesProps) => (
  <nav class="filters" aria-label="Status">
    {[undefined, ...statuses].map((status) => (
      <a
        href={href(path, { ...state, status })}
        {...(status === state.status && { "aria-current": "true" })}
      >
        {status ?? "all"}{" "}
        {countText(status ? counts[status] : counts.new + counts["in work"] + counts.closed)}
      </a>
    ))}
  </nav>
)

interface GroupsProps {
  readonly world: World
  readonly state: ListState
  readonly terms: Terms
}

/** The alerts in groups; each leads to its own alerts. */
export function Groups({ world, state, terms }: GroupsProps) {
  const by = groupingOf(state.by)
  const most = Math.max(...terms.values.map(({ count }) => count), 0)
  const columns: readonly Column<Term>[] = [
    {
      name: by.charAt(0).toUpperCase() + by.slice(1),
      kind: "wide",
      cell: ({ value }) => groupCell(world, state, by, value),
    },
    { name: "", cell: ({ count }) => <Bar count={count} most={most} /> },
    { name: "Alerts", kind: "number", cell: ({ count }) => countText(count) },
    { name: "Last", cell: ({ lastMs }) => <Ago at={lastMs} now={world.now()} /> },
  ]
  return (
    <section class="groups">
      <nav class="filters" aria-label="Grouped by">
        <span class="hint">By</span>
        {Object.keys(groupings).map((one) => (
          <a
            href={href(path, { ...state, by: one })}
            {...(one === by && { "aria-current": "true" })}
          >
            {one}
          </a>
        ))}
      </nav>
      <Table
        caption={`Alerts by ${by}`}
        columns={columns}
        rows={terms.values}
        none={`None of these alerts names a ${by}.`}
      />
      {state.status && <p class="hint">The groups count alerts of every status.</p>}
      <Caveats caveats={terms.caveats} />
    </section>
  )
}

function groupCell(world: World, state: ListState, by: Grouping, value: string) {
  const text = by === "rule" ? (world.rules(value)?.title ?? value) : value
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
function narrowed(state: ListState, by: Grouping, value: string): ListState | undefined {
  if (by === "rule" || by === "tactic" || by === "source") return { ...state, [by]: value }
  const part = valueQuery(groupings[by], value)
  return part ? { ...state, q: state.q ? `(${state.q}) AND ${part}` : part } : undefined
}

/** The filters that are on, each with its way out. */
export function Filters({ world, state }: { world: World; state: ListState }) {
  const names = (["rule", "tactic", "source"] as const).filter((name) => state[name])
  return (
    <>
      {names.map((name) => (
        <p class="filter">
          {`${name}: `}
          <Text text={(name === "rule" && world.rules(state.rule!)?.title) || state[name]!} />{" "}
          <a href={href(path, { ...state, [name]: undefined })}>{`all ${name}s`}</a>
        </p>
      ))}
    </>
  )
}
