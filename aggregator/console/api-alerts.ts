import { type Context, Hono } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import { stateOf } from "../alerts/states.ts"
import { alertAt, bodyOf, change, changeIn, revisionIn } from "./alert-changes.ts"
import { countedBy } from "./alert-counts.ts"
import { dealtWith, type Job, jobsOf } from "./alert-jobs.ts"
import { peopleIn } from "./alert-people.ts"
import { type ListState, type States, stateNames, stateOfAlert, wholeScope } from "./alert-scope.ts"
import { afterOf, patience } from "./asking.ts"
import { exportEvents } from "./export.ts"
import { InputError } from "./input-error.ts"
import { boundedScope, sizeOf } from "./question.ts"
import { statesLately } from "./states-lately.ts"
import { verdictLines } from "./verdicts.ts"
import type { World } from "./world.ts"

/** The part of the API that is about alerts, to be mounted at `/api`. */
export function alertsApi(world: World): Hono {
  const app = new Hono()
  app.get("/alerts", (c) => listed(world, c))
  app.post("/alerts", (c) => changeAll(world, c))
  app.get("/alerts/:id", (c) => alertState(world, c))
  app.post("/alerts/:id", (c) => changeState(world, c))
  app.get("/alert-counts", async (c) => {
    const states = await statesLately(world.store)
    const asked = listStateOf(c.req.query())
    const filters = await countedBy(world.store, states, asked, world.now(), patience(world, c))
    return c.json({ filters })
  })
  app.get("/alert-changes/:id", (c) => progress(world, c))
  app.post("/alert-changes/:id/stop", (c) => {
    jobsOf(world).find(c.req.param("id"))?.stop()
    return progress(world, c)
  })
  app.get("/alerts-export", (c) => exported(world, c))
  app.get("/people", async (c) => c.json({ people: peopleIn(await statesLately(world.store)) }))
  app.get("/verdicts", async (c) => {
    const lines = await verdictLines(world, listStateOf(c.req.query()), c.req.raw.signal)
    return new Response(lines, { headers: { "content-type": "application/x-ndjson" } })
  })
  return app
}

const textsOf = (given: Readonly<Record<string, unknown>>): ListState =>
  Object.fromEntries(
    stateNames.map((name) => {
      const text = Object.hasOwn(given, name) ? given[name] : undefined
      return [name, typeof text === "string" && text !== "" ? text : undefined]
    }),
  )

const listStateOf = (given: Readonly<Record<string, string>>): ListState => textsOf(given)

/** Alerts with what people have made of those that someone has touched. */
async function listed(world: World, c: Context) {
  const states = await statesLately(world.store)
  const scope = wholeScope(listStateOf(c.req.query()), states, world.now())
  const size = sizeOf(c.req.query("size"), 100, 1_000)
  const page = await world.store.search(scope, size, afterOf(c), patience(world, c))
  return c.json({ ...page, states: touchedOf(states, page.events) })
}

const columns = [
  ...["event.severity", "rule.name", "host.name", "user.name", "source.ip", "rule.id", "event.id"],
  ...[
    "vendor.alert.status",
    "vendor.alert.verdict",
    "vendor.alert.reason",
    "vendor.alert.assignee",
  ],
]

/** All alerts that the filters leave, as NDJSON or CSV, with what people have made of them. */
async function exported(world: World, c: Context) {
  const states = await statesLately(world.store)
  const scope = wholeScope(listStateOf(c.req.query()), states, world.now())
  const dress = (event: Event): Event => {
    const { status, verdict, reason, assignee } = stateOfAlert(states, event)
    return {
      ...event,
      "vendor.alert.status": status,
      ...(verdict && { "vendor.alert.verdict": verdict }),
      ...(reason && { "vendor.alert.reason": reason }),
      ...(assignee && { "vendor.alert.assignee": assignee }),
    }
  }
  return exportEvents(world, c, { name: "alerts", columns, scope, dress })
}

function touchedOf(states: States, events: readonly Event[]) {
  const touched = events.flatMap((event) => {
    const { changes: _, ...state } = stateOfAlert(states, event)
    return state.revision > 0 ? [[event["event.id"] ?? "", state] as const] : []
  })
  return Object.fromEntries(touched)
}

/** `{"filter": {q, from, to, status …}, "change": {status, verdict …}}` */
async function changeAll(world: World, c: Context) {
  const body = await bodyOf(c)
  const [filter, wanted] = [objectIn(body, "filter"), objectIn(body, "change")]
  const asked = changeIn(wanted, true)
  if (Object.keys(asked).length === 0) throw new InputError("change: what is to be changed?")
  const scope = wholeScope(textsOf(filter), await statesLately(world.store), world.now())
  const job = jobsOf(world).start({ ...scope, toMs: boundedScope(scope, world.now()).toMs }, asked)
  return c.json(toldOf(job), 202)
}

function objectIn(body: Readonly<Record<string, unknown>>, name: string) {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InputError(`${name} is no object`)
  return value as Readonly<Record<string, unknown>>
}

function progress(world: World, c: Context) {
  const job = jobsOf(world).find(c.req.param("id") ?? "")
  return job ? c.json(toldOf(job)) : c.json({ error: "no change has this id" }, 404)
}

const toldOf = (job: Job) => {
  const { id, by, total, is, reason, isCut, done } = job
  return {
    id,
    by,
    is,
    ...(total !== undefined && { total }),
    dealt: dealtWith(job),
    ...done,
    isCut,
    reason,
  }
}

async function alertState(world: World, c: Context) {
  const alert = await alertAt(world, c.req.param("id") ?? "")
  if (!alert) return c.json({ error: "no alert has this id" }, 404)
  return c.json({ alert, state: await stateOf(world.store, alert["event.id"] ?? "") })
}

async function changeState(world: World, c: Context) {
  const alert = await alertAt(world, c.req.param("id") ?? "")
  if (!alert) return c.json({ error: "no alert has this id" }, 404)
  const body = await bodyOf(c)
  const wanted = { revision: revisionIn(body), asked: changeIn(body, false) }
  const known = await stateOf(world.store, alert["event.id"] ?? "")
  const { is, state } = await change(world, alert, known, wanted)
  if (is !== "conflict") return c.json({ state })
  return c.json({ error: "another has changed it since it was seen", state }, 409)
}
