/** @jsxImportSource hono/jsx */
import type { Change } from "../../overlay/change.ts"
import { href, ruleHref } from "../href.ts"
import type { Refusal } from "../rule-list.ts"
import type { RuleRow } from "../rule-rows.ts"
import { isNoisy } from "../rule-verdicts.ts"
import { mayChange } from "./alert-state.tsx"
import { Level } from "./chip.tsx"
import { Ago } from "./moment.tsx"
import { Spark } from "./spark.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

interface RulesTableProps {
  readonly rows: readonly RuleRow[]
  readonly nowMs: number
  /** Where a sorted column leads. */
  readonly sortHref: (sort: string) => string
  readonly sort: string
  readonly span: Readonly<Record<"from" | "to", string | undefined>>
}

/** The rules, each with what it says, what came of it and where it stands. */
export function RulesTable({ rows, nowMs, sortHref, sort, span }: RulesTableProps) {
  const sortable = (name: string, key: string) => ({
    name,
    head: (
      <a href={sortHref(key)} {...(key === sort && { "aria-current": "true" })}>
        {name}
        {key === sort && " ↓"}
      </a>
    ),
  })
  const columns: readonly Column<RuleRow>[] = [
    { ...sortable("Level", "level"), cell: ({ rule }) => <Level level={rule.level} /> },
    { ...sortable("Rule", "title"), kind: "wide", cell: nameCell },
    { name: "Tactic", cell: ({ tactics }) => <Tactics names={tactics} /> },
    { name: "State", cell: stateCell },
    {
      ...sortable("Alerts", "hits"),
      kind: "number",
      cell: ({ rule, hits, matched }) =>
        hits === undefined ? (
          <span class="none" title="It raises no alert: it marks events for correlations">
            {`${countText(matched)} marked`}
          </span>
        ) : (
          <a href={href("/alerts", { ...span, rule: rule.id })}>{countText(hits)}</a>
        ),
    },
    { name: "Over time", cell: ({ bars }) => <Spark bars={bars} what="alerts" /> },
    { ...sortable("Last", "last"), cell: ({ lastMs }) => <Ago at={lastMs} now={nowMs} /> },
    { name: "Verdicts", cell: verdictCell },
    ...(rows.some(({ cost }) => cost)
      ? [{ ...sortable("Cost", "cost"), kind: "number" as const, cell: costCell }]
      : []),
  ]
  return (
    <Table
      caption="Rules"
      columns={columns}
      rows={rows}
      none="No rule here: leave out a filter, or take in a collection with `rules import`."
    />
  )
}

const changesShown = 3

const whatOf = ({ disable, level }: Change) =>
  disable ? "switched off" : level ? `level ${level}` : "filter"

const nameCell = ({ rule, isCorrelation, changes }: RuleRow) => (
  <>
    <a href={ruleHref(rule.id)}>
      <Text text={rule.title} />
    </a>{" "}
    {isCorrelation && <span class="tag">correlation</span>}
    <span class="file">
      <Text text={rule.file} />
    </span>
    {changes.slice(0, changesShown).map((change) => (
      <span class="file changed">
        <Text text={`${whatOf(change)} by ${change.author}: ${change.reason}`} />
      </span>
    ))}
    {changes.length > changesShown && <span class="file">and more changes</span>}
  </>
)

const shownTactics = 2

const Tactics = ({ names }: { names: readonly string[] }) => (
  <>
    {names.slice(0, shownTactics).map((name, at) => (
      <>
        {at > 0 && <br />}
        {name}
      </>
    ))}
    {names.length > shownTactics && (
      <span class="none" title={names.join(", ")}>
        {` +${names.length - shownTactics}`}
      </span>
    )}
  </>
)

const stateCell = ({ state, isOwn, isCorrelation, runs }: RuleRow) => (
  <>
    <span class={`rule-state ${state.replace(" ", "-")}`}>{state}</span>
    {isOwn && <span class="none">, written here</span>}
    {!isCorrelation && runs.same < runs.of && (
      <span class="difference runs" title="The folder that a collector reads is not as it is here">
        {`so at ${runs.same} of ${runs.of} ${runs.of === 1 ? "collector" : "collectors"}`}
      </span>
    )}
  </>
)

function verdictCell({ verdicts }: RuleRow) {
  const { judged, wrong } = verdicts
  if (judged === 0) return <span class="none">–</span>
  return (
    <span class={isNoisy(verdicts) ? "difference" : ""}>
      {wrong === 0 ? "none false" : `${wrong} of ${judged} false`}
    </span>
  )
}

function costCell({ cost, isCorrelation }: RuleRow) {
  if (!cost) return <span class="none">{isCorrelation ? "" : "–"}</span>
  return (
    <span title={`its slowest event took ${countText(cost.worstUs)} µs`}>
      {cost.nsPerEvent < 1_000
        ? `${countText(cost.nsPerEvent)} ns`
        : `${(cost.nsPerEvent / 1_000).toFixed(1)} µs`}
    </span>
  )
}

const refusalColumnsOf = (
  keyOf: (file: string) => string | undefined,
): readonly Column<Refusal>[] => [
  {
    name: "Place",
    cell: ({ file, line }) => <Text text={line === undefined ? file : `${file}:${line}`} />,
  },
  { name: "Rule", cell: ({ id }) => <Text text={id ?? ""} /> },
  {
    name: "Why",
    kind: "wide",
    cell: ({ file, reason }) => (
      <>
        <Text text={reason} />{" "}
        {mayChange() && keyOf(file) && (
          <a href={href("/rules/edit", { from: keyOf(file) })}>Mend it</a>
        )}
      </>
    ),
  },
  { name: "Refused by", cell: ({ by }) => <Text text={by.join(", ")} /> },
]

interface RefusedProps {
  readonly refusals: readonly Refusal[]
  /** Of a file that was written here: by what it is edited. */
  readonly keyOf: (file: string) => string | undefined
}

/** What no program runs, where it stands and why. */
export const RefusedTable = ({ refusals, keyOf }: RefusedProps) => (
  <Table
    caption="Refused rules"
    columns={refusalColumnsOf(keyOf)}
    rows={refusals}
    none="Nothing is refused: every rule that was found is loaded."
  />
)
