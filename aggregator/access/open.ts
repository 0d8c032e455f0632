import { randomBytes } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { isLoopback } from "#shared/access/networks.ts"
import type { Deps } from "#shared/config/define.ts"
import type { Store } from "../store/types.ts"
import { type Audit, type Deed, openAudit } from "./audit.ts"
import { openPasswords, type Passwords } from "./passwords.ts"
import { openThrottle, type Throttle } from "./throttle.ts"
import { openUsers, type UserChange, type Users } from "./users.ts"

/** Who may come in, and what is written down of it. */
export interface Access extends AsyncDisposable {
  readonly users: Users
  readonly passwords: Passwords
  readonly throttle: Throttle
  readonly audit: Audit
}

const keyBytes = 32

interface Listener {
  readonly host: string
  readonly tls?: object | undefined
  readonly behindTls: boolean
}

/** What is wrong with who may come in, in words. */
export function accessProblems(
  { console: { host, tls, behindTls } }: { readonly console: Listener },
  { users, audit }: Pick<Access, "users" | "audit">,
): string[] {
  const isPlain = !tls && !behindTls && !isLoopback(host)
  const plain = `the console listens on ${host} without TLS: passwords can be read on the way`
  return [users.problem(), audit.problem(), isPlain ? plain : undefined].filter(
    (one) => one !== undefined,
  )
}

export const usersFileIn = (home: string): string => join(home, "users.json")

/** @param home folder of the key by which known browsers are told, and of records that wait */
export async function openAccess(
  home: string,
  usersFile: string | undefined,
  store: Pick<Store, "append">,
  deps: Pick<Deps, "now" | "log">,
): Promise<Access> {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const audit = await openAudit(join(home, "audit.ndjson"), store, deps)
  return {
    users: openUsers(usersFile ?? usersFileIn(home), deps.now, (change) => {
      audit.note(deedOf(change)).catch(() => {}) // the audit log tells by itself what is wrong
    }),
    passwords: openPasswords(),
    throttle: openThrottle(deps.now, keyOf(join(home, "login.key"))),
    audit,
    [Symbol.asyncDispose]: () => audit[Symbol.asyncDispose](),
  }
}

const deedOf = ({ action, name, role }: UserChange): Deed => ({
  action,
  category: "iam",
  outcome: "success",
  who: name,
  role,
  message: `the file of users was changed: ${action} of ${name}, ${role}`,
})

function keyOf(path: string): Buffer {
  try {
    const key = readFileSync(path)
    if (key.length === keyBytes) return key
  } catch {
    // made below
  }
  const key = randomBytes(keyBytes)
  writeFileSync(path, key, { mode: 0o600 })
  return key
}
