import type { Store } from "../store/types.ts"
import { type Search, searchNames, searchOf } from "./searches.ts"

/** A search that a person made. */
export interface PastSearch extends Search {
  readonly atMs: number
}

type Documents = Pick<Store, "put" | "documents">

const kind = "search-history"
const pastMax = 30

/** A person's last searches, the newest first, each once. */
export async function historyOf(store: Documents, owner: string): Promise<readonly PastSearch[]> {
  return (await read(store, owner)).past
}

/** Puts a search before the others. Of two that are made at the same moment one may be forgotten. */
export async function remember(
  store: Documents,
  owner: string,
  search: Search,
  atMs: number,
): Promise<void> {
  const { revision, past } = await read(store, owner)
  const kept = searchOf(search)
  const others = past.filter((one) => !isSame(one, kept))
  const body = { past: [{ ...kept, atMs }, ...others].slice(0, pastMax) }
  await store.put(kind, { id: owner, revision: revision + 1, body })
}

export async function forgetHistory(store: Documents, owner: string): Promise<void> {
  const { revision } = await read(store, owner)
  await store.put(kind, { id: owner, revision: revision + 1, body: { past: [] } })
}

async function read(store: Documents, owner: string) {
  const [document] = await store.documents(kind, [owner])
  const past: unknown = document?.body["past"]
  const all = Array.isArray(past) ? past.flatMap((one) => pastIn(one) ?? []) : []
  return { revision: document?.revision ?? 0, past: all }
}

function pastIn(one: unknown): PastSearch | undefined {
  if (typeof one !== "object" || one === null) return undefined
  const { atMs } = one as { atMs?: unknown }
  try {
    return { ...searchOf(one as Search), atMs: typeof atMs === "number" ? atMs : 0 }
  } catch {
    return undefined
  }
}

const isSame = (a: Search, b: Search) => searchNames.every((name) => a[name] === b[name])
