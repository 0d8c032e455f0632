import { type Context, Hono } from "hono"
import type { Trial } from "../trial/trials.ts"
import { patience } from "./asking.ts"
import { InputError } from "./input-error.ts"
import { alertStreams, boundedScope, scopeOf } from "./question.ts"
import { bodyIn, changeRule, overlayOf } from "./rule-changes.ts"
import { askedIn, typedIn } from "./rule-edit.ts"
import { filteredRows, isOfState, listState, refusalsOf } from "./rule-list.ts"
import { type RuleRow, ruleAt, ruleRows } from "./rule-rows.ts"
import type { World } from "./world.ts"

const usualSpan = "now-7d"
const trialMs = 65_000

/** What the API says of rules, to be mounted at `/api/rules`. */
export function rulesApi(world: World): Hono {
  const app = new Hono()
  app.get("/", (c) => list(world, c))
  app.post("/try", (c) => tryNow(world, c))
  app.get("/:id", (c) => one(world, c))
  app.post("/:id", (c) => changeNow(world, c))
  return app
}

const none = (c: Context) => c.json({ error: "no rule has this id" }, 404)

async function list(world: World, c: Context) {
  const { book, store, now, costs } = world
  if (!book) return none(c)
  const state = listState(c.req.query())
  const span = { from: state.from ?? usualSpan, to: state.to }
  const { fromMs, toMs } = boundedScope(scopeOf(span, alertStreams, now()), now())
  const asked = { fromMs, toMs, nowMs: now(), costs: await costs?.last() }
  const { rows, strangers, caveats } = await ruleRows(store, book, asked, patience(world, c))
  const left = filteredRows(rows, state).filter((row) => isOfState(row, state.state))
  const refused = refusalsOf(book.loaded().refused, await store.documents("status"))
  return c.json({ rules: left.map(briefOf), refused, strangers, caveats })
}

function briefOf(row: RuleRow) {
  const {
    rule,
    isCorrelation,
    state,
    isOwn,
    changes,
    tactics,
    hits,
    matched,
    lastMs,
    verdicts,
    cost,
  } = row
  const { id, title, level, file, version } = rule
  return {
    ...{ id, title, level, file, version, isCorrelation, state, isOwn, changes, tactics },
    ...{ alerts: hits ?? 0, matched, lastMs, verdicts, ...(cost && { cost }) },
  }
}

function one(world: World, c: Context) {
  const found = ruleAt(world.book, c.req.param("id") ?? "")
  if (!found) return none(c)
  const { revision, changes } = overlayOf(world).changesOf(found.rule.id)
  return c.json({ ...found, revision, changes })
}

/** `{"do": "off", "revision": "", "reason": "…"}`, as the forms of the page have it. */
async function changeNow(world: World, c: Context) {
  const found = ruleAt(world.book, c.req.param("id") ?? "")
  if (!found) return none(c)
  await changeRule(world, found.rule, await bodyIn(c))
  const { revision, changes } = overlayOf(world).changesOf(found.rule.id)
  return c.json({ revision, changes })
}

/** `{"text": "…", "on": "store", "q": "", "from": "now-1h"}`; answers when it is done. */
async function tryNow(world: World, c: Context) {
  if (!world.trials) return none(c)
  const trial = world.trials.start(await askedIn(world, typedIn(await bodyIn(c))))
  if (!trial) return c.json({ error: "too many rules are being tried at the moment" }, 503)
  const stop = () => world.trials?.stop(trial.id)
  c.req.raw.signal.addEventListener("abort", stop)
  await world.trials.settled(trial, trialMs)
  if (trial.loaded?.refused[0]) throw new InputError(trial.loaded.refused[0].reason)
  return c.json(resultOf(trial))
}

function resultOf({ state, problem, read, matched, isCut, hits }: Trial) {
  const shown = hits.map(({ rule, of, matched: why }) => ({ rule, event: of, why }))
  return { state, ...(problem && { problem }), read, matched, isCut, hits: shown }
}
