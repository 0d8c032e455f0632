import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import { openLog } from "#shared/telemetry/log.ts"
import type { Appended } from "../store/types.ts"
import { openAudit } from "./audit.ts"
import { openPasswords, passwordFault, TooBusy } from "./passwords.ts"
import { covers, lesserOf } from "./roles.ts"
import { openSessions } from "./sessions.ts"
import { openThrottle } from "./throttle.ts"
import { changeUser, newRevision, openUsers, type User, writeUsers } from "./users.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vedette-access-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const log = openLog("test", "error", () => {})
const userOf = (name: string, more: Partial<User> = {}): User => ({
  name,
  role: "viewer",
  password: "$argon2id$v=19$x",
  revision: newRevision(),
  createdMs: 0,
  tokens: [],
  ...more,
})

test("each role may all that the lesser ones may", () => {
  expect([covers("admin", "viewer"), covers("viewer", "admin")]).toEqual([true, false])
  expect([lesserOf("admin", "viewer"), lesserOf("analyst", "admin")]).toEqual(["viewer", "analyst"])
})

describe("passwords", () => {
  test("are kept as argon2id with 64 MiB, and only the right one opens", async () => {
    const passwords = openPasswords()
    const hash = await passwords.hash("correct horse battery")
    expect(hash).toStartWith("$argon2id$v=19$m=65536,t=2,p=1$")
    expect(await passwords.verify("correct horse battery", hash)).toBe(true)
    expect(await passwords.verify("correct horse batterz", hash)).toBe(false)
    expect(await passwords.verify("", hash)).toBe(false)
  })
  test("of nobody, of a damaged hash and beyond all length open nothing", async () => {
    const passwords = openPasswords({ memoryCost: 64 })
    expect(await passwords.verify("x", undefined)).toBe(false)
    expect(await passwords.verify("x", "$argon2id$nonsense")).toBe(false)
    const hash = await passwords.hash("\0")
    expect(await passwords.verify("x".repeat(5000), hash)).toBe(false)
    expect(await passwords.verify("", hash)).toBe(false)
  })
  test("more at once than will be checked are turned away, and the loop turns meanwhile", async () => {
    const passwords = openPasswords()
    let turns = 0
    const turning = setInterval(() => turns++, 1)
    const tries = Array.from({ length: 40 }, () => passwords.verify("x", undefined))
    const done = await Promise.allSettled(tries)
    clearInterval(turning)
    const refused = done.filter(({ status }) => status === "rejected")
    expect(refused.length).toBe(6)
    expect((refused[0] as PromiseRejectedResult).reason).toBeInstanceOf(TooBusy)
    expect(turns).toBeGreaterThan(10)
    expect(await passwords.verify("x", undefined)).toBe(false)
  }, 60_000)
  test.each([
    ["a short one", "short"],
    ["one letter", "aaaaaaaaaaaaaaaa"],
    ["one with the name in it", "Alice-and-more-of-it"],
    ["one beyond all length", "x1".repeat(600)],
  ])("%s is not good enough", (_, password) => {
    expect(passwordFault(password, "alice")).toBeString()
  })
})

describe("the file of users", () => {
  test("is 0600, read again when it changes, and what changed is told", () => {
    const path = join(folder, "users.json")
    let now = 0
    const told: string[] = []
    const users = openUsers(
      path,
      () => (now += 1000),
      ({ action, name }) => told.push(`${action} ${name}`),
    )
    expect([users.isAsked(), users.find("alice")]).toEqual([false, undefined])
    writeUsers(path, [userOf("alice"), userOf("bob")])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect([users.isAsked(), users.find("ALICE")?.name]).toEqual([true, "alice"])
    changeUser(path, "alice", (user) => ({ ...user, role: "admin", revision: newRevision() }))
    expect(users.find("alice")?.role).toBe("admin")
    users.setPassword("alice", "$argon2id$other")
    writeUsers(path, [users.find("alice")!])
    expect(users.find("bob")).toBeUndefined()
    expect(told).toEqual([
      "user-add alice",
      "user-add bob",
      "role-change alice",
      "password-change alice",
      "user-remove bob",
    ])
  })
  test.if(process.getuid?.() === 0)("written by root is its folder's owner's", () => {
    chownSync(folder, 65_534, 65_534)
    const path = join(folder, "users.json")
    writeUsers(path, [userOf("alice")])
    const { uid, mode } = statSync(path)
    expect([uid, mode & 0o777]).toEqual([65_534, 0o600])
  })
  test("that is damaged, unreadable or gone lets nobody in and does not open the console", () => {
    const path = join(folder, "users.json")
    let now = 0
    const users = openUsers(path, () => (now += 1000))
    writeUsers(path, [userOf("alice")])
    expect(users.isAsked()).toBe(true)
    rmSync(path)
    expect([users.isAsked(), users.find("alice")]).toEqual([true, undefined])
    writeFileSync(path, '{"version":1,"users":[{"name":"eve"}]}')
    expect(users.find("eve")).toBeUndefined()
    expect(users.problem()).toContain("it is damaged")
    const fresh = openUsers(path, () => (now += 1000))
    expect(fresh.isAsked()).toBe(true)
  })
  test("holds tokens by their hash, until they end", () => {
    const path = join(folder, "users.json")
    const hash = "ab".repeat(32)
    const token = {
      id: "01234567",
      label: "",
      role: "viewer" as const,
      hash,
      createdMs: 0,
      endsMs: 50,
    }
    writeUsers(path, [userOf("alice", { tokens: [token] })])
    const users = openUsers(path, () => 0)
    expect(users.byToken(hash, 49)?.user.name).toBe("alice")
    expect(users.byToken(hash, 50)).toBeUndefined()
    expect(users.byToken("00".repeat(32), 49)).toBeUndefined()
  })
})

