import type { Context } from "hono"
import { isMap } from "#shared/sigma/selection.ts"
import { type Rule, ruleLevels } from "#shared/sigma/types.ts"
import type { RuleBook } from "../overlay/book.ts"
import { type Change, changeText, OverlayError } from "../overlay/change.ts"
import { type Overlay, textOfChanges } from "../overlay/overlay.ts"
import { checkText } from "../trial/check.ts"
import { InputError } from "./input-error.ts"
import { settings } from "./settings.ts"
import { parseTime } from "./time.ts"
import { visitor } from "./visitor.ts"
import type { World } from "./world.ts"
import { withOffset } from "./zoned.ts"

const reasonCharsMax = 500
const exceptCharsMax = 4_096
const valuesMax = 500
const revisionLike = /^(?:[0-9a-f]{16})?$/

export type RuleBody = Readonly<Record<string, unknown>>

export const textIn = (body: RuleBody, name: string): string => {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  return typeof value === "string" ? value.toWellFormed() : ""
}

export function revisionIn(body: RuleBody): string {
  const text = textIn(body, "revision")
  if (!revisionLike.test(text)) throw new InputError("revision: which state has been seen?")
  return text
}

/** Where changes are kept. @throws InputError where that is nowhere */
export function overlayOf(world: World): Overlay {
  const overlay = world.book?.overlay()
  if (overlay) return overlay
  throw new InputError("nothing can be saved: rules.overlay of the configuration names no folder")
}

/** Changes what this site makes of a rule, as a form asks for it. @throws InputError */
export async function changeRule(world: World, rule: Rule, body: RuleBody): Promise<void> {
  const overlay = overlayOf(world)
  const revision = revisionIn(body)
  try {
    const { changes } = overlay.changesOf(rule.id)
    const { next, said } = nextChanges(changes, body, world.now())
    if (next.length > 0) await check(world, rule, textOfChanges(rule.id, next))
    const before = world.book?.loaded()
    overlay.change(rule.id, revision, next)
    await noteRule(world, rule, said, textIn(body, "reason"))
    await taken(world.book, before)
  } catch (cause) {
    throw cause instanceof OverlayError ? new InputError(cause.message) : cause
  }
}

/** The rule with a filter that is not saved, as the text of a trial. @throws InputError */
export function filteredText(rule: Rule, body: RuleBody): string {
  const by = { reason: "tried", author: whoAsks(), at: "" }
  const change = { except: exceptIn(textIn(body, "except")), ...by }
  return `${rule.text.replace(/^---\s*\n/, "")}\n---\n${textOfChanges(rule.id, [change])}`
}

interface Next {
  readonly next: readonly Change[]
  /** What is done, in words. */
  readonly said: string
}

function nextChanges(changes: readonly Change[], body: RuleBody, nowMs: number): Next {
  const doing = textIn(body, "do")
  if (doing === "on")
    return { next: changes.filter(({ disable }) => !disable), said: "switched on" }
  if (doing === "drop") return dropped(changes, textIn(body, "at"))
  const until = untilIn(textIn(body, "until").trim(), nowMs)
  const at = new Date(nowMs).toISOString()
  const by = { reason: reasonIn(body), author: whoAsks(), at, ...(until && { until }) }
  const change: Change = { ...wantedIn(doing, body), ...by }
  const said = changeText(change)
  if (change.disable) return { next: [...changes.filter(({ disable }) => !disable), change], said }
  if (change.level) return { next: [...changes.filter(({ level }) => !level), change], said }
  return { next: [...changes, change], said }
}

function wantedIn(doing: string, body: RuleBody): Pick<Change, "disable" | "level" | "except"> {
  if (doing === "off") return { disable: true }
  if (doing === "except") return { except: exceptIn(textIn(body, "except")) }
  const level = ruleLevels.find((one) => one === textIn(body, "level"))
  if (doing === "level" && level) return { level }
  throw new InputError("what is to be done? off, on, except, level or drop")
}

