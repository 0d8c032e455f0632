import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { dirname } from "node:path"
import * as v from "valibot"
import { type Role, roles } from "./roles.ts"

const role = v.picklist(roles)
const Token = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
  label: v.pipe(v.string(), v.maxLength(64)),
  role,
  /** SHA-256 of the token, hex. */
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  createdMs: v.number(),
  endsMs: v.number(),
})
const User = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/)),
  role,
  /** Argon2id, as the PHC string format has it. */
  password: v.pipe(v.string(), v.startsWith("$argon2id$")),
  /** Another with each change of password or role: what was let in under the old one is out. */
  revision: v.pipe(v.string(), v.minLength(8)),
  createdMs: v.number(),
  tokens: v.array(Token),
})
const UsersFile = v.strictObject({ version: v.literal(1), users: v.array(User) })

export type User = v.InferOutput<typeof User>
export type ApiToken = v.InferOutput<typeof Token>

/** The users as they are now: the file is read again when it changes. */
export interface Users {
  /** Whether the console asks who comes: there are users, or there is a file that can't be read. */
  isAsked(): boolean
  find(name: string): User | undefined
  /** Whose token has this SHA-256, if it has not ended. */
  byToken(hash: string, nowMs: number): { user: User; token: ApiToken } | undefined
  /** Ends all that was let in under the old one. @throws if the file can't be read or written */
  setPassword(name: string, password: string): void
  /** What is wrong with the file, in words; then nobody comes in by it. */
  problem(): string | undefined
}

const lookEveryMs = 500

/** A change of the file, such as `role-change` of alice. */
export interface UserChange {
  readonly action: string
  readonly name: string
  readonly role: Role
}

/** @param changed is told what was changed since the file was read last */
export function openUsers(
  path: string,
  now: () => number,
  changed: (change: UserChange) => void = () => {},
): Users {
  let stamp: string | undefined
  let users: readonly User[] = []
  let problem: string | undefined
  let wasAsked = false
  let lookedMs = Number.NEGATIVE_INFINITY
  const look = () => {
    if (Math.abs(now() - lookedMs) < lookEveryMs) return
    lookedMs = now()
    const found = stampOf(path)
    if (found === stamp) return
    const isFirst = stamp === undefined
    stamp = found
    try {
      const before = users
      users = readUsers(path)
      problem = undefined
      if (!isFirst) for (const change of changesOf(before, users)) changed(change)
    } catch (cause) {
      users = []
      problem = `the file of users ${path} can't be used: ${faultOf(cause)}`
    }
    wasAsked ||= users.length > 0 || problem !== undefined
  }
  return {
    // Who removes the last user or the file must not thereby open the console while it runs.
    isAsked() {
      look()
      return wasAsked
    },
    find(name) {
      look()
      return users.find((user) => user.name === name.toLowerCase())
    },
    byToken(hash, nowMs) {
      look()
      for (const user of users)
        for (const token of user.tokens)
          if (token.hash === hash && token.endsMs > nowMs) return { user, token }
      return undefined
    },
    setPassword(name, password) {
      changeUser(path, name, (user) => ({ ...user, password, revision: newRevision() }))
      lookedMs = Number.NEGATIVE_INFINITY
    },
    problem() {
      look()
      return problem
    },
  }
}

/** The users in the file; none where there is no file. @throws if it can't be read */
export function readUsers(path: string): User[] {
  let text = ""
  try {
    text = readFileSync(path, "utf8")
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return []
    throw cause
  }
  return v.parse(UsersFile, JSON.parse(text)).users
}

/** Writes the users beside the file and renames: at no moment there is half of it. */
export function writeUsers(path: string, users: readonly User[]): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const half = `${path}.${process.pid}.new`
  writeFileSync(half, `${JSON.stringify({ version: 1, users }, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  })
  chmodSync(half, 0o600)
  giveToOwnerOf(dirname(path), half)
  renameSync(half, path)
}

/** What root writes is for the account whose folder it is: the aggregator's. */
function giveToOwnerOf(folder: string, file: string): void {
  const { uid, gid } = statSync(folder)
  if (process.getuid?.() === 0 && uid !== 0) chownSync(file, uid, gid)
}

/** @throws if there is no such user */
export function changeUser(path: string, name: string, change: (user: User) => User): void {
  const users = readUsers(path)
  const at = users.findIndex((user) => user.name === name.toLowerCase())
  if (at < 0) throw new Error(`there is no user ${name}`)
  writeUsers(path, users.with(at, change(users[at]!)))
}

function changesOf(before: readonly User[], after: readonly User[]): UserChange[] {
  const old = new Map(before.map((user) => [user.name, user]))
  const kept = new Set(after.map(({ name }) => name))
  const changes = after.flatMap((user) => {
    const was = old.get(user.name)
    const { name, role } = user
    if (!was) return [{ action: "user-add", name, role }]
    return [
      ...(was.role === role ? [] : [{ action: "role-change", name, role }]),
      ...(was.password === user.password ? [] : [{ action: "password-change", name, role }]),
      ...(JSON.stringify(was.tokens) === JSON.stringify(user.tokens)
        ? []
        : [{ action: "tokens-change", name, role }]),
    ]
  })
  const removed = before.filter(({ name }) => !kept.has(name))
  return [...changes, ...removed.map(({ name, role }) => ({ action: "user-remove", name, role }))]
}

export const newRevision = (): string => crypto.randomUUID()

/** Never what stands in it. */
function faultOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code
  return typeof code === "string" && code.startsWith("E") ? code : "it is damaged"
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch (cause) {
    return String((cause as NodeJS.ErrnoException).code)
  }
}
