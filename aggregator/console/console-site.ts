import { join } from "node:path"
import type { Hono } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import { openPasswords } from "../access/passwords.ts"
import { type Role, roles } from "../access/roles.ts"
import { newRevision, openUsers, type User, type Users, writeUsers } from "../access/users.ts"
import { consoleApp } from "./app.ts"
import { story, type TestWorld, testWorld } from "./console-world.ts"
import type { World } from "./world.ts"

export const passwords: Record<Role, string> = {
  viewer: "seeing is believing",
  analyst: "what does it mean?",
  admin: "with great power comes",
}

const cheap = openPasswords({ memoryCost: 64 })

interface Site {
  world: TestWorld
  users: Users
  /** The file of users. */
  file: string
  /** What the console's clock says. */
  now: number
}

/** The console under test, between `openSite` and `closeSite`. */
export const site = { now: Date.parse("2026-03-10T12:00:00Z") } as Site
/** A console with a user of each role, over a store that holds the story. */
export async function openSite(): Promise<void> {
  site.world = await testWorld(story())
  site.file = join(site.world.home, "users.json")
  const made = roles.map(
    async (role): Promise<User> => ({
      name: role,
      role,
      password: await cheap.hash(passwords[role]),
      revision: newRevision(),
      createdMs: 0,
      tokens: [],
    }),
  )
  writeUsers(site.file, await Promise.all(made))
  let tick = 0
  site.users = openUsers(site.file, () => (tick += 1000)) // looks at each question
}

export const closeSite = () => site.world[Symbol.asyncDispose]()

export const appOf = (more: Partial<World> = {}) =>
  consoleApp({
    ...site.world,
    users: site.users,
    passwords: cheap,
    now: () => site.now,
    ...more,
  })

/** A browser: it keeps cookies and sends forms as its pages have them. */
export function browser(app: Hono, peer = "10.0.0.9") {
  const jar = new Map<string, string>()
  const ask = async (path: string, init: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const headers = { host: "localhost", cookie, ...(init.headers as Record<string, string>) }
    const answer = await app.request(path, { ...init, headers }, { peer })
    for (const set of answer.headers.getSetCookie()) {
      const [name, value = ""] = set.split(";")[0]!.split("=") as [string, string?]
      if (value === "" || /max-age=0/i.test(set)) jar.delete(name)
      else jar.set(name, value)
    }
    return answer
  }
  const send = (path: string, fields: Record<string, string>, headers = {}) =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    })
  const fieldOf = async (path: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(await (await ask(path)).text())?.[1] ?? ""
  return {
    jar,
    ask,
    send,
    csrf: () => fieldOf("/account", "csrf"),
    async login(name: string, password: string) {
      return send("/login", { name, password, form: await fieldOf("/login", "form") })
    },
  }
}

export async function loggedIn(role: Role, app = appOf()) {
  const one = browser(app)
  const { status } = await one.login(role, passwords[role])
  if (status !== 303) throw new Error(`${role} did not get in: ${status}`)
  return one
}

export const auditOf = async () => {
  const scope = { streams: ["audit"] as const, query: { is: "all" } as const }
  return (await site.world.store.search(scope, 1000, undefined, AbortSignal.timeout(5000))).events
}
export async function until(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await is()) return
    await Bun.sleep(10)
  }
  throw new Error("it has not come")
}

export async function noted(action: string, which: (event: Event) => boolean = () => true) {
  let found: Event[] = []
  await until(async () => {
    found = (await auditOf()).filter((event) => event["event.action"] === action && which(event))
    return found.length > 0
  })
  return found
}
