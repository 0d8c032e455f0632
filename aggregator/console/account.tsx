/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono"
import { passwordFault, TooBusy } from "../access/passwords.ts"
import type { User } from "../access/users.ts"
import { type Gate, peerOf } from "./gate.ts"
import { Csrf } from "./parts/csrf.tsx"
import { Layout } from "./parts/layout.tsx"
import { visitor } from "./visitor.ts"
import type { World } from "./world.ts"

/** What a person may do about the own account. */
export function account(world: World, gate: Gate): Hono {
  const app = new Hono()
  app.get("/account", (c) => page(c, gate, 200))
  app.post("/account/password", async (c) => {
    const who = visitor.getStore()
    const user = who?.via === "session" ? world.users.find(who.name) : undefined
    if (!user) return page(c, gate, 403, "Only a user who has logged in has a password to change.")
    const sent = await c.req.parseBody()
    const { old, password } = { old: String(sent["old"]), password: String(sent["password"]) }
    const fault = passwordFault(password, user.name)
    if (fault) return page(c, gate, 400, `${fault[0]!.toUpperCase()}${fault.slice(1)}.`)
    try {
      const isChanged = await change(world, c, user, old, password)
      if (typeof isChanged === "string") return page(c, gate, 400, isChanged)
      gate.sessions.endAll(user.name)
      return c.redirect("/login", 303)
    } catch (cause) {
      if (cause instanceof TooBusy) return page(c, gate, 503, "Too busy. Try again.")
      return page(c, gate, 503, "The file of users can't be written.")
    }
  })
  return app
}

/** What was wrong, or true. */
async function change(world: World, c: Context, user: User, old: string, password: string) {
  const attempt = { account: user.name, address: peerOf(c), mark: undefined }
  if (world.throttle.tryMs(attempt) > 0) return "Too many tries. Wait a minute."
  if (!(await world.passwords.verify(old, user.password))) return "The old password is wrong."
  world.throttle.undo(attempt)
  world.users.setPassword(user.name, await world.passwords.hash(password))
  return true
}

function page(c: Context, gate: Gate, status: 200 | 400 | 403 | 503, problem?: string) {
  const who = visitor.getStore()
  if (!who) return c.notFound()
  const sessions = gate.sessions.count(who.name)
  return c.html(
    <Layout title="Account">
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <p>
        {who.name}, role {who.role}
      </p>
      {who.via === "session" && (
        <>
          <h2>Password</h2>
          <form method="post" action="/account/password" class="login">
            <Csrf />
            <label for="old">Old password</label>
            <input id="old" name="old" type="password" required autocomplete="current-password" />
            <label for="password">New password, at least twelve characters</label>
            <input
              id="password"
              name="password"
              type="password"
              required
              minlength={12}
              autocomplete="new-password"
            />
            <button type="submit">Change it and log in anew</button>
          </form>
          <h2>Logins</h2>
          <form method="post" action="/logout/everywhere">
            <Csrf />
            <p>
              {sessions === 1 ? "One login is" : `${sessions} logins are`} open.{" "}
              <button type="submit">Log out everywhere</button>
            </p>
          </form>
        </>
      )}
    </Layout>,
    status,
  )
}
