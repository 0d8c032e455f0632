import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { isLoopback } from "#shared/access/networks.ts"
import { account } from "./account.tsx"
import { onlyAllowed } from "./allowed.ts"
import { api } from "./api.ts"
import { assets } from "./assets/assets.ts"
import { openGate } from "./gate.ts"
import { onlyKnownHosts, onlySameOrigin, secureHeaders } from "./guard.ts"
import { login } from "./login.tsx"
import { pages } from "./pages/pages.ts"
import { notFound } from "./pages/plain.tsx"
import { settingsPages } from "./pages/settings.tsx"
import { behindProxies } from "./proxies.ts"
import { obeyingSettings, openSettings } from "./settings-kept.ts"
import type { World } from "./world.ts"

/** Of forms: nothing else is sent here. */
export const bodyBytesMax = 65_536

/** The console and its API. Throws where it would stand open to the network without a login. */
export function consoleApp(world: World): Hono {
  const { host, allowedHosts } = world.options
  const gate = openGate(world)
  if (!gate.isAsked() && !isLoopback(host))
    throw new Error(
      `the console listens on ${host}, which is not loopback: it needs a token or users`,
    )
  const app = new Hono()
  app.use(behindProxies(world.options.proxies))
  app.use(secureHeaders(gate.secure), onlyKnownHosts(host, allowedHosts), onlySameOrigin)
  app.use(bodyLimit({ maxSize: bodyBytesMax }))
  app.use(onlyAllowed(world, gate, () => app.routes))
  const settings = openSettings(world)
  app.use(obeyingSettings(settings))
  app.route("/", login(world, gate))
  app.route("/", account(world, gate))
  app.route("/", settingsPages(world, settings))
  app.route("/assets", assets())
  app.route("/api", api(world))
  app.route("/", pages(world))
  app.notFound(notFound)
  app.onError((_, c) =>
    c.req.method === "GET"
      ? c.json({ error: "internal" }, 500)
      : c.json({ error: "the request could not be read" }, 400),
  )
  return app
}
