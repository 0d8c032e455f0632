/** @jsxImportSource hono/jsx */

import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { OverlayError, type RuleChanges } from "../../overlay/change.ts"
import { ruleReports } from "../../rule-reports.ts"
import { patience } from "../asking.ts"
import { href, ruleHref, valueQuery } from "../href.ts"
import { InputError } from "../input-error.ts"
import { alertStart } from "../parts/alert-columns.tsx"
import { mayChange } from "../parts/alert-state.tsx"
import { Chart } from "../parts/chart.tsx"
import { Chip, Level } from "../parts/chip.tsx"
import { Layout } from "../parts/layout.tsx"
import { RuleAbout, RuleLinks } from "../parts/rule-about.tsx"
import { Cases } from "../parts/rule-cases.tsx"
import { ChangesPanel } from "../parts/rule-changes.tsx"
import { RunBy } from "../parts/rule-run-by.tsx"
import { Suggested } from "../parts/rule-suggested.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { countText, Text } from "../parts/text.tsx"
import { TimePicker } from "../parts/time-picker.tsx"
import { alertStreams, also, boundedScope, scopeOf } from "../question.ts"
import { casesOf } from "../rule-cases.ts"
import { bodyIn, changeRule, type RuleBody, textIn } from "../rule-changes.ts"
import { asleepIn, type RuleState, ruleAt, statesIn } from "../rule-rows.ts"
import { suggestions } from "../rule-suggestion.ts"
import { isNoisy, judgedByRule, verdictCounts } from "../rule-verdicts.ts"
import { stepFor } from "../time.ts"
import type { World } from "../world.ts"
import { notFound } from "./plain.tsx"

const usualSpan = "now-7d"
const alertsShown = 10

/** Why a change was not made: the page is shown again, with what was typed. */
interface Told {
  readonly problem: string
  readonly body: RuleBody
}

/** One rule: what it says, whether it works, what came of it, and what this site changes of it. */
export async function rulePage(world: World, c: Context, told?: Told) {
  const found = ruleAt(world.book, c.req.param("id") ?? "")
  if (!found || !world.book) return isSaved(world, c) ? savedPage(c) : notFound(c)
  const { rule, isCorrelation } = found
  const { from, to, except, cases } = c.req.query()
  const span = { from: from || usualSpan, to }
  const seen = await gather(world, c, rule, { ...span, withRaw: cases === "all" })
  const { changes, problem } = changesAt(world, rule.id)
  const typed = told && textIn(told.body, "do") === "except" ? told.body : undefined
  return c.html(
    <Layout title={rule.title} place="/rules" charts>
      <p>
        <Level level={rule.level} /> <State state={seen.state} />{" "}
        {isCorrelation && <span class="tag">correlation</span>}
        {rule.silent && <span class="tag">marks events, raises no alert of its own</span>}
      </p>
      {told && (
        <p class="problem" role="alert">
          {told.problem}
        </p>
      )}
      <Done world={world} rule={rule} changes={changes} />
      <RuleAbout rule={rule} />
      <Suggested rule={rule} counts={seen.counts} found={seen.suggested} />
      <RuleLinks rule={rule} span={span} counts={seen.counts} />
      <form method="get" action={ruleHref(rule.id)} class="ask">
        <TimePicker path={ruleHref(rule.id)} state={span} />
        <button type="submit">Show</button>
      </form>
      {seen.page.total > 0 && (
        <Chart
          caption="Alerts over time, by host"
          bars={seen.bars}
          zoom={href("/alerts", { rule: rule.id })}
        />
      )}
      <Table
        caption="Newest alerts"
        columns={alertColumns}
        rows={seen.page.events}
        none={rule.silent ? "It raises none." : "No alert in this time: take a longer one."}
      />
      {seen.page.total > alertsShown && (
        <p>
          <a href={href("/alerts", { ...span, rule: rule.id })}>
            All {countText(seen.page.total)} alerts
          </a>
        </p>
      )}
      {problem ? (
        <p class="problem">{problem}</p>
      ) : (
        <ChangesPanel
          {...{ rule, isCorrelation, changes }}
          except={typed ? textIn(typed, "except") : except}
          reason={typed && textIn(typed, "reason")}
        />
      )}
      {!isCorrelation && (
        <RunBy rule={rule} state={seen.state} reports={seen.reports} nowMs={world.now()} />
      )}
      <h2 id="cases">Cases</h2>
      <Cases rule={rule} ran={seen.cases} />
      <Bases world={world} rule={rule} />
      <RuleText world={world} rule={rule} />
    </Layout>,
    told ? 400 : 200,
  )
}

const isSaved = (world: World, c: Context) =>
  world.book?.overlay()?.textOf(c.req.param("id") ?? "") !== undefined

/** Of a rule that was saved a moment ago; it loads itself again until the rule is there. */
function savedPage(c: Context) {
  c.header("refresh", "3")
  return c.html(
    <Layout title="Saved" place="/rules">
      <p class="caveat" role="status">
        The rule is saved, and not yet in force here: the folder is read again within half a minute.
        If it stays so, it is among the{" "}
        <a href={href("/rules", { state: "refused" })}>refused ones</a>.
      </p>
    </Layout>,
  )
}

