import { createHash, timingSafeEqual } from "node:crypto"
import type { Context, Hono, MiddlewareHandler } from "hono"
import { covers } from "../access/roles.ts"
import type { Gate } from "./gate.ts"
import { type Noted, openNoting } from "./noting.ts"
import { type Access, accessOf, fits } from "./rules.ts"
import { type Visitor, visitor } from "./visitor.ts"
import type { World } from "./world.ts"

type Routes = () => Hono["routes"]

/**
 * The one place where it is decided who may do what: by the table in `rules.ts`. Refuses what has no
 * rule, who has not logged in, whose role is too small, and a form that does not carry its session's
 * proof; writes down what was done.
 */
export function onlyAllowed(world: World, gate: Gate, routes: Routes): MiddlewareHandler {
  const note = openNoting(world)
  return async (c, next) => {
    const access = accessOf(c.req.method, c.req.path)
    const who = gate.visitorOf(c)
    if (access?.least === "anyone") return next()
    if (who && "refusedMs" in who) return tooMany(c, who.refusedMs)
    if (!who) {
      await note(c, undefined, { action: "refused", outcome: "failure", access }).catch(() => {})
      return unknown(c)
    }
    return visitor.run(who, async () => {
      if (!access) return isRoute(routes(), c) ? refused(c, "no rule lets anyone do this") : next()
      const reason = await reasonAgainst(c, who, access)
      if (reason) {
        await note(c, who, {
          action: access.audit ?? "refused",
          outcome: "failure",
          access,
          reason,
        })
        return refused(c, reason)
      }
      return noted(c, who, access, note, next)
    })
  }
}

async function reasonAgainst(c: Context, who: Visitor, access: Access) {
  if (access.least !== "anyone" && !covers(who.role, access.least))
    return `this needs the role ${access.least}`
  if (access.method === "POST" && who.via === "session" && !(await holdsProof(c, who)))
    return "the form is out of date: go back, load the page again and send it once more"
  return undefined
}

/** A change is written down before it is made, so that none is made that can't be. */
async function noted(
  c: Context,
  who: Visitor,
  access: Access,
  note: Noted,
  next: () => Promise<void>,
) {
  const isChange = access.method === "POST"
  const action = access.audit ?? access.path
  if (isChange) {
    try {
      await note(c, who, { action, access })
    } catch {
      return c.json({ error: "refused: it can't be written down in the audit log" }, 503)
    }
  }
  await next()
  const isFailed = c.res.status >= 400
  if (isChange ? isFailed : access.audit !== undefined)
    await note(c, who, { action, access, outcome: isFailed ? "failure" : "success" }).catch(
      () => {},
    )
}

/** The proof is in a field of the form, or in a header. */
async function holdsProof(c: Context, who: Visitor): Promise<boolean> {
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(
    c.req.header("content-type") ?? "",
  )
  const sent = c.req.header("x-csrf-token") ?? (isForm && (await c.req.parseBody())["csrf"])
  return typeof sent === "string" && isSame(sent, who.csrf ?? "")
}

const digest = (text: string) => createHash("sha256").update(text).digest()
export const isSame = (a: string, b: string) => b !== "" && timingSafeEqual(digest(a), digest(b))

const isRoute = (routes: Hono["routes"], c: Context) =>
  routes.some(
    ({ method, path }) => method !== "ALL" && method === c.req.method && fits(path, c.req.path),
  )

const isForProgram = (c: Context) => c.req.path.startsWith("/api/") || c.req.method !== "GET"

function unknown(c: Context) {
  if (!isForProgram(c)) return c.redirect("/login")
  c.header("www-authenticate", "Bearer")
  return c.json({ error: "a bearer token is required" }, 401)
}

function tooMany(c: Context, refusedMs: number) {
  c.header("retry-after", String(Math.ceil(refusedMs / 1000)))
  return c.json({ error: "too many requests with a wrong token" }, 429)
}

const refused = (c: Context, error: string) =>
  isForProgram(c) && c.req.path.startsWith("/api/")
    ? c.json({ error }, 403)
    : c.text(`${error}\n`, 403)
