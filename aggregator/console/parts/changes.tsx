/** @jsxImportSource hono/jsx */
import { entityHref } from "../entity.ts"
import { href, valueQuery } from "../href.ts"
import type { Compared, Changes as Found, Moved } from "../overview-changes.ts"
import type { TitleOf } from "../rule-titles.ts"
import type { World } from "../world.ts"
import { Ago } from "./moment.tsx"
import { countText, Text } from "./text.tsx"

type State = Readonly<Record<"from" | "to", string | undefined>>

interface ChangesProps {
  readonly world: World
  readonly changes: Found
  readonly state: State
  /** The newest event of all, epoch ms. */
  readonly newestMs: number
}

/** How much there is, how new it is, and how much more than in as long a time before. */
export function Amounts({ world, changes: { events, alerts }, state, newestMs }: ChangesProps) {
  return (
    <p class="total">
      <a href={href("/search", state)}>
        <strong>{countText(events.now)}</strong> events
      </a>
      {` (${changeText(events)}) · `}
      <a href={href("/alerts", state)}>
        <strong>{countText(alerts.now)}</strong> alerts
      </a>
      {` (${changeText(alerts)}), against as long a time before · newest event `}
      <Ago at={newestMs} now={world.now()} />
    </p>
  )
}

export function changeText({ now, before }: Compared): string {
  if (now === before) return "as many"
  if (before === 0) return "none before"
  const percent = Math.round((Math.abs(now - before) / before) * 100)
  return `${now > before ? "+" : "−"}${countText(percent)} %`
}

const sentences = [
  ["fresh", "New"],
  ["gone", "No longer"],
  ["more", "Far more"],
  ["less", "Far less"],
] as const

interface WhatChangedProps {
  readonly titleOf: TitleOf
  readonly changes: Found
  readonly state: State
}

/** What came up, went away or changed its rate; each leads to what shows it. */
export function WhatChanged({ titleOf, changes, state }: WhatChangedProps) {
  const found = sentences.filter(([name]) => changes[name].length > 0)
  return (
    <section>
      <h2>What changed against the time before</h2>
      {changes.events.before === 0 && (
        <p class="none">
          Nothing is stored of as long a time before, so there is nothing to compare.
        </p>
      )}
      {changes.events.before > 0 && found.length === 0 && (
        <p class="none">The same rules, hosts, datasets and countries, about as often.</p>
      )}
      {found.length > 0 && (
        <dl class="changes">
          {found.map(([name, title]) => (
            <div>
              <dt>{title}</dt>
              <dd>
                {changes[name].map((one) => (
                  <Change titleOf={titleOf} moved={one} state={state} />
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

interface ChangeProps {
  readonly titleOf: TitleOf
  readonly moved: Moved
  readonly state: State
}

function Change({ titleOf, moved, state }: ChangeProps) {
  const { what, value, now, before } = moved
  const name = what === "rule" ? titleOf(value) : what === "country" ? countryName(value) : value
  return (
    <span class="change-of">
      <span class="soft">{what}</span>{" "}
      <a href={leadOf(moved, state)}>
        <Text text={name.slice(0, 100)} />
      </a>{" "}
      <span class="count">
        {countText(before)} → {countText(now)}
      </span>
    </span>
  )
}

function leadOf({ what, field, value }: Moved, state: State): string {
  if (what === "rule") return href("/alerts", { ...state, rule: value })
  if (what === "host" && value !== "" && value.length <= 256) return entityHref("host", value)
  return href("/search", { ...state, q: valueQuery(field, value) })
}

const names = new Intl.DisplayNames(["en"], { type: "region" })

/** Of an ISO 3166 code of two letters; anything else stays what it is. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return names.of(code) ?? code
}
