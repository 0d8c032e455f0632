import { createHash, randomBytes } from "node:crypto"

/** Someone who has logged in. Held here alone: the browser has the id, we have its hash. */
export interface Session {
  readonly name: string
  /** Of the user when the session began: with another one it has ended. */
  readonly revision: string
  readonly csrf: string
  readonly beganMs: number
  readonly from: string
}

export interface Sessions {
  readonly lastsMs: number
  /** The id to be given to the browser. */
  begin(name: string, revision: string, from: string): string
  /** The session of an id, if it has not ended; it counts as used now. */
  use(id: string): Session | undefined
  end(id: string): void
  /** Ends all of a user; how many there were. */
  endAll(name: string): number
  /** How many of a user there are. */
  count(name: string): number
}

interface Limits {
  /** A session ends so long after the login. */
  readonly lastsMs: number
  /** A session that is not used ends after so long. */
  readonly idleMs: number
  readonly now: () => number
}

const sessionsMax = 10_000
const perUserMax = 32

export function openSessions({ lastsMs, idleMs, now }: Limits): Sessions {
  const held = new Map<string, { session: Session; usedMs: number }>() // by hash of id, oldest first
  const isOver = ({ session, usedMs }: { session: Session; usedMs: number }) =>
    now() >= session.beganMs + lastsMs || now() >= usedMs + idleMs
  const ofUser = (name: string) => [...held].filter(([, { session }]) => session.name === name)
  const sweep = () => {
    for (const [key, one] of held) if (isOver(one)) held.delete(key)
  }
  return {
    lastsMs,
    begin(name, revision, from) {
      sweep()
      const own = ofUser(name)
      if (own.length >= perUserMax) held.delete(own[0]![0])
      if (held.size >= sessionsMax) held.delete(held.keys().next().value!)
      const id = randomBytes(32).toString("base64url")
      const csrf = randomBytes(24).toString("base64url")
      held.set(hashOf(id), {
        session: { name, revision, csrf, beganMs: now(), from },
        usedMs: now(),
      })
      return id
    },
    use(id) {
      const key = hashOf(id)
      const one = held.get(key)
      if (!one) return undefined
      if (isOver(one)) {
        held.delete(key)
        return undefined
      }
      one.usedMs = now()
      return one.session
    },
    end: (id) => void held.delete(hashOf(id)),
    endAll(name) {
      const own = ofUser(name)
      for (const [key] of own) held.delete(key)
      return own.length
    },
    count(name) {
      sweep()
      return ofUser(name).length
    },
  }
}

const hashOf = (id: string) => createHash("sha256").update(id).digest("hex")
