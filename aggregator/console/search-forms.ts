import { type Context, Hono } from "hono"
import { bodyOf, revisionIn } from "./alert-changes.ts"
import { href } from "./href.ts"
import { InputError } from "./input-error.ts"
import { forgetHistory } from "./search-history.ts"
import { changeSearch, removeSearch, saveSearch, searchNames } from "./searches.ts"
import { mayAll, reasonOf, savingIn, self } from "./searches-api.ts"
import type { World } from "./world.ts"

type Body = Readonly<Record<string, unknown>>

/** The forms of saved searches on the search page; each leads back to the search it came from. */
export function searchForms(world: World): Hono {
  const app = new Hono()
  app.post("/", async (c) => {
    const body = await bodyOf(c)
    const { name = "", isShared = false, search = {} } = savingIn(body)
    const saved = await saveSearch(world.store, self(), { name, isShared, search }, world.now())
    return c.redirect(href("/search", { ...search, saved: saved.id }), 303)
  })
  app.post("/forget", async (c) => {
    await forgetHistory(world.store, self())
    return back(c, await bodyOf(c))
  })
  app.post("/:id", async (c) => {
    const body = await bodyOf(c)
    const id = c.req.param("id")
    const is = body["act"] === "remove" ? await remove(world, id) : await change(world, id, body)
    if (is === "changed" || is === "removed") return back(c, body)
    throw new InputError(`${reasonOf(is)}; go back and load the page again`)
  })
  return app
}

const remove = (world: World, id: string) => removeSearch(world.store, self(), id, mayAll())

async function change(world: World, id: string, body: Body) {
  const { name, isShared = false } = savingIn(body)
  const given = { ...(name !== undefined && { name }), isShared }
  return (await changeSearch(world.store, self(), id, revisionIn(body), given)).is
}

function back(c: Context, body: Body) {
  const from = new URLSearchParams(String(body["back"] ?? "").slice(0, 8_192))
  const state = searchNames.map((name) => [name, from.get(name) ?? undefined] as const)
  return c.redirect(href("/search", Object.fromEntries(state)), 303)
}
