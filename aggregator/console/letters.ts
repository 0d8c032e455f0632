import type { Context } from "hono"
import { lettersIn, type ReplayAsked, type ReplayDone, recovered, replayLimit } from "../replay.ts"
import type { Page, Scope, Term } from "../store/types.ts"
import { InputError } from "./input-error.ts"
import { also, scopeOf, sizeOf } from "./question.ts"
import { visitor } from "./visitor.ts"
import type { World } from "./world.ts"

/** What a request for dead letters says, in its address, a form or a JSON object. */
export type Asked = Readonly<Record<(typeof names)[number], string | undefined>>

const names = [
  ...(["q", "from", "to", "source", "reason", "limit", "again", "dryRun"] as const),
  ...(["format", "dataset", "zone"] as const),
] as const

/** Dead letters of one source and for one reason, if they are named. */
export function letterScope(asked: Partial<Asked>, nowMs: number): Scope {
  const { source, reason, q, from, to } = asked
  let scope = scopeOf({ q, from, to }, ["pipeline"], nowMs)
  if (source) scope = also(scope, { is: "term", field: "vedette.source", value: source })
  if (reason) scope = also(scope, { is: "term", field: "vedette.reason", value: reason })
  return scope
}

/** A page of dead letters, those of them that have become events, and how many are of which kind. */
export interface Letters extends Page {
  /** Ids of letters of this page of which an event is stored. */
  readonly replayed: readonly string[]
  readonly reasons: readonly Term[]
  readonly sources: readonly Term[]
}

interface Wanted {
  readonly size: number
  readonly after: string | undefined
  readonly signal: AbortSignal
}

export async function findLetters(
  world: World,
  asked: Partial<Asked>,
  { size, after, signal }: Wanted,
): Promise<Letters> {
  const scope = lettersIn(letterScope(asked, world.now()))
  const [page, reasons, sources] = await Promise.all([
    world.store.search(scope, size, after, signal),
    world.store.terms(scope, "vedette.reason", 20, signal),
    world.store.terms(scope, "vedette.source", 20, signal),
  ])
  const replayed = [...(await recovered(world.store, page.events, signal))]
  return { ...page, replayed, reasons: reasons.values, sources: sources.values }
}

const replayMs = 300_000

/** Sends dead letters back, or in a dry run says how many it would. */
export async function replayAsked(world: World, asked: Partial<Asked>): Promise<ReplayDone> {
  if (!world.replay) throw new InputError("nothing can be replayed here")
  const { again, dryRun, format, dataset, zone } = asked
  const by = visitor.getStore()?.name ?? "(unknown)"
  const replay: ReplayAsked = {
    scope: letterScope(asked, world.now()),
    limit: sizeOf(asked.limit, replayLimit.usual, replayLimit.most),
    again: isYes(again),
    dryRun: isYes(dryRun),
    reading: readingOf({ format, dataset, zone }),
  }
  return world.replay(replay, by, AbortSignal.timeout(replayMs))
}

const isYes = (text: string | undefined) => text === "1" || text === "true" || text === "on"

const charsMax = 256

function readingOf(given: Readonly<Record<"format" | "dataset" | "zone", string | undefined>>) {
  const said = Object.entries(given).filter(([, value]) => value)
  for (const [name, value] of said)
    if (value!.length > charsMax) throw new InputError(`${name} has at most ${charsMax} characters`)
  return Object.fromEntries(said) as NonNullable<ReplayAsked["reading"]>
}

/** The parameters of a request, of a form or of a JSON object; those that are no text are refused. */
export async function askedBy(c: Context): Promise<Partial<Asked>> {
  const isJson = c.req.header("content-type")?.startsWith("application/json")
  const body: unknown = isJson ? await c.req.json().catch(() => undefined) : await c.req.parseBody()
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new InputError("the body is no JSON object and no form")
  return pick(new Map(Object.entries(body)))
}

export const askedIn = (c: Context): Partial<Asked> => pick(new Map(Object.entries(c.req.query())))

function pick(given: ReadonlyMap<string, unknown>): Partial<Asked> {
  const asked: Partial<Record<keyof Asked, string>> = {}
  for (const name of names) {
    const value = given.get(name)
    if (value === undefined || value === "" || value === false) continue
    if (typeof value === "object") throw new InputError(`${name} is no text`)
    asked[name] = String(value)
  }
  return asked
}
