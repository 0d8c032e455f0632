/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import { patience } from "../api.ts"
import { alertHref } from "../href.ts"
import { levelOf } from "../level.ts"
import { Level } from "../parts/chip.tsx"
import { EntityLinks } from "../parts/entity-links.tsx"
import { Fields } from "../parts/fields.tsx"
import { Layout } from "../parts/layout.tsx"
import { Moment, Zone } from "../parts/moment.tsx"
import { Processes } from "../parts/processes.tsx"
import { Text } from "../parts/text.tsx"
import { processesOf } from "../processes.ts"
import { alertStreams, mayRead } from "../question.ts"
import type { World } from "../world.ts"

const alertsMax = 10

/** One event, whole. */
export async function eventPage(world: World, c: Context) {
  const id = c.req.param("id") ?? ""
  const event = await world.store.get(id)
  if (!event || !mayRead(event)) return c.notFound()
  if (event["vedette.stream"] === "alerts") return c.redirect(alertHref(id))
  const signal = patience(world, c)
  const query = { is: "term", field: "vedette.event_ids", value: id } as const
  const [tree, alerts] = await Promise.all([
    processesOf(world.store, [event], signal),
    world.store.search({ streams: alertStreams, query }, alertsMax, undefined, signal),
  ])
  return c.html(
    <Layout title="Event" place="/search">
      <p>
        <Moment at={event["@timestamp"]} /> <Zone />{" "}
        <a href={`/api/events/${encodeURIComponent(id)}`}>as JSON</a>
      </p>
      <EntityLinks event={event} />
      <Found alerts={alerts.events} />
      <div class="told">
        <Processes tree={tree} host={String(event["host.name"] ?? "")} what="this event" />
      </div>
      {event["event.original"] !== undefined && (
        <>
          <h2>As received</h2>
          <pre class="original">
            <Text text={event["event.original"]} whole />
          </pre>
        </>
      )}
      <h2>Fields</h2>
      <Fields event={event} whole entities />
    </Layout>,
  )
}

/** The alerts that stand on it. */
function Found({ alerts }: { alerts: readonly Event[] }) {
  if (alerts.length === 0) return null
  return (
    <p class="acts">
      Found in it:
      {alerts.map((alert) => (
        <a href={alertHref(alert["event.id"] ?? "")}>
          <Level level={levelOf(alert)} />
          <Text text={alert["rule.name"] ?? "alert"} />
        </a>
      ))}
    </p>
  )
}
