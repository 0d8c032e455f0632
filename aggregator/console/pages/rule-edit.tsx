/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Trial } from "../../trial/trials.ts"
import { href, ruleHref, valueQuery } from "../href.ts"
import { InputError } from "../input-error.ts"
import { Csrf } from "../parts/csrf.tsx"
import { Layout } from "../parts/layout.tsx"
import { EditForm } from "../parts/rule-form.tsx"
import { Text } from "../parts/text.tsx"
import { FilterResult, TrialProgress, TrialResult } from "../parts/trial-result.tsx"
import { boundedScope, eventStreams, scopeOf } from "../question.ts"
import { bodyIn, filteredText, textIn, whoAsks } from "../rule-changes.ts"
import { askedIn, draftOf, removeRule, saveRule, type Typed, typedIn } from "../rule-edit.ts"
import { ruleAt } from "../rule-rows.ts"
import type { World } from "../world.ts"
import { notFound } from "./plain.tsx"
import { rulePage } from "./rule.tsx"

const firstLookMs = 1_500
const busy = "Too many rules are being tried at the moment. Try again in a minute."
/** Where a rule is written, tried and saved. */
export function ruleEditPage(world: World, c: Context) {
  const { from } = c.req.query()
  const draft = world.book && draftOf(world, from)
  if (!draft) return notFound(c)
  const typed = {
    events: "",
    on: "store",
    q: "",
    from: "now-24h",
    to: "",
    reason: "",
    cases: "",
    ...draft,
  }
  return editPage(world, c, typed)
}

interface Shown {
  readonly status?: 200 | 400 | 503
  readonly problem?: string
  readonly trial?: Trial
}

function editPage(world: World, c: Context, typed: Typed, { status, problem, trial }: Shown = {}) {
  const isOwn = typed.key !== ""
  const running = trial?.state === "running"
  return c.html(
    <Layout title={isOwn ? "Change a rule" : "A rule of your own"} place="/rules" charts>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {trial && running && <TrialProgress trial={trial} />}
      {trial && !running && <TrialResult trial={trial} />}
      <EditForm typed={typed} isLocked={running} isSaved={world.book?.overlay() !== undefined} />
      {isOwn && !running && <Remove typed={typed} />}
    </Layout>,
    status ?? 200,
  )
}

/** Begins a trial, and leads to what comes of it. */
export async function tryRuleNow(world: World, c: Context) {
  if (!world.trials) return notFound(c)
  const typed = typedIn(await bodyIn(c))
  try {
    const trial = world.trials.start(await askedIn(world, typed))
    if (!trial) {
      return editPage(world, c, typed, { status: 503, problem: busy })
    }
    await world.trials.settled(trial, firstLookMs)
    return c.redirect(`/rules/try/${trial.id}`, 303)
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    return editPage(world, c, typed, { status: 400, problem: sentence(cause) })
  }
}

/** Tries what a filter would leave out of the last day's matches, before it is added. */
export async function tryFilterNow(world: World, c: Context) {
  const rule = ruleAt(world.book, c.req.param("id") ?? "")?.rule
  if (!rule || !world.trials) return notFound(c)
  const body = await bodyIn(c)
  try {
    const text = filteredText(rule, body)
    const typed = { rule: rule.id, except: textIn(body, "except"), reason: textIn(body, "reason") }
    const asked = { from: "now-24h", q: valueQuery("vedette.matches", rule.id) ?? "" }
    const now = world.now()
    const scope = boundedScope(scopeOf(asked, eventStreams, now), now)
    const trial = world.trials.start({ text, by: whoAsks(), typed, on: { scope } })
    if (!trial) return rulePage(world, c, { problem: busy, body })
    await world.trials.settled(trial, firstLookMs)
    return c.redirect(`/rules/try/${trial.id}`, 303)
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    return rulePage(world, c, { problem: sentence(cause), body: { ...body, do: "except" } })
  }
}

function filterPage(c: Context, trial: Trial) {
  const { rule = "", except } = trial.asked.typed
  const isRunning = trial.state === "running"
  const back = `${href(ruleHref(rule), { except })}#changes`
  return c.html(
    <Layout title="What a filter would leave out" place="/rules" charts>
      <pre class="except">
        <Text text={except ?? ""} whole />
      </pre>
      {isRunning ? <TrialProgress trial={trial} /> : <FilterResult trial={trial} />}
      <p>
        <a class="button" href={back}>
          Back to the rule, with this filter
        </a>
      </p>
      {!isRunning && <TrialResult trial={trial} />}
    </Layout>,
  )
}

/** How a trial stands; while it runs the page loads itself again. */
export function trialPage(world: World, c: Context) {
  const trial = world.trials?.get(c.req.param("id") ?? "")
  if (!trial) return notFound(c)
  if (trial.state === "running") c.header("refresh", "1")
  if (trial.asked.typed["rule"] !== undefined) return filterPage(c, trial)
  return editPage(world, c, typedIn(trial.asked.typed), { trial })
}

export function stopTrialNow(world: World, c: Context) {
  const id = c.req.param("id") ?? ""
  world.trials?.stop(id)
  return c.redirect(`/rules/try/${encodeURIComponent(id)}`, 303)
}

/** Saves what was written, and leads to the rule. */
export async function saveRuleNow(world: World, c: Context) {
  if (!world.book) return notFound(c)
  const body = await bodyIn(c)
  try {
    return c.redirect(ruleHref(await saveRule(world, body)), 303)
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    const problem = `Not saved: ${cause.message}. What you typed is still here.`
    return editPage(world, c, typedIn(body), { status: 400, problem })
  }
}

export async function removeRuleNow(world: World, c: Context) {
  if (!world.book) return notFound(c)
  const body = await bodyIn(c)
  try {
    await removeRule(world, body)
    return c.redirect(href("/rules", { state: "own" }), 303)
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    const shown = { status: 400, problem: `Not removed: ${cause.message}.` } as const
    return editPage(world, c, typedIn(body), shown)
  }
}

const sentence = ({ message }: Error) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`

const Remove = ({ typed }: { typed: Typed }) => (
  <details>
    <summary>Remove this rule</summary>
    <form method="post" action="/rules/remove" class="change">
      <Csrf />
      {(["key", "revision", "text"] as const).map((name) => (
        <input type="hidden" name={name} value={typed[name]} />
      ))}
      <label class="long">
        Reason
        <input name="reason" required maxlength={500} />
      </label>
      <button type="submit">Remove it</button>
    </form>
  </details>
)
