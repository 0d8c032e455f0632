import { basename } from "node:path"
import { stringify } from "yaml"
import type { Rule } from "#shared/sigma/types.ts"
import { OverlayError } from "../overlay/change.ts"
import type { Overlay } from "../overlay/overlay.ts"
import { checkText } from "../trial/check.ts"
import { besideOf, shortened, type TrialAsked } from "../trial/trials.ts"
import { openTried } from "../trial/tried.ts"
import { InputError } from "./input-error.ts"
import { pastedEvents } from "./pasted.ts"
import { boundedScope, eventStreams, scopeOf } from "./question.ts"
import {
  noteRule,
  overlayOf,
  type RuleBody,
  revisionIn,
  taken,
  textIn,
  whoAsks,
} from "./rule-changes.ts"
import { ruleAt } from "./rule-rows.ts"
import { settings } from "./settings.ts"
import type { World } from "./world.ts"
import { withOffset } from "./zoned.ts"

export const textCharsMax = 32_768
const reasonCharsMax = 500
const savedLine = /^# Saved in the console by .*\n/gm

const fields = [
  "text",
  "key",
  "revision",
  "events",
  "on",
  "q",
  "from",
  "to",
  "reason",
  "cases",
] as const

/** What was typed into the form of a rule. */
export type Typed = Readonly<Record<(typeof fields)[number], string>>

export const typedIn = (body: RuleBody): Typed =>
  Object.fromEntries(fields.map((name) => [name, textIn(body, name)])) as Typed

/** A rule in the making. */
export interface Draft {
  readonly text: string
  /** Of a rule that was written here: its key in the overlay, and what was seen of it. */
  readonly key: string
  readonly revision: string
}

const template = (id: string) => `title: What happened, in a few words
id: ${id}
status: experimental
description: What happened, why it matters, what to look at next.
level: medium
tags: [attack.execution]
logsource: { product: linux }
detection:
  selection:
    process.name: example
  condition: selection
falsepositives: [Who does this for good reason]
`

/** A new rule, one that was written here, or a copy of another's under an id of its own. */
export function draftOf(world: World, from: string | undefined): Draft | undefined {
  const id = crypto.randomUUID()
  if (!from) return { text: template(id), key: "", revision: "" }
  const rule = ruleAt(world.book, from)?.rule
  const overlay = world.book?.overlay()
  if (!rule) return brokenDraft(overlay, from)
  if (!overlay?.isOwn(rule.file)) return { text: copyOf(rule, id), key: "", revision: "" }
  const key = keyOf(rule)
  const text = overlay.textOf(key) ?? rule.text
  return { text: text.replace(savedLine, ""), key, revision: overlay.revisionOf(key) }
}

/** One that was written here and is refused by now. */
function brokenDraft(overlay: Overlay | undefined, key: string): Draft | undefined {
  const text = overlay?.textOf(key)
  if (!overlay || text === undefined) return undefined
  return { text: text.replace(savedLine, ""), key, revision: overlay.revisionOf(key) }
}

const keyOf = ({ file }: Rule) => basename(file, ".yml")

function copyOf({ id: old, text }: Rule, id: string): string {
  const related = /^related:/m.test(text) ? "" : `\nrelated: [{ id: ${old}, type: derived }]`
  return text.replace(/^---\s*\n/, "").replace(/^id:.*$/m, `id: ${id}${related}`)
}

/** What a form asks to save. @returns the id of the rule @throws InputError */
export async function saveRule(world: World, body: RuleBody): Promise<string> {
  const overlay = overlayOf(world)
  const text = ruleTextIn(body)
  const reason = reasonIn(body)
  const ids = await idsOf(world, text)
  const first = ids[0]!
  const key = textIn(body, "key") || first.id
  const known = ids
    .map(({ id }) => ruleAt(world.book, id)?.rule)
    .find((rule) => rule && !isSame(rule, key))
  if (known)
    throw new InputError(
      `the id ${known.id} belongs to ${known.file}: give your rule another, such as ${crypto.randomUUID()}`,
    )
  const line = `# Saved in the console by ${whoAsks()} at ${new Date(world.now()).toISOString()}: ${reason}\n`
  const before = world.book?.loaded()
  try {
    overlay.save(key, revisionIn(body), `${line}${text.replace(savedLine, "")}`)
  } catch (cause) {
    throw cause instanceof OverlayError ? new InputError(cause.message) : cause
  }
  if (textIn(body, "cases") === "1") overlay.saveCases(key, await casesText(text, body))
  await noteRule(world, first, textIn(body, "key") ? "saved anew" : "written", reason)
  await taken(world.book, before)
  return first.id

  function isSame(rule: Rule, key: string): boolean {
    return overlay.isOwn(rule.file) && keyOf(rule) === key
  }
}

