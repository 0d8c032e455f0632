/** @jsxImportSource hono/jsx */
import { type Context, Hono, type MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { Layout } from "./parts/layout.tsx"
import type { Sessions } from "./session.ts"

const cookieName = "vedette-session"

/** Lets in who holds the token or a session; sends a person to the form, a program a 401. */
export const onlyWithToken =
  (sessions: Sessions): MiddlewareHandler =>
  async (c, next) => {
    if (isOpen(c.req.path) || holds(sessions, c)) return next()
    if (c.req.path.startsWith("/api/") || c.req.method !== "GET") {
      c.header("www-authenticate", "Bearer")
      return c.json({ error: "a bearer token is required" }, 401)
    }
    return c.redirect("/login")
  }

const isOpen = (path: string) => path === "/login" || path.startsWith("/assets/")

function holds(sessions: Sessions, c: Context): boolean {
  const bearer = /^Bearer (.{1,4096})$/i.exec(c.req.header("authorization") ?? "")
  if (bearer) return sessions.holdsToken(bearer[1]!)
  const cookie = getCookie(c, cookieName)
  return cookie !== undefined && sessions.holdsSession(cookie)
}

/** The form at `/login`, and `/logout`. */
export function login(sessions: Sessions): Hono {
  const app = new Hono()
  app.get("/login", (c) => c.html(<LoginPage wrong={false} />))
  app.post("/login", bodyLimit({ maxSize: 8_192 }), async (c) => {
    const { token } = await c.req.parseBody()
    if (typeof token !== "string" || !sessions.holdsToken(token))
      return c.html(<LoginPage wrong={true} />, 401)
    setCookie(c, cookieName, sessions.issue(), {
      httpOnly: true,
      sameSite: "Strict",
      secure: new URL(c.req.url).protocol === "https:",
      path: "/",
      maxAge: Math.floor(sessions.lastsMs / 1_000),
    })
    return c.redirect("/", 303)
  })
  app.post("/logout", (c) => {
    deleteCookie(c, cookieName, { path: "/" })
    return c.redirect("/login", 303)
  })
  return app
}

function LoginPage({ wrong }: { wrong: boolean }) {
  return (
    <Layout title="Log in" bare>
      <form method="post" action="/login" class="login">
        <label for="token">Token</label>
        <input id="token" name="token" type="password" required autocomplete="current-password" />
        <button type="submit">Log in</button>
        {wrong && (
          <p class="problem" role="alert">
            This is not the token.
          </p>
        )}
      </form>
    </Layout>
  )
}