describe("sessions", () => {
  test("end when idle, when old, when told, and for a user all at once", () => {
    let now = 0
    const sessions = openSessions({ lastsMs: 1000, idleMs: 300, now: () => now })
    const id = sessions.begin("alice", "r1", "10.0.0.1")
    expect(sessions.use(id)?.name).toBe("alice")
    for (now = 200; now < 1000; now += 200) expect(sessions.use(id)).toBeDefined()
    expect(sessions.use(id)).toBeUndefined()
    const idle = sessions.begin("alice", "r1", "")
    now += 300
    expect(sessions.use(idle)).toBeUndefined()
    const [one, two] = [sessions.begin("bob", "r", ""), sessions.begin("bob", "r", "")]
    sessions.end(one)
    expect([sessions.use(one), sessions.use(two)?.name]).toEqual([undefined, "bob"])
    expect([sessions.endAll("bob"), sessions.use(two)]).toEqual([1, undefined])
  })
  test("are few for a user: the oldest goes", () => {
    const sessions = openSessions({ lastsMs: 1000, idleMs: 1000, now: () => 0 })
    const ids = Array.from({ length: 33 }, () => sessions.begin("alice", "r", ""))
    expect([sessions.use(ids[0]!), sessions.count("alice")]).toEqual([undefined, 32])
  })
})

describe("the limit of logins", () => {
  const from = (address: string, mark?: string) => ({ account: "alice", address, mark })

  test("slows down guesses at an account from many addresses, and never for good", () => {
    let now = 0
    const throttle = openThrottle(() => now)
    const tries = Array.from({ length: 30 }, (_, at) => throttle.tryMs(from(`10.0.${at}.1`)))
    expect(tries.filter((ms) => ms === 0)).toHaveLength(10)
    expect(Math.max(...tries)).toBeLessThanOrEqual(30_000)
    now += 31_000
    expect(throttle.tryMs(from("10.1.0.1"))).toBe(0)
  })
  test("does not lock out who was there before, whose browser has the mark", () => {
    const throttle = openThrottle(() => 0)
    const mark = throttle.mark("alice")
    for (let at = 0; at < 100; at++) throttle.tryMs(from(`10.0.${at}.1`))
    expect(throttle.tryMs(from("10.0.0.1", mark))).toBe(0)
    expect(throttle.tryMs(from("10.9.0.1", throttle.mark("bob")))).toBeGreaterThan(0)
    expect(throttle.tryMs(from("10.9.0.1", `${mark.slice(0, -2)}AA`))).toBeGreaterThan(0)
    for (let at = 0; at < 9; at++) throttle.tryMs(from("10.0.0.1", mark))
    expect(throttle.tryMs(from("10.0.0.1", mark))).toBeGreaterThan(0)
  })
  test("counts an IPv6 network as one address", () => {
    const throttle = openThrottle(() => 0)
    const tries = Array.from({ length: 40 }, (_, at) =>
      throttle.tryMs({
        account: `user${at}`,
        address: `2001:db8::${at.toString(16)}`,
        mark: undefined,
      }),
    )
    expect(tries.filter((ms) => ms === 0)).toHaveLength(20)
  })
})

describe("the audit log", () => {
  const stored: Event[] = []
  let isDown = false
  const store = {
    async append(events: readonly Event[]): Promise<Appended> {
      if (isDown) throw new Error("no store")
      stored.push(...events)
      return { created: events.length, duplicates: 0, redelivered: 0, refusals: [] }
    },
  }
  beforeEach(() => {
    stored.length = 0
    isDown = false
  })
  const opened = () => openAudit(join(folder, "audit.ndjson"), store, { now: () => 0, log })
  const until = async (is: () => boolean) => {
    while (!is()) await Bun.sleep(2)
  }

  test("rests on disk until the store has it, also over a crash in between", async () => {
    isDown = true
    const first = await opened()
    await first.note({ action: "login", who: "alice", outcome: "success", message: "in" })
    await until(() => first.problem() !== undefined)
    expect(first.problem()).toContain("1 audit records wait for the store: no store")
    const path = join(folder, "audit.ndjson")
    expect(statSync(path).mode & 0o777).toBe(0o600)
    writeFileSync(path, `${readFileSync(path, "utf8")}{"torn`) // killed in the middle of the next
    isDown = false
    const second = await opened()
    await second.note({ action: "search", who: "bob", message: "asked" })
    await until(() => stored.length === 2)
    expect(stored.map((event) => event["event.action"])).toEqual(["login", "search"])
    expect(stored[0]).toMatchObject({ "user.name": "alice", "vedette.stream": "audit" })
    await second[Symbol.asyncDispose]()
    expect(readFileSync(path, "utf8")).toBe("")
    await first[Symbol.asyncDispose]()
  })
  test("says that it can't be written, and takes up again", async () => {
    const path = join(folder, "audit.ndjson")
    const audit = await opened()
    writeFileSync(path, "")
    const long = { action: "x", message: "y".repeat(4096), query: "z".repeat(4096) }
    isDown = true
    let failed: unknown
    for (let i = 0; i < 20_000 && !failed; i++)
      await audit.note(long).catch((cause) => {
        failed = cause
      })
    expect(String(failed)).toContain("is full")
    expect(audit.problem()).toContain("can't be written")
    isDown = false
    await audit[Symbol.asyncDispose]()
    expect(stored.length).toBeGreaterThan(1000)
  }, 60_000)
})