/** The events that were pasted, as cases: what matches now must match, what does not must not. */
async function casesText(text: string, body: RuleBody): Promise<string> {
  const events = await pastedEvents(textIn(body, "events"))
  using tried = openTried()
  await tried.ask({ kind: "load", text, beside: [], folders: [] })
  const { matched } = await tried.ask({ kind: "events", events })
  const hits = new Set(matched)
  const kept = events.map(shortened)
  return stringify(
    {
      hits: kept.filter((_, at) => hits.has(at)),
      misses: kept.filter((_, at) => !hits.has(at)),
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  )
}

/** Removes a rule that was written here. @throws InputError */
export async function removeRule(world: World, body: RuleBody): Promise<void> {
  const overlay = overlayOf(world)
  const key = textIn(body, "key")
  const reason = reasonIn(body)
  if (overlay.textOf(key) === undefined) throw new InputError("it is no longer there")
  const before = world.book?.loaded()
  const isIt = ({ file }: Rule) => overlay.isOwn(file) && basename(file, ".yml") === key
  const rule = before?.rules.find(isIt) ?? { id: key, title: key }
  try {
    overlay.remove(key, revisionIn(body))
  } catch (cause) {
    throw cause instanceof OverlayError ? new InputError(cause.message) : cause
  }
  await noteRule(world, rule, "removed", reason)
  await taken(world.book, before)
}

export function ruleTextIn(body: RuleBody): string {
  const text = textIn(body, "text").replaceAll("\r\n", "\n")
  if (text.trim() === "") throw new InputError("there is no rule: write one, or start from another")
  if (text.length > textCharsMax)
    throw new InputError(`a rule has at most ${textCharsMax} characters here`)
  return text
}

function reasonIn(body: RuleBody): string {
  const reason = textIn(body, "reason").replace(/\s+/g, " ").trim()
  if (reason === "") throw new InputError("say why: who comes after you will ask")
  return reason.slice(0, reasonCharsMax)
}

async function idsOf(world: World, text: string) {
  const folders = world.book?.folders() ?? []
  const checked = checkText(text, besideOf(text, world.rules), folders)
  const { refused, warnings, rules, filters } = await checked.catch((cause: Error) => {
    throw new InputError(`it can't be used: ${cause.message}`)
  })
  const [wrong] = refused
  if (wrong) throw new InputError(`line ${wrong.line ?? 1}: ${wrong.reason}`)
  const ids = [...rules, ...filters.map((id) => ({ id, title: "a filter" }))]
  if (ids.length === 0)
    throw new InputError(
      warnings[0]?.reason ?? "this is neither a rule nor a correlation nor a filter",
    )
  return ids
}

/** What is to be tried on what, as it was typed. @throws InputError */
export async function askedIn(world: World, typed: Typed): Promise<TrialAsked> {
  const text = ruleTextIn(typed)
  const by = whoAsks()
  if (typed.on === "pasted") {
    const events = await pastedEvents(typed.events)
    if (events.length === 0) throw new InputError("paste events, or try it on those of the store")
    return { text, by, typed, on: { events } }
  }
  const now = world.now()
  const { q } = typed
  const [from, to] = [typed.from, typed.to].map((one) => withOffset(one, settings().zone) ?? one)
  const scope = boundedScope(scopeOf({ q, from: from || "now-24h", to }, eventStreams, now), now)
  return { text, by, typed, on: { scope: { ...scope, streams: ["events"] } } }
}
