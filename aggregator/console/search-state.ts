import type { Context } from "hono"
import { usualFrom } from "./parts/time-picker.tsx"

/** What the address of the search page says. */
export type SearchState = Readonly<
  Record<"q" | "from" | "to" | "live" | "columns" | "by" | "field", string | undefined>
>

export function searchStateOf(c: Context): SearchState {
  const { q, from, to, live, columns, by, field } = c.req.query()
  const isLive = live === "1"
  return {
    ...{ q, to, columns, by, field },
    from: from || usualFrom,
    live: isLive ? "1" : undefined,
  }
}
