/** @jsxImportSource hono/jsx */
import type { Counted } from "../alert-counts.ts"
import { type ListState, nothing } from "../alert-scope.ts"
import { href } from "../href.ts"
import { visitor } from "../visitor.ts"
import type { World } from "../world.ts"
import { Caveats } from "./caveats.tsx"
import { countText, Text } from "./text.tsx"

const path = "/alerts"

const labels: Readonly<Record<Counted["name"], string>> = {
  level: "Level",
  status: "Status",
  verdict: "Verdict",
  assignee: "Assigned to",
  tactic: "Tactic",
  source: "Source",
}

interface FacetsProps {
  readonly counted: readonly Counted[]
  readonly state: ListState
}

/** The filters, each value with how many alerts it would leave. */
export const Facets = ({ counted, state }: FacetsProps) => (
  <div class="facets">
    {counted.map((one) => (
      <nav class="filters" aria-label={labels[one.name]}>
        <span class="hint">{labels[one.name]}</span>
        <Value counted={one} value={undefined} count={one.all} state={state} />
        {one.values.map(({ value, count }) => (
          <Value counted={one} value={value} count={count} state={state} />
        ))}
        <Caveats caveats={one.caveats} />
      </nav>
    ))}
  </div>
)

interface ValueProps {
  readonly counted: Counted
  readonly value: string | undefined
  readonly count: number
  readonly state: ListState
}

function Value({ counted: { name }, value, count, state }: ValueProps) {
  const isChosen = value === state[name]
  return (
    <a
      href={href(path, { ...state, [name]: value })}
      class={count === 0 && !isChosen ? "zero" : ""}
      {...(isChosen && { "aria-current": "true" })}
    >
      <Text text={nameOf(name, value)} /> <span class="count">{countText(count)}</span>
    </a>
  )
}

function nameOf(name: Counted["name"], value: string | undefined): string {
  if (value === undefined) return "all"
  if (value === nothing) return name === "verdict" ? "none yet" : "nobody"
  return name === "assignee" && value === visitor.getStore()?.name ? `me (${value})` : value
}

/** The rule that is filtered by, and the way out. */
export function RuleFilter({ world, state }: { world: World; state: ListState }) {
  if (!state.rule) return null
  return (
    <p class="filter">
      Rule: <Text text={world.rules(state.rule)?.title ?? state.rule} />{" "}
      <a href={href(path, { ...state, rule: undefined })}>all rules</a>
    </p>
  )
}
