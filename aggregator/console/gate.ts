import type { Context } from "hono"
import { getCookie } from "hono/cookie"
import { digestOf } from "#shared/access/token.ts"
import { openTries } from "#shared/access/tries.ts"
import { lesserOf } from "../access/roles.ts"
import { openSessions, type Sessions } from "../access/sessions.ts"
import type { Visitor } from "./visitor.ts"
import type { World } from "./world.ts"

/** Finds out who asks. */
export interface Gate {
  readonly sessions: Sessions
  readonly cookieName: string
  readonly secure: boolean
  /** False where everyone comes in: on loopback, while there is neither a token nor a user. */
  isAsked(): boolean
  /** Nobody, or for how long tokens from this address are not heard. */
  visitorOf(c: Context): Visitor | { readonly refusedMs: number } | undefined
}

/** The holder of the token of the configuration; no user can be called so. */
export const tokenHolder = "(token)"
const local: Visitor = { name: "(local)", role: "admin", via: "open" }
const wrongTokensPerMinMax = 60
const hourMs = 3_600_000

export function openGate(world: World): Gate {
  const { options, users, now } = world
  const { sessionMs = 12 * hourMs, sessionIdleMs = hourMs, tokenRole = "admin" } = options
  const sessions = openSessions({ lastsMs: sessionMs, idleMs: sessionIdleMs, now })
  const tries = openTries(wrongTokensPerMinMax, now)
  const ownDigest = options.token && digestOf(options.token.reveal())
  const secure = options.tls !== undefined || options.behindTls === true
  const cookieName = secure ? "__Host-vedette-session" : "vedette-session"
  const isAsked = () => options.token !== undefined || users.isAsked()

  const bearerOf = (token: string): Visitor | undefined => {
    const digest = digestOf(token)
    const isOwn = ownDigest?.equals(digest) === true // of digests: what is compared tells nothing
    const found = users.byToken(digest.toString("hex"), now())
    if (isOwn) return { name: tokenHolder, role: tokenRole, via: "token" }
    if (!found) return undefined
    const { user, token: held } = found
    return { name: user.name, role: lesserOf(user.role, held.role), via: "token" }
  }
  const browserOf = (sessionId: string): Visitor | undefined => {
    const session = sessions.use(sessionId)
    if (!session) return undefined
    const { name, csrf, revision } = session
    if (name === tokenHolder) return { name, role: tokenRole, via: "session", csrf, sessionId }
    const user = users.find(name)
    if (user?.revision === revision)
      return { name, role: user.role, via: "session", csrf, sessionId }
    sessions.end(sessionId) // its user is gone, or has another password or role
    return undefined
  }
  return {
    sessions,
    cookieName,
    secure,
    isAsked,
    visitorOf(c) {
      if (!isAsked()) return local
      const token = /^Bearer (.{1,4096})$/i.exec(c.req.header("authorization") ?? "")?.[1]
      if (token !== undefined) {
        const digest = digestOf(token)
        const found = bearerOf(token)
        const refusedMs = tries.refusedMs(peerOf(c), digest)
        if (refusedMs > 0) return { refusedMs }
        if (found) tries.right(peerOf(c), digest)
        else tries.wrong(peerOf(c), digest)
        return found
      }
      const cookie = getCookie(c, cookieName)
      return cookie === undefined ? undefined : browserOf(cookie)
    },
  }
}

/** The address at the other end of the connection. */
export const peerOf = (c: Context): string | undefined =>
  (c.env as { peer?: string } | undefined)?.peer
