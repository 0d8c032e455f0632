/** @jsxImportSource hono/jsx */
import { visitor } from "../visitor.ts"
import { Csrf } from "./csrf.tsx"

/** Who is in, and the way out; or that nobody is asked. */
export function Visit() {
  const who = visitor.getStore()
  if (who?.via === "open")
    return (
      <p class="visit">
        <span title="There are no users: bun aggregator/main.ts user add NAME --role admin closes it">
          Open to all on this machine
        </span>
        <a href="/settings">Settings</a>
      </p>
    )
  if (who?.via !== "session") return null
  return (
    <form method="post" action="/logout" class="visit">
      <Csrf />
      <a href="/settings">Settings</a>
      <a href="/account">
        {who.name} ({who.role})
      </a>
      <button type="submit">Log out</button>
    </form>
  )
}
