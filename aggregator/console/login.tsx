/** @jsxImportSource hono/jsx */
import { randomBytes } from "node:crypto"
import { type Context, Hono } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { openAllowances } from "#shared/access/allowance.ts"
import { seatOf } from "#shared/access/networks.ts"
import { digestOf } from "#shared/access/token.ts"
import { TooBusy } from "../access/passwords.ts"
import type { Attempt } from "../access/throttle.ts"
import { isSame } from "./allowed.ts"
import { type Gate, peerOf, tokenHolder } from "./gate.ts"
import { LoginPage } from "./login-page.tsx"
import { visitor } from "./visitor.ts"
import type { World } from "./world.ts"

const markCookie = "vedette-known"
const formCookie = "vedette-form"
const yearSeconds = 31_536_000

/** The form at `/login`, and `/logout`. */
export function login(world: World, gate: Gate): Hono {
  const app = new Hono()
  const strict = { httpOnly: true, sameSite: "Strict", secure: gate.secure, path: "/" } as const
  const unheard = openAllowances(1 / 60, 1) // noted once a minute: who floods fills no log
  const page = (c: Context, status: 200 | 401 | 403 | 429 | 503, problem?: string) => {
    const form = randomBytes(18).toString("base64url")
    setCookie(c, formCookie, form, strict)
    const by = { token: world.options.token !== undefined, users: world.users.isAsked() }
    return c.html(<LoginPage form={form} by={by} {...(problem && { problem })} />, status)
  }

  app.get("/login", (c) => (gate.isAsked() ? page(c, 200) : c.redirect("/")))
  app.post("/login", async (c) => {
    const sent = await c.req.parseBody()
    const [form, name, password, token] = ["form", "name", "password", "token"].map((key) =>
      typeof sent[key] === "string" ? sent[key] : "",
    ) as [string, string, string, string]
    if (!isSame(form, getCookie(c, formCookie) ?? ""))
      return page(c, 403, "The form is out of date. Try once more.")
    const account = token ? tokenHolder : name.trim().toLowerCase().slice(0, 64)
    const attempt = { account, address: peerOf(c), mark: getCookie(c, markCookie) }
    const waitMs = world.throttle.tryMs(attempt)
    if (waitMs > 0) {
      const seat = seatOf(attempt.address)
      if (unheard.waitMs(seat, world.now()) === 0) {
        unheard.take(seat, 1, world.now())
        await noteLogin(world, c, attempt, "failure", "too many tries")
      }
      c.header("retry-after", String(Math.ceil(waitMs / 1000)))
      return page(c, 429, `Too many tries. Wait ${Math.ceil(waitMs / 1000)} seconds.`)
    }
    try {
      const revision = token
        ? tokenRevision(world, token)
        : await userRevision(world, account, password)
      await noteLogin(world, c, attempt, revision === undefined ? "failure" : "success")
      if (revision === undefined)
        return page(c, 401, token ? "This is not the token." : "Name or password is wrong.")
      world.throttle.undo(attempt)
      const id = gate.sessions.begin(account, revision, peerOf(c) ?? "")
      const maxAge = Math.floor(gate.sessions.lastsMs / 1000)
      setCookie(c, gate.cookieName, id, { ...strict, maxAge })
      setCookie(c, markCookie, world.throttle.mark(account), { ...strict, maxAge: yearSeconds })
      deleteCookie(c, formCookie, { path: "/" })
      return c.redirect("/", 303)
    } catch (cause) {
      if (cause instanceof TooBusy) return page(c, 503, "Too many logins at once. Try again.")
      return page(c, 503, "The login can't be written down in the audit log, so none is possible.")
    }
  })
  const leave = (c: Context) => {
    deleteCookie(c, gate.cookieName, { path: "/", secure: gate.secure })
    return c.redirect("/login", 303)
  }
  app.post("/logout", (c) => {
    const { sessionId } = visitor.getStore() ?? {}
    if (sessionId) gate.sessions.end(sessionId)
    return leave(c)
  })
  app.post("/logout/everywhere", (c) => {
    const who = visitor.getStore()
    if (who) gate.sessions.endAll(who.name)
    return leave(c)
  })
  return app
}

const tokenRevision = ({ options }: World, token: string) =>
  options.token && digestOf(token).equals(digestOf(options.token.reveal())) ? "token" : undefined

/** Takes as long for a name that nobody has. @throws TooBusy */
async function userRevision(world: World, name: string, password: string) {
  const user = world.users.find(name)
  const isRight = await world.passwords.verify(password, user?.password)
  return isRight ? user?.revision : undefined
}

/**
 * A name that no user has is not written down: often it is a password in the wrong field.
 * @throws if it can't be written down and the login would be a success
 */
async function noteLogin(
  world: World,
  c: Context,
  { account }: Attempt,
  outcome: "success" | "failure",
  reason?: string,
): Promise<void> {
  const user = world.users.find(account)
  const who = user?.name ?? (account === tokenHolder ? tokenHolder : undefined)
  const noting = world.audit.note({
    action: "login",
    category: "authentication",
    outcome,
    ...(who && { who }),
    ...(user && { role: user.role }),
    ...(outcome === "failure" && { reason: reason ?? (who ? "wrong" : "no such user") }),
    from: peerOf(c),
    agent: c.req.header("user-agent"),
    message: `${who ?? "someone unknown"} ${outcome === "success" ? "logged in" : "failed to log in"}`,
  })
  await (outcome === "success" ? noting : noting.catch(() => {}))
}
