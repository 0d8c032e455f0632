/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import type { AlertState, Asked } from "../../alerts/state.ts"
import { stateOf } from "../../alerts/states.ts"
import { sentenceOf } from "../alert-around.ts"
import { type Case, caseOf } from "../alert-case.ts"
import { alertAt, bodyOf, change, changeIn, revisionIn } from "../alert-changes.ts"
import { matchedOf } from "../alert-marks.ts"
import { peopleIn } from "../alert-people.ts"
import { patience } from "../api.ts"
import { alertHref } from "../href.ts"
import { InputError } from "../input-error.ts"
import { levelOf } from "../level.ts"
import { Advice } from "../parts/advice.tsx"
import { AlertPanel, StatusText } from "../parts/alert-state.tsx"
import { PastAlerts, TimeLine } from "../parts/around.tsx"
import { AnomalyOf } from "../parts/behaviour.tsx"
import { Level } from "../parts/chip.tsx"
import { Enrichment } from "../parts/enrichment.tsx"
import { EntityLinks } from "../parts/entity-links.tsx"
import { EvasionOf } from "../parts/evasion.tsx"
import { Fields } from "../parts/fields.tsx"
import { Layout } from "../parts/layout.tsx"
import { Moment, Zone } from "../parts/moment.tsx"
import { Processes } from "../parts/processes.tsx"
import { Text } from "../parts/text.tsx"
import { AlertEvents, Why } from "../parts/why.tsx"
import type { World } from "../world.ts"

/** One alert: the rule, why it matched, and the events it stands on. */
export async function alertPage(world: World, c: Context, told?: Told) {
  const alert = await alertAt(world, c.req.param("id") ?? "")
  if (!alert) return c.notFound()
  const id = alert["event.id"] ?? ""
  const seen = await caseOf(world, alert, patience(world, c))
  const state = told?.state ?? seen.state
  const rule = world.rules(alert["rule.id"] ?? "")
  return c.html(
    <Layout title={alert["rule.name"] ?? rule?.title ?? "Alert"} place="/alerts">
      <p>
        <Level level={levelOf(alert)} /> <StatusText state={state} />{" "}
        <Moment at={alert["@timestamp"]} /> <Zone />
      </p>
      <p class="sentence">
        <Text text={sentenceOf(alert, seen.found[0])} />
      </p>
      <EntityLinks event={alert} />
      {told && (
        <p class="problem" role="alert">
          {told.problem}
        </p>
      )}
      {seen.isCut && (
        <p class="caveat">
          The store did not answer in time for all that stands around this alert: load the page
          again.
        </p>
      )}
      <EvasionOf alert={alert} rules={world.rules} />
      <AnomalyOf alert={alert} />
      <div class="case">
        <Why matched={matchedOf(alert)} />
        <div class="aside">
          <AlertPanel id={id} state={state} typed={told?.typed} people={peopleIn(seen.states)} />
          <NextAlert next={seen.next} />
          <Advice alert={alert} rule={rule} />
          <Enrichment events={[alert, ...seen.found]} />
        </div>
        <Evidence alert={alert} seen={seen} />
      </div>
    </Layout>,
    told?.status ?? 200,
  )
}

/** What happened: processes, neighbours, the events themselves, and what was found before. */
function Evidence({ alert, seen }: { alert: Event; seen: Case }) {
  const { tree, around, events, found, states } = seen
  const id = alert["event.id"] ?? ""
  return (
    <div class="told">
      <Processes tree={tree} host={String(alert["host.name"] ?? found[0]?.["host.name"] ?? "")} />
      <TimeLine alert={alert} around={around} />
      <AlertEvents
        events={events}
        total={alert["vedette.event_ids"]?.length ?? 0}
        matched={matchedOf(alert)}
      />
      <PastAlerts alert={alert} around={around} states={states} />
      <details>
        <summary>All fields of the alert</summary>
        <p>
          <a href={`/api/alerts/${encodeURIComponent(id)}`}>as JSON</a>
        </p>
        <Fields event={alert} />
      </details>
    </div>
  )
}

function NextAlert({ next }: { next: Event | undefined }) {
  if (!next) return <p class="hint">No other alert of this week is new.</p>
  return (
    <p>
      Next to look at: <Level level={levelOf(next)} />{" "}
      <a href={alertHref(next["event.id"] ?? "")}>
        <Text text={next["rule.name"] ?? "alert"} />
      </a>
    </p>
  )
}

/** Why a change was not made: the page is shown again, with what was typed. */
interface Told {
  readonly status: 400 | 409
  readonly problem: string
  readonly state: AlertState
  readonly typed: Asked | undefined
}

/** Changes the state of an alert, and leads back to it. */
export async function changeAlertNow(world: World, c: Context) {
  const alert = await alertAt(world, c.req.param("id") ?? "")
  if (!alert) return c.notFound()
  const id = alert["event.id"] ?? ""
  const known = await stateOf(world.store, id)
  let typed: Asked | undefined
  try {
    const body = await bodyOf(c)
    typed = changeIn(body, false)
    const done = await change(world, alert, known, { revision: revisionIn(body), asked: typed })
    if (done.is !== "conflict") return c.redirect(alertHref(id), 303)
    const problem = `Not saved: ${conflictText(done.state)}. What you typed is still here.`
    return alertPage(world, c, { status: 409, problem, state: done.state, typed })
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    return alertPage(world, c, { status: 400, problem: cause.message, state: known, typed })
  }
}

function conflictText({ changes }: AlertState): string {
  const last = changes.at(-1)
  return last ? `${last.by} has changed this alert meanwhile` : "the alert has changed meanwhile"
}
