/** @jsxImportSource hono/jsx */
import { basename } from "node:path"
import type { Context } from "hono"
import { patience } from "../asking.ts"
import { href } from "../href.ts"
import { levelsDown } from "../level.ts"
import { mayChange } from "../parts/alert-state.tsx"
import { Caveats } from "../parts/caveats.tsx"
import { Layout } from "../parts/layout.tsx"
import { CostsMeasured } from "../parts/rule-costs.tsx"
import { RefusedTable, RulesTable } from "../parts/rules-table.tsx"
import { countText, Text } from "../parts/text.tsx"
import { TimePicker } from "../parts/time-picker.tsx"
import { alertStreams, boundedScope, scopeOf } from "../question.ts"
import {
  countsOf,
  filteredRows,
  isOfState,
  listState,
  listStates,
  type RuleListState,
  refusalsOf,
  rulesPerPage,
  sorted,
  sortOf,
} from "../rule-list.ts"
import { type RuleRow, ruleRows, type Strangers } from "../rule-rows.ts"
import type { World } from "../world.ts"
import { notFound } from "./plain.tsx"

const path = "/rules"

/** Begins to measure what rules cost. */
export function measureCostsNow(world: World, c: Context) {
  if (!world.costs) return notFound(c)
  world.costs.start()
  return c.redirect("/rules?sort=cost#costs", 303)
}
const usualSpan = "now-7d"

/** Every rule: in force, dormant, switched off, refused; with what came of it. */
export async function rulesPage(world: World, c: Context) {
  if (!world.book) return notFound(c)
  const state = listState(c.req.query())
  const span = { from: state.from ?? usualSpan, to: state.to }
  const now = world.now()
  const { fromMs, toMs } = boundedScope(scopeOf(span, alertStreams, now), now)
  const signal = patience(world, c)
  const costs = await world.costs?.last()
  const [{ rows, strangers, caveats }, statuses] = await Promise.all([
    ruleRows(world.store, world.book, { fromMs, toMs, nowMs: now, costs }, signal),
    world.store.documents("status"),
  ])
  const refusals = refusalsOf(world.book.loaded().refused, statuses)
  const left = filteredRows(rows, state)
  const counts = { ...countsOf(left), refused: refusals.length }
  return c.html(
    <Layout title="Rules" place="/rules">
      <Ask state={state} rows={rows} />
      <States state={state} counts={counts} all={left.length} />
      <Caveats caveats={caveats} />
      <OfOthers strangers={strangers} />
      {state.state === "refused" ? (
        <RefusedTable refusals={refusals} keyOf={(file) => ownKey(world, file)} />
      ) : (
        <Listed state={state} rows={left} span={span} nowMs={now} />
      )}
      <CostsMeasured world={world} costs={costs} />
      {state.state === "dormant" && (
        <p class="hint">
          Dormant: no source of any collector that has been heard sends events such as these rules
          read. They cost nothing, and wake with the first source that does.
        </p>
      )}
    </Layout>,
  )
}

const strangersShown = 50

/** A collector may read folders that the aggregator does not. */
const OfOthers = ({ strangers }: { strangers: readonly Strangers[] }) => (
  <>
    {strangers.map(({ collector, ids }) => (
      <details class="caveat">
        <summary>
          {ids.length === 1 ? "1 rule" : `${countText(ids.length)} rules`} of the collector{" "}
          <Text text={collector} /> {ids.length === 1 ? "is not known here" : "are not known here"}:
          this aggregator does not read its folders
        </summary>
        <code>
          <Text text={ids.slice(0, strangersShown).join(", ")} />
          {ids.length > strangersShown && ` and ${ids.length - strangersShown} more`}
        </code>
      </details>
    ))}
  </>
)

const ownKey = (world: World, file: string) =>
  world.book?.overlay()?.isOwn(file) ? basename(file, ".yml") : undefined

interface ListedProps {
  readonly state: RuleListState
  readonly rows: readonly RuleRow[]
  readonly span: Readonly<Record<"from" | "to", string | undefined>>
  readonly nowMs: number
}

function Listed({ state, rows, span, nowMs }: ListedProps) {
  const sort = sortOf(state.sort)
  const found = sorted(
    rows.filter((row) => isOfState(row, state.state)),
    sort,
  )
  const page = /^\d{1,4}$/.test(state.page ?? "") ? Number(state.page) : 0
  const shown = found.slice(page * rulesPerPage, (page + 1) * rulesPerPage)
  const sortHref = (to: string) => href(path, { ...state, sort: to, page: undefined })
  const pageHref = (to: number) => href(path, { ...state, page: to > 0 ? String(to) : undefined })
  return (
    <>
      <RulesTable rows={shown} {...{ nowMs, sortHref, sort, span }} />
      {found.length > rulesPerPage && (
        <nav class="pages" aria-label="Pages">
          {page > 0 && (
            <a class="button" rel="prev" href={pageHref(page - 1)}>
              Page before
            </a>
          )}
          <span class="none">
            {countText(page * rulesPerPage + 1)} to {countText(page * rulesPerPage + shown.length)}{" "}
            of {countText(found.length)}
          </span>
          {(page + 1) * rulesPerPage < found.length && (
            <a class="button" rel="next" href={pageHref(page + 1)}>
              Next page
            </a>
          )}
        </nav>
      )}
    </>
  )
}

function Ask({ state, rows }: { state: RuleListState; rows: readonly RuleRow[] }) {
  const tactics = [...new Set(rows.flatMap((row) => row.tactics))].sort()
  const { sort, state: of } = state
  return (
    <form method="get" action={path} class="ask">
      <label class="query">
        <span class="hidden">Search rules</span>
        <input
          name="q"
          type="search"
          value={state.q ?? ""}
          maxlength={200}
          placeholder="Title, id, tag, file or logsource"
        />
      </label>
      <Choice name="level" label="Level" all={levelsDown} chosen={state.level} />
      <Choice name="tactic" label="Tactic" all={tactics} chosen={state.tactic} />
      {sort && <input type="hidden" name="sort" value={sort} />}
      {of && <input type="hidden" name="state" value={of} />}
      <button type="submit">Search</button>
      {mayChange() && (
        <a class="button" href="/rules/edit">
          New rule
        </a>
      )}
      <TimePicker path={path} state={{ ...state, from: state.from ?? usualSpan }} />
    </form>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly all: readonly string[]
  readonly chosen: string | undefined
}

const Choice = ({ name, label, all, chosen }: ChoiceProps) => (
  <label class="pick">
    {label}{" "}
    <select name={name}>
      <option value="">all</option>
      {all.map((one) => (
        <option value={one} selected={one === chosen}>
          {one}
        </option>
      ))}
    </select>
  </label>
)

const names: Readonly<Record<string, string>> = {
  changed: "changed here",
  own: "written here",
  noisy: "often false",
}

interface StatesProps {
  readonly state: RuleListState
  readonly counts: Readonly<Record<string, number>>
  readonly all: number
}

const States = ({ state, counts, all }: StatesProps) => (
  <nav class="filters" aria-label="State">
    {[undefined, ...listStates].map((one) => (
      <a
        href={href(path, { ...state, state: one, page: undefined })}
        {...(one === state.state && { "aria-current": "true" })}
      >
        {one ? (names[one] ?? one) : "all"} {countText(one ? (counts[one] ?? 0) : all)}
      </a>
    ))}
  </nav>
)