/** When a change ends by itself: nothing for never. @throws InputError */
function untilIn(text: string, nowMs: number): string | undefined {
  if (text === "") return undefined
  const ms = parseTime(withOffset(text, settings().zone) ?? text, nowMs)
  if (ms <= nowMs) throw new InputError("its end is in the past: write now+7d, or a day to come")
  return new Date(ms).toISOString()
}

function dropped(changes: readonly Change[], text: string): Next {
  const change = /^\d{1,2}$/.test(text) ? changes[Number(text)] : undefined
  if (!change) throw new InputError("this change is no longer there")
  const next = changes.filter((one) => one !== change)
  return { next, said: `took back: ${changeText(change)}` }
}

function reasonIn(body: RuleBody): string {
  const reason = textIn(body, "reason").trim()
  if (reason === "") throw new InputError("say why: who comes after you will ask")
  if (reason.length > reasonCharsMax)
    throw new InputError(`a reason has at most ${reasonCharsMax} characters`)
  return reason
}

/** A selection as rules have it. @throws InputError */
export function exceptIn(text: string): unknown {
  if (text.trim() === "") throw new InputError("what is to be left out? Such as: user.name: backup")
  if (text.length > exceptCharsMax)
    throw new InputError(`what is left out has at most ${exceptCharsMax} characters`)
  let value: unknown
  try {
    value = Bun.YAML.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "it can't be read"
    throw new InputError(`what is left out is not YAML: ${why}`)
  }
  if (!isMap(value) && !Array.isArray(value))
    throw new InputError("what is left out is written as field: value, one a line")
  if (left(value, valuesMax) < 0)
    throw new InputError(`what is left out names more than ${valuesMax} values`)
  return value
}

/** What is left of a budget of values: YAML may name one list many times. */
function left(value: unknown, budget: number): number {
  if (typeof value !== "object" || value === null) return budget - 1
  let rest = budget
  for (const inner of Object.values(value)) {
    if (rest < 0) return rest
    rest = left(inner, rest)
  }
  return rest
}

async function check(world: World, rule: Rule, text: string): Promise<void> {
  const checked = checkText(text, [rule.text], world.book?.folders() ?? [])
  const { refused, warnings } = await checked.catch((cause: Error) => {
    throw new InputError(`it can't be used: ${cause.message}`)
  })
  const [wrong] = [...refused, ...warnings]
  if (wrong) throw new InputError(`it can't be used: ${wrong.reason}`)
}

export const whoAsks = () => visitor.getStore()?.name ?? "(unknown)"

/** Writes down what was done to a rule. */
export function noteRule(
  world: World,
  rule: Pick<Rule, "id" | "title">,
  said: string,
  reason: string,
): Promise<void> {
  const who = visitor.getStore()
  return world.audit.note({
    action: "rule-changed",
    outcome: "success",
    category: "configuration",
    who: whoAsks(),
    ...(who && { role: who.role }),
    path: `/rule/${encodeURIComponent(rule.id)}`,
    ...(reason && { reason }),
    message: `${whoAsks()}, rule ${rule.title}: ${said}`,
    about: { "rule.id": rule.id, "rule.name": rule.title },
  })
}

const takenMs = 8_000
const lookMs = 100

/** Asks for the reload that a change needs and waits a little, so that the next page shows it. */
export async function taken(book: RuleBook | undefined, before: unknown): Promise<boolean> {
  book?.reload()
  for (let spent = 0; spent < takenMs; spent += lookMs) {
    if (book?.loaded() !== before) return true
    await Bun.sleep(lookMs)
  }
  return false
}

export const bodyIn = async (c: Context): Promise<RuleBody> => {
  const isJson = c.req.header("content-type")?.startsWith("application/json")
  const body: unknown = isJson ? await c.req.json().catch(() => ({})) : await c.req.parseBody()
  return isMap(body) ? body : {}
}
