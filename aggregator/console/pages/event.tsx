/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import { alertHref } from "../href.ts"
import { EntityLinks } from "../parts/entity-links.tsx"
import { Fields } from "../parts/fields.tsx"
import { Layout } from "../parts/layout.tsx"
import { Moment, Zone } from "../parts/moment.tsx"
import { Text } from "../parts/text.tsx"
import { mayRead } from "../question.ts"
import type { World } from "../world.ts"

/** One event, whole. */
export async function eventPage(world: World, c: Context) {
  const id = c.req.param("id") ?? ""
  const event = await world.store.get(id)
  if (!event || !mayRead(event)) return c.notFound()
  if (event["vedette.stream"] === "alerts") return c.redirect(alertHref(id))
  return c.html(
    <Layout title="Event" place="/search">
      <p>
        <Moment at={event["@timestamp"]} /> <Zone />{" "}
        <a href={`/api/events/${encodeURIComponent(id)}`}>as JSON</a>
      </p>
      <EntityLinks event={event} />
      {event["event.original"] !== undefined && (
        <>
          <h2>As received</h2>
          <pre class="original">
            <Text text={event["event.original"]} whole />
          </pre>
        </>
      )}
      <h2>Fields</h2>
      <Fields event={event} whole />
    </Layout>,
  )
}
