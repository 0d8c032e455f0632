import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { Secret } from "#shared/config/secret.ts"

/** Who may come in: the holder of the token, or of a cookie that was made for it. */
export interface Sessions {
  holdsToken(token: string): boolean
  /** The value of a cookie that lasts until `lastsMs` from now. Nothing is kept here. */
  issue(): string
  holdsSession(cookie: string): boolean
  readonly lastsMs: number
}

/** A cookie is `<end in epoch ms>.<HMAC of it under the token>`: a new token ends all sessions. */
export function openSessions(token: Secret, lastsMs: number, now: () => number): Sessions {
  const sign = (end: string) =>
    createHmac("sha256", token.reveal()).update(`vedette-console ${end}`).digest("base64url")
  return {
    lastsMs,
    holdsToken: (given) => same(given, token.reveal()),
    issue() {
      const end = String(now() + lastsMs)
      return `${end}.${sign(end)}`
    },
    holdsSession(cookie) {
      const match = /^(\d{1,15})\.([\w-]{43})$/.exec(cookie)
      return match !== null && same(match[2]!, sign(match[1]!)) && Number(match[1]) > now()
    },
  }
}

/** Takes as long for any two texts: their digests are compared whole. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
