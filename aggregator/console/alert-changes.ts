import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import {
  type AlertState,
  type Asked,
  ChangeError,
  changeText,
  type Status,
  statuses,
  untouched,
  type Verdict,
  verdicts,
} from "../alerts/state.ts"
import { type ChangeDone, changeAlert, statesOf } from "../alerts/states.ts"
import { InputError } from "./input-error.ts"
import { forgetStates } from "./states-lately.ts"
import { visitor } from "./visitor.ts"
import type { World } from "./world.ts"

const charsMax = { reason: 500, assignee: 100, comment: 4_000 } as const
const bulkMax = 200
const takeNone = "-"

type Body = Readonly<Record<string, unknown>>

/** A form or a JSON object. */
export async function bodyOf(c: Context): Promise<Body> {
  const isJson = c.req.header("content-type")?.startsWith("application/json")
  const body: unknown = isJson ? await c.req.json().catch(() => undefined) : await c.req.parseBody()
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new InputError("the body is no JSON object and no form")
  return body as Body
}

/** What a form asks for. @param isBulk an empty field leaves what is there; `-` takes it away */
export function changeIn(body: Body, isBulk: boolean): Asked {
  const verdict = optionIn(body, "verdict", [...verdicts, takeNone], isBulk)
  const status = optionIn(body, "status", statuses, true)
  const assignee = textIn(body, "assignee", isBulk)
  const reason = textIn(body, "reason", isBulk)
  const comment = textIn(body, "comment", true)
  return {
    ...(status && { status: status as Status }),
    ...(verdict !== undefined && { verdict: (verdict === takeNone ? "" : verdict) as Verdict }),
    ...(reason !== undefined && { reason: reason === takeNone ? "" : reason }),
    ...(assignee !== undefined && { assignee: assignee === takeNone ? "" : assignee }),
    ...(comment && { comment }),
  }
}

function textIn(body: Body, name: keyof typeof charsMax, isEmptyNone: boolean) {
  const text = rawIn(body, name, isEmptyNone)
  if (text !== undefined && text.length > charsMax[name])
    throw new InputError(`${name} has at most ${charsMax[name]} characters`)
  return text
}

function optionIn(body: Body, name: string, all: readonly string[], isEmptyNone: boolean) {
  const text = rawIn(body, name, isEmptyNone)
  if (text && !all.includes(text)) throw new InputError(`${name} is one of: ${all.join(", ")}`)
  return text
}

function rawIn(body: Body, name: string, isEmptyNone: boolean): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  if (value === undefined || value === null) return undefined
  if (typeof value !== "string") throw new InputError(`${name} is no text`)
  const text = value.trim().toWellFormed()
  return text === "" && isEmptyNone ? undefined : text
}

export function revisionIn(body: Body): number {
  const text = String(body["revision"] ?? "")
  if (!/^\d{1,9}$/.test(text)) throw new InputError("revision: which state has been seen?")
  return Number(text)
}

/** The alerts that were ticked, as `alert:ID` = the revision that was seen. */
export function tickedIn(body: Body): readonly (readonly [id: string, revision: number])[] {
  const ticked = Object.entries(body).filter(([name]) => name.startsWith("alert:"))
  if (ticked.length > bulkMax) throw new InputError(`at most ${bulkMax} alerts at once`)
  return ticked.map(([name, revision]) => [name.slice(6), revisionIn({ revision })])
}

export async function alertAt(world: World, id: string): Promise<Event | undefined> {
  const alert = await world.store.get(id)
  return alert?.["vedette.stream"] === "alerts" ? alert : undefined
}

/** Changes one alert for the visitor, and writes down what came of it. */
export async function change(
  world: World,
  alert: Event,
  known: AlertState,
  { revision, asked }: { readonly revision: number; readonly asked: Asked },
): Promise<ChangeDone> {
  const by = visitor.getStore()?.name ?? "(unknown)"
  const id = alert["event.id"] ?? ""
  try {
    const wanted = { id, revision, asked, by, atMs: world.now() }
    const done = await changeAlert(world.store, known, wanted)
    forgetStates(world.store)
    if (done.is === "changed") await note(world, alert, done.state)
    return done
  } catch (cause) {
    if (cause instanceof ChangeError) throw new InputError(cause.message)
    throw cause
  }
}

export interface Bulk {
  changed: number
  conflict: number
  same: number
}

/** Changes all that are ticked; those that another has changed meanwhile are left alone. */
export async function changeTicked(world: World, body: Body): Promise<Bulk> {
  const asked = changeIn(body, true)
  const states = await statesOf(world.store)
  const done: Bulk = { changed: 0, conflict: 0, same: 0 }
  for (const [id, revision] of tickedIn(body)) {
    const alert = await alertAt(world, id)
    if (!alert) continue
    const { is } = await change(world, alert, states.get(id) ?? untouched, { revision, asked })
    done[is]++
  }
  return done
}

function note(world: World, alert: Event, state: AlertState): Promise<void> {
  const made = state.changes.at(-1)!
  const role = visitor.getStore()?.role
  const id = alert["event.id"] ?? ""
  const said = [changeText(made), made.comment].filter(Boolean).join(": ")
  return world.audit.note({
    action: "alert-changed",
    outcome: "success",
    category: "configuration",
    who: made.by,
    ...(role && { role }),
    path: `/alert/${encodeURIComponent(id)}`,
    ...(made.reason && { reason: made.reason }),
    message: `${made.by} changed the alert ${id}: ${said}`,
    about: aboutOf(alert, id, state),
  })
}

function aboutOf(alert: Event, id: string, state: AlertState): Partial<Event> {
  const made = state.changes.at(-1)!
  return {
    ...(alert["rule.id"] && { "rule.id": alert["rule.id"] }),
    ...(alert["rule.name"] && { "rule.name": alert["rule.name"] }),
    ...(alert["host.name"] && { "host.name": alert["host.name"] }),
    "vendor.alert.id": id,
    "vendor.alert.revision": state.revision,
    "vendor.alert.status": state.status,
    "vendor.alert.verdict": state.verdict ?? "",
    "vendor.alert.assignee": state.assignee ?? "",
    ...(made.comment && { "vendor.alert.comment": made.comment }),
  }
}
