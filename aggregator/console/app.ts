import { Hono } from "hono"
import { api } from "./api.ts"
import { assets } from "./assets/assets.ts"
import { isLoopback, onlyKnownHosts, onlySameOrigin, secureHeaders } from "./guard.ts"
import { login, onlyWithToken } from "./login.tsx"
import { pages } from "./pages/pages.ts"
import { notFound } from "./pages/plain.tsx"
import { openSessions } from "./session.ts"
import type { World } from "./world.ts"

/** The console and its API. Throws where it would stand open to the network without a token. */
export function consoleApp(world: World): Hono {
  const { host, token, allowedHosts, sessionHours = 12 } = world.options
  if (!token && !isLoopback(host))
    throw new Error(`the console listens on ${host}, which is not loopback: it needs a token`)
  const app = new Hono()
  app.use(secureHeaders, onlyKnownHosts(host, allowedHosts), onlySameOrigin)
  if (token) {
    const sessions = openSessions(token, sessionHours * 3_600_000, world.now)
    app.use(onlyWithToken(sessions))
    app.route("/", login(sessions))
  }
  app.route("/assets", assets())
  app.route("/api", api(world))
  app.route("/", pages(world))
  app.notFound(notFound)
  return app
}
