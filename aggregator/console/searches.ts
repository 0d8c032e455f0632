import { randomUUID } from "node:crypto"
import type { Document, Store } from "../store/types.ts"
import { InputError } from "./input-error.ts"

/** What a search asks: the parts of the search page's address that are worth keeping. */
export const searchNames = ["q", "from", "to", "columns", "by"] as const
export type Search = Readonly<Partial<Record<(typeof searchNames)[number], string>>>

/** A search that someone gave a name. */
export interface SavedSearch extends Search {
  readonly id: string
  /** Whoever changes it says which one they have seen. */
  readonly revision: number
  readonly name: string
  readonly owner: string
  /** Whether all who may search see it. */
  readonly isShared: boolean
  readonly savedMs: number
}

type Documents = Pick<Store, "put" | "documents" | "remove">

const kind = "saved-search"
const perOwnerMax = 200
const nameCharsMax = 100
const charsMax: Readonly<Record<(typeof searchNames)[number], number>> = {
  ...{ q: 4_096, from: 40, to: 40, columns: 4_096, by: 512 },
}

/** The own ones and those that are shared, by name. */
export async function searchesOf(store: Documents, owner: string): Promise<readonly SavedSearch[]> {
  const all = (await store.documents(kind)).flatMap((document) => savedIn(document) ?? [])
  return all
    .filter((one) => one.isShared || one.owner === owner)
    .sort((a, b) => a.name.localeCompare(b.name, "en") || a.savedMs - b.savedMs)
}

export interface Saving {
  readonly name: string
  readonly isShared: boolean
  readonly search: Search
}

/** @throws InputError */
export async function saveSearch(
  store: Documents,
  owner: string,
  { name, isShared, search }: Saving,
  nowMs: number,
): Promise<SavedSearch> {
  const own = (await searchesOf(store, owner)).filter((one) => one.owner === owner)
  if (own.length >= perOwnerMax)
    throw new InputError(`you have ${perOwnerMax} saved searches: remove some first`)
  const id = randomUUID()
  const body = { name: nameOf(name), owner, isShared, savedMs: nowMs, ...searchOf(search) }
  await store.put(kind, { id, revision: 1, body })
  return { id, revision: 1, ...body }
}

/** What is not given stays as it was. */
export type Renaming = Partial<Saving>

export type Renamed =
  | { readonly is: "changed"; readonly search: SavedSearch }
  | { readonly is: "none" | "another's" | "conflict" }

/**
 * Changes one's own search unless another window has since it was seen.
 * @throws InputError
 */
export async function changeSearch(
  store: Documents,
  owner: string,
  id: string,
  revision: number,
  { name, isShared, search }: Renaming,
): Promise<Renamed> {
  const known = await searchAt(store, id)
  if (!known || (known.owner !== owner && !known.isShared)) return { is: "none" }
  if (known.owner !== owner) return { is: "another's" }
  if (known.revision !== revision) return { is: "conflict" }
  const body = {
    ...{ owner, savedMs: known.savedMs, isShared: isShared ?? known.isShared },
    name: name === undefined ? known.name : nameOf(name),
    ...searchOf(search ?? known),
  }
  const next = { id, revision: revision + 1, body }
  if (!(await store.put(kind, next))) return { is: "conflict" }
  return { is: "changed", search: { id, revision: next.revision, ...body } }
}

/** Only the owner, or who may change what is everyone's, removes a search. */
export async function removeSearch(
  store: Documents,
  owner: string,
  id: string,
  mayAll: boolean,
): Promise<"removed" | "none" | "another's"> {
  const known = await searchAt(store, id)
  if (!known || (known.owner !== owner && !known.isShared)) return "none"
  if (known.owner !== owner && !mayAll) return "another's"
  await store.remove(kind, [id])
  return "removed"
}

async function searchAt(store: Documents, id: string): Promise<SavedSearch | undefined> {
  const [document] = await store.documents(kind, [id])
  return document && savedIn(document)
}

function nameOf(text: string): string {
  const name = text.toWellFormed().replace(/\s+/g, " ").trim()
  if (name === "" || name.length > nameCharsMax)
    throw new InputError(`a name has between 1 and ${nameCharsMax} characters`)
  return name
}

/** The parts that say something, each within its limit. @throws InputError */
export function searchOf(given: Readonly<Record<string, unknown>> | Search): Search {
  const kept: Partial<Record<(typeof searchNames)[number], string>> = {}
  for (const name of searchNames) {
    const value = Object.hasOwn(given, name) ? given[name as keyof typeof given] : undefined
    if (typeof value !== "string" || value === "") continue
    if (value.length > charsMax[name])
      throw new InputError(`${name} has at most ${charsMax[name]} characters`)
    kept[name] = value.toWellFormed()
  }
  return kept
}

/** A document is read as far as it makes sense: another version may have written it. */
function savedIn({ id, revision, body }: Document): SavedSearch | undefined {
  const { name, owner, isShared, savedMs } = body
  if (typeof name !== "string" || typeof owner !== "string") return undefined
  try {
    const times = { savedMs: typeof savedMs === "number" ? savedMs : 0 }
    return { id, revision, name, owner, isShared: isShared === true, ...times, ...searchOf(body) }
  } catch {
    return undefined
  }
}
