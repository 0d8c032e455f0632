/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import type { AlertState, Asked } from "../../alerts/state.ts"
import { stateOf } from "../../alerts/states.ts"
import { aroundOf, sentenceOf } from "../alert-around.ts"
import { alertAt, bodyOf, change, changeIn, revisionIn } from "../alert-changes.ts"
import { matchedOf } from "../alert-marks.ts"
import { peopleIn } from "../alert-people.ts"
import { type States, wholeScope } from "../alert-scope.ts"
import { patience } from "../api.ts"
import { alertHref } from "../href.ts"
import { InputError } from "../input-error.ts"
import { levelOf, levelQuery, levelsDown } from "../level.ts"
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
import { processesOf } from "../processes.ts"
import { also } from "../question.ts"
import { statesLately } from "../states-lately.ts"
import type { World } from "../world.ts"

const eventsMax = 20

/** One alert: the rule, why it matched, and the events it stands on. */
export async function alertPage(world: World, c: Context, told?: Told) {
  const alert = await alertAt(world, c.req.param("id") ?? "")
  if (!alert) return c.notFound()
  const id = alert["event.id"] ?? ""
  const [now, states, around] = await Promise.all([
    stateOf(world.store, id),
    statesLately(world.store),
    aroundOf(world.store, alert, patience(world, c)),
  ])
  const state = told?.state ?? now
  const allIds = alert["vedette.event_ids"] ?? []
  const ids = allIds.slice(0, eventsMax)
  const events = await Promise.all(ids.map((id) => world.store.get(String(id))))
  const found = events.filter((event) => event !== undefined)
  const tree = await processesOf(world.store, [...found, alert], patience(world, c))
  const next = await nextOf(world, { id, states }, patience(world, c))
  const matched = matchedOf(alert)
  const rule = world.rules(alert["rule.id"] ?? "")
  return c.html(
    <Layout title={alert["rule.name"] ?? rule?.title ?? "Alert"} place="/alerts">
      <p>
        <Level level={levelOf(alert)} /> <StatusText state={state} />{" "}
        <Moment at={alert["@timestamp"]} /> <Zone />
      </p>
      <p class="sentence">
        <Text
          text={sentenceOf(
            alert,
            events.find((event) => event !== undefined),
          )}
        />
      </p>
      <EntityLinks event={alert} />
      {told && (
        <p class="problem" role="alert">
          {told.problem}
        </p>
      )}
      <EvasionOf alert={alert} rules={world.rules} />
      <AnomalyOf alert={alert} />
      <div class="case">
        <Why matched={matched} />
        <div class="aside">
          <AlertPanel id={id} state={state} typed={told?.typed} people={peopleIn(states)} />
          <NextAlert next={next} />
          <Advice alert={alert} rule={rule} />
          <Enrichment events={[alert, ...found]} />
        </div>
        <div class="told">
          <Processes
            tree={tree}
            host={String(alert["host.name"] ?? found[0]?.["host.name"] ?? "")}
          />
          <TimeLine alert={alert} around={around} />
          <AlertEvents events={events} total={allIds.length} matched={matched} />
          <PastAlerts alert={alert} around={around} states={states} />
          <details>
            <summary>All fields of the alert</summary>
            <p>
              <a href={`/api/alerts/${encodeURIComponent(id)}`}>as JSON</a>
            </p>
            <Fields event={alert} />
          </details>
        </div>
      </div>
    </Layout>,
    told?.status ?? 200,
  )
}

const recentMs = 7 * 86_400_000

/** Of the newest week's alerts that nobody has touched the most urgent one. */
async function nextOf(
  world: World,
  { id, states }: { readonly id: string; readonly states: States },
  signal: AbortSignal,
): Promise<Event | undefined> {
  const from = new Date(Math.max(0, world.now() - recentMs)).toISOString()
  const scope = also(wholeScope({ status: "new", from }, states, world.now()), {
    is: "not",
    of: { is: "ids", of: [id] },
  })
  for (const level of levelsDown) {
    const page = await world.store.search(also(scope, levelQuery(level)), 1, undefined, signal)
    if (page.events[0]) return page.events[0]
  }
  return undefined
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