/** Changes what this site makes of a rule, and leads back to it. */
export async function changeRuleNow(world: World, c: Context) {
  const found = ruleAt(world.book, c.req.param("id") ?? "")
  if (!found) return notFound(c)
  const body = await bodyIn(c)
  try {
    await changeRule(world, found.rule, body)
    return c.redirect(`${ruleHref(found.rule.id)}#changes`, 303)
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    return rulePage(world, c, { problem: `Not saved: ${cause.message}.`, body })
  }
}

async function gather(
  world: World,
  c: Context,
  rule: Rule,
  span: { from: string; to: string | undefined; withRaw: boolean },
) {
  const now = world.now()
  const { store } = world
  const all = boundedScope(scopeOf(span, alertStreams, now), now)
  const own = also(all, { is: "term", field: "rule.id", value: rule.id })
  const scope = { ...own, fromMs: all.fromMs, toMs: all.toMs }
  const stepMs = stepFor(scope.toMs - scope.fromMs)
  const signal = patience(world, c)
  const [page, bars, statuses, byRule, cases, reports] = await Promise.all([
    store.search(scope, alertsShown, undefined, signal),
    store.histogram(scope, stepMs, "host.name", signal),
    store.documents("status"),
    judgedByRule(store, now, signal),
    casesOf(rule, span.withRaw),
    ruleReports(store),
  ])
  const judged = byRule.get(rule.id) ?? []
  const counts = verdictCounts(judged)
  const loaded = world.book?.loaded()
  return {
    ...{ page, cases, counts, reports },
    suggested: isNoisy(counts) ? suggestions(judged) : [],
    bars: { fromMs: scope.fromMs, toMs: scope.toMs, stepMs, ...bars },
    state: loaded ? statesIn(loaded, asleepIn(statuses))(rule) : ("in force" as const),
  }
}

function changesAt(world: World, rule: string): { changes: RuleChanges; problem?: string } {
  const none = { rule, revision: "", changes: [] }
  try {
    const overlay = world.book?.overlay()
    if (overlay) return { changes: overlay.changesOf(rule) }
    const problem =
      "Nothing can be changed here: rules.overlay of the aggregator's configuration names no folder."
    return { changes: none, problem }
  } catch (cause) {
    if (cause instanceof OverlayError) return { changes: none, problem: cause.message }
    throw cause
  }
}

const State = ({ state }: { state: RuleState }) => (
  <span class={`rule-state ${state.replace(" ", "-")}`}>{state}</span>
)

/** What is saved and not yet in force here. */
function Done({ world, rule, changes }: { world: World; rule: Rule; changes: RuleChanges }) {
  const isOff = changes.changes.some(({ disable }) => disable === true)
  if (isOff === (world.book?.loaded().disabled.includes(rule.id) === true)) return null
  return (
    <p class="caveat" role="status">
      Saved, and not yet in force here: the folder is read again within half a minute. See Health if
      it stays so.
    </p>
  )
}

const alertColumns: readonly Column<Event>[] = [
  ...alertStart,
  { name: "Host", cell: (e) => <Chip field="host.name" value={e["host.name"]} /> },
  { name: "User", cell: (e) => <Chip field="user.name" value={e["user.name"]} /> },
  { name: "Source", cell: (e) => <Chip field="source.ip" value={e["source.ip"]} /> },
  {
    name: "Events that matched",
    kind: "wide",
    cell: (e) => {
      const ids = e["vedette.event_ids"] ?? []
      const [first] = ids
      const q = first && valueQuery("event.id", String(first))
      if (!q) return <Text text={e.message ?? ""} />
      return (
        <a href={`/event/${encodeURIComponent(String(first))}`}>
          {ids.length === 1 ? "1 event" : `${ids.length} events, the first`}
        </a>
      )
    },
  },
]

/** What a correlation stands on, and which stand on this rule. */
function Bases({ world, rule }: { world: World; rule: Rule }) {
  const { correlations } = world.book!.loaded()
  const bases = correlations.find((one) => one.rule.id === rule.id)?.rules ?? []
  const above = correlations
    .filter(({ rules }) => rules.includes(rule.id))
    .map((one) => one.rule.id)
  return (
    <>
      <Related world={world} title="Stands on" ids={bases} />
      <Related world={world} title="Correlations that stand on it" ids={above} />
    </>
  )
}

const Related = ({ world, title, ids }: { world: World; title: string; ids: readonly string[] }) =>
  ids.length === 0 ? null : (
    <>
      <h2>{title}</h2>
      <ul class="plain">
        {ids.map((id) => (
          <li>
            <a href={ruleHref(id)}>
              <Text text={world.rules(id)?.title ?? id} />
            </a>
          </li>
        ))}
      </ul>
    </>
  )

function RuleText({ world, rule }: { world: World; rule: Rule }) {
  const isOwn = world.book?.overlay()?.isOwn(rule.file) === true
  return (
    <>
      <h2>Text</h2>
      <p class="hint">
        <code>
          <Text text={rule.file} />
        </code>
        {isOwn ? ", written here" : ""}
      </p>
      {mayChange() && (
        <p>
          <a class="button" href={href("/rules/edit", { from: rule.id })}>
            {isOwn ? "Try or change it" : "Try it, or make one of it"}
          </a>
        </p>
      )}
      <pre>
        <Text text={rule.text} whole />
      </pre>
    </>
  )
}
