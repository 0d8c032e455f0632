/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import type { Matched, Rule } from "#shared/sigma/types.ts"
import { type AlertState, type Asked, untouched } from "../../alerts/state.ts"
import { stateOf, statesOf } from "../../alerts/states.ts"
import { aroundOf, sentenceOf } from "../alert-around.ts"
import { alertAt, bodyOf, change, changeIn, revisionIn } from "../alert-changes.ts"
import { patience } from "../api.ts"
import { alertHref, eventHref, href } from "../href.ts"
import { InputError } from "../input-error.ts"
import { levelOf } from "../level.ts"
import { AlertPanel } from "../parts/alert-state.tsx"
import { PastAlerts, TimeLine } from "../parts/around.tsx"
import { Chip, Level } from "../parts/chip.tsx"
import { EntityLinks } from "../parts/entity-links.tsx"
import { Fields } from "../parts/fields.tsx"
import { Layout } from "../parts/layout.tsx"
import { Moment } from "../parts/moment.tsx"
import { summaryOf } from "../parts/summary.ts"
import { type Column, Table } from "../parts/table.tsx"
import { Text } from "../parts/text.tsx"
import type { World } from "../world.ts"

const eventsMax = 20

/** One alert: the rule, why it matched, and the events it stands on. */
export async function alertPage(world: World, c: Context, told?: Told) {
  const alert = await alertAt(world, c.req.param("id") ?? "")
  if (!alert) return c.notFound()
  const id = alert["event.id"] ?? ""
  const [states, around] = await Promise.all([
    statesOf(world.store),
    aroundOf(world.store, alert, patience(world, c)),
  ])
  const state = told?.state ?? states.get(id) ?? untouched
  const ids = (alert["vedette.event_ids"] ?? []).slice(0, eventsMax)
  const events = await Promise.all(ids.map((id) => world.store.get(String(id))))
  const matched = matchedOf(alert)
  const rule = world.rules(alert["rule.id"] ?? "")
  return c.html(
    <Layout title={alert["rule.name"] ?? rule?.title ?? "Alert"} place="/alerts">
      <p>
        <Level level={levelOf(alert)} /> <Moment at={alert["@timestamp"]} /> UTC{" "}
        <Chip field="host.name" value={alert["host.name"]} />
        <Chip field="user.name" value={alert["user.name"]} />
        <Chip field="source.ip" value={alert["source.ip"]} />
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
      <AlertPanel id={id} state={state} typed={told?.typed} />
      <RuleText alert={alert} rule={rule} />
      <h2>Why it matched</h2>
      <Table caption="Why it matched" columns={columns} rows={matched} none="Not recorded." />
      <h2>Events</h2>
      <Events events={events} marked={new Set(matched.map(({ field }) => field))} />
      <TimeLine alert={alert} around={around} />
      <PastAlerts alert={alert} around={around} states={states} />
      <details>
        <summary>All fields of the alert</summary>
        <Fields event={alert} whole />
      </details>
    </Layout>,
    told?.status ?? 200,
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

const columns: readonly Column<Matched>[] = [
  { name: "Field", cell: ({ field }) => <Text text={field} /> },
  { name: "Value", kind: "wide", cell: ({ value }) => <Text text={value} /> },
  { name: "Pattern", cell: ({ pattern }) => <Text text={pattern} /> },
]

/** The predicates that held, as far as the record can be read. */
export function matchedOf(alert: Event): readonly Matched[] {
  try {
    const list: unknown = JSON.parse(alert["vedette.matched"] ?? "[]")
    if (!Array.isArray(list)) return []
    return list
      .filter((one): one is Matched => typeof one?.field === "string")
      .map(({ field, value, pattern }) => ({ field, value: `${value}`, pattern: `${pattern}` }))
  } catch {
    return []
  }
}

function RuleText({ alert, rule }: { alert: Event; rule: Rule | undefined }) {
  const id = alert["rule.id"] ?? ""
  const description = rule?.description ?? alert["rule.description"]
  return (
    <section class="rule">
      {description && (
        <p>
          <Text text={description} whole />
        </p>
      )}
      <p class="tags">
        {rule?.tags.map((tag) => (
          <span class="tag">{tag}</span>
        ))}
        <a href={href("/alerts", { rule: id })}>All alerts of this rule</a>
      </p>
      {rule && rule.falsePositives.length > 0 && (
        <p>Known false positives: {rule.falsePositives.join("; ")}</p>
      )}
      {rule ? (
        <details>
          <summary>
            Text of the rule <code>{rule.file}</code>
            {rule.version !== alert["rule.version"] && " (changed since)"}
          </summary>
          <pre>
            <Text text={rule.text} whole />
          </pre>
        </details>
      ) : (
        <p class="none">
          The rule <Text text={id} /> is not loaded here.
        </p>
      )}
    </section>
  )
}

interface EventsProps {
  readonly events: readonly (Event | undefined)[]
  readonly marked: ReadonlySet<string>
}

function Events({ events, marked }: EventsProps) {
  const found = events.filter((event) => event !== undefined)
  if (found.length === 0) return <p class="none">The events are no longer in the store.</p>
  return (
    <>
      {found.map((event, at) => (
        <details class="event" open={at === 0}>
          <summary>
            <Moment at={event["@timestamp"]} /> <Text text={summaryOf(event)} />
          </summary>
          <p>
            <a href={eventHref(event["event.id"] ?? "")}>Open the event</a>
          </p>
          <Fields event={event} marked={marked} />
        </details>
      ))}
    </>
  )
}
