import { type Context, Hono } from "hono"
import { covers } from "../access/roles.ts"
import { bodyOf, revisionIn } from "./alert-changes.ts"
import { InputError } from "./input-error.ts"
import { forgetHistory, historyOf } from "./search-history.ts"
import {
  changeSearch,
  type Renaming,
  removeSearch,
  saveSearch,
  searchesOf,
  searchNames,
  searchOf,
} from "./searches.ts"
import { visitor } from "./visitor.ts"
import type { World } from "./world.ts"

/** Saved searches and one's last searches, to be mounted at `/api/searches`. */
export function searchesApi(world: World): Hono {
  const app = new Hono()
  app.get("/", async (c) => c.json({ searches: await searchesOf(world.store, self()) }))
  app.get("/history", async (c) => c.json({ searches: await historyOf(world.store, self()) }))
  app.post("/", async (c) => {
    const { name = "", isShared = false, search = {} } = savingIn(await bodyOf(c))
    const asked = { name, isShared, search }
    return c.json({ search: await saveSearch(world.store, self(), asked, world.now()) }, 201)
  })
  app.post("/forget", async (c) => {
    await forgetHistory(world.store, self())
    return c.json({ searches: [] })
  })
  app.post("/:id", async (c) => {
    const body = await bodyOf(c)
    const id = c.req.param("id")
    const done = await changeSearch(world.store, self(), id, revisionIn(body), savingIn(body))
    return done.is === "changed" ? c.json({ search: done.search }) : notDone(c, done.is)
  })
  app.post("/:id/remove", async (c) => {
    const is = await removeSearch(world.store, self(), c.req.param("id"), mayAll())
    return is === "removed" ? c.json({ removed: true }) : notDone(c, is)
  })
  return app
}

/** Whose searches these are. */
export const self = (): string => visitor.getStore()?.name ?? "(unknown)"

/** Whether one may remove what others share. */
export const mayAll = (): boolean => covers(visitor.getStore()?.role ?? "viewer", "admin")

/** Whether one may show a search to all. */
export const mayShare = (): boolean => covers(visitor.getStore()?.role ?? "viewer", "analyst")

/** What a form or a JSON object says of a search. @throws InputError */
export function savingIn(body: Readonly<Record<string, unknown>>): Renaming {
  const own = (name: string) => (Object.hasOwn(body, name) ? body[name] : undefined)
  const name = own("name")
  const shared = own("shared")
  if (name !== undefined && typeof name !== "string") throw new InputError("name is no text")
  const isShared = shared === undefined ? undefined : shared === true || shared === "1"
  if (isShared && !mayShare()) throw new InputError("to share a search needs the role analyst")
  const names = searchNames.filter((one) => own(one) !== undefined)
  return {
    ...(name !== undefined && { name }),
    ...(isShared !== undefined && { isShared }),
    ...(names.length > 0 && { search: searchOf(body) }),
  }
}

const reasons = {
  none: ["no search has this id", 404],
  "another's": ["this search is another's: only its owner changes it", 403],
  conflict: ["it has been changed since it was seen", 409],
} as const

const notDone = (c: Context, is: keyof typeof reasons) =>
  c.json({ error: reasons[is][0] }, reasons[is][1])

export const reasonOf = (is: keyof typeof reasons): string => reasons[is][0]
