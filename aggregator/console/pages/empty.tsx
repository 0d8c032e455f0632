/** @jsxImportSource hono/jsx */
import { Csrf } from "../parts/csrf.tsx"
import { Layout } from "../parts/layout.tsx"
import type { World } from "../world.ts"

/** The overview of a store that holds nothing yet: how to send the first log. */
export function Empty({ world }: { world: World }) {
  const { syslog, intake } = world.addresses ?? {}
  return (
    <Layout title="Overview" place="/">
      <div class="empty" data-live="5000" id="empty">
        <p>No event has been stored yet. This page shows the first ones as they arrive.</p>
        {syslog && (
          <>
            <h2>Send syslog</h2>
            <p>
              UDP or TCP to <code>{syslog}</code>, for instance:
            </p>
            <pre>{`logger --server ${hostOf(syslog)} --port ${portOf(syslog)} --tcp "hello"`}</pre>
          </>
        )}
        {intake && (
          <>
            <h2>Send over HTTP</h2>
            <p>
              JSON, lines of JSON or plain lines to <code>{intake}</code>, for instance:
            </p>
            <pre>{`curl --data-binary @/var/log/auth.log ${intake}`}</pre>
          </>
        )}
        {world.demo && (
          <form method="post" action="/demo">
            <Csrf />
            <h2>Or look around first</h2>
            <p>An attack on a small office, told by its logs.</p>
            <button type="submit">Replay the demo story</button>
          </form>
        )}
      </div>
    </Layout>
  )
}

const portOf = (address: string) => address.slice(address.lastIndexOf(":") + 1)
const hostOf = (address: string) => address.slice(0, address.lastIndexOf(":"))
