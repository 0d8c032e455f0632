import type { Context } from "hono"
import { openAllowances } from "#shared/access/allowance.ts"
import { seatOf } from "#shared/access/networks.ts"
import { peerOf } from "./gate.ts"
import type { Access } from "./rules.ts"
import type { Visitor } from "./visitor.ts"
import type { World } from "./world.ts"

interface What {
  readonly action: string
  readonly access?: Access | undefined
  readonly outcome?: "success" | "failure"
  readonly reason?: string
}

/** Writes a request into the audit log. @throws if that can't be done */
export type Noted = (c: Context, who: Visitor | undefined, what: What) => Promise<void>

const sameMs = 300_000
const strangersPerSec = 1 / 60
const strangersBurst = 5

/**
 * A page that refreshes itself is noted once in five minutes; of who has not logged in, a few
 * requests of an address, so that nobody outside fills the log.
 */
export function openNoting({ audit, now }: World): Noted {
  const lately = openAllowances(1000 / sameMs, 1)
  const strangers = openAllowances(strangersPerSec, strangersBurst)
  const isOnce = (key: string, from: typeof lately) => {
    if (from.waitMs(key, now()) > 0) return false
    from.take(key, 1, now())
    return true
  }
  return async (c, who, { action, access, outcome, reason }) => {
    const { search, pathname } = new URL(c.req.url)
    const isReading = c.req.method === "GET" || c.req.method === "HEAD"
    const asked = `${who?.name} ${action} ${pathname}${search} ${outcome}`
    const key = Bun.hash(asked).toString() // addresses may be long
    if (!who && !isOnce(seatOf(peerOf(c)), strangers)) return
    if (who && isReading && !isOnce(key, lately)) return
    const subject = who ? who.name : "a stranger"
    const verb =
      outcome === "failure" ? "was refused or failed at" : isReading ? "asked for" : "did"
    await audit.note({
      action,
      ...(outcome && { outcome }),
      ...(reason && { reason }),
      ...(who && { who: who.name, role: who.role }),
      category: access?.method === "POST" ? "configuration" : "database",
      from: peerOf(c),
      agent: c.req.header("user-agent"),
      method: c.req.method,
      path: pathname,
      query: search.slice(1),
      message: `${subject} ${verb} ${action}`,
    })
  }
}
