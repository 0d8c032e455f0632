/** @jsxImportSource hono/jsx */
import type { Scope, Store, Term } from "../../store/types.ts"
import { entityHref, kindOf } from "../entity.ts"
import { href, valueQuery } from "../href.ts"
import { also } from "../question.ts"
import { Bar } from "./alert-groups.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

const topSize = 8
const fields = {
  "ATT&CK tactic": "threat.tactic.name",
  Host: "host.name",
  User: "user.name",
  Country: "source.geo.country_iso_code",
} as const
type Name = keyof typeof fields

/** Who and what most alerts are about, and how much there is against as long a time before. */
export interface Tops {
  readonly tops: readonly { readonly name: Name; readonly values: readonly Term[] }[]
  readonly events: Compared
  readonly alerts: Compared
}

interface Compared {
  readonly now: number
  readonly before: number
}

type Bounded = Scope & { readonly fromMs: number; readonly toMs: number }

/** @param events the events of the page's time @param alerts its alerts */
export async function topsOf(
  store: Store,
  { events, alerts }: Readonly<Record<"events" | "alerts", Bounded>>,
  signal: AbortSignal,
): Promise<Tops> {
  const names = Object.keys(fields) as Name[]
  const compared = async (scope: Bounded): Promise<Compared> => {
    const before = { ...scope, fromMs: 2 * scope.fromMs - scope.toMs, toMs: scope.fromMs }
    const counts = [scope, before].map((one) => store.count(one, signal))
    const [now, then] = await Promise.all(counts)
    return { now: now!, before: then! }
  }
  const [ofEvents, ofAlerts, ...terms] = await Promise.all([
    compared(events),
    compared(alerts),
    ...names.map((name) =>
      store.terms(also(alerts, existing(name)), fields[name], topSize, signal),
    ),
  ])
  const tops = names.map((name, at) => ({ name, values: terms[at]!.values }))
  return { tops, events: ofEvents, alerts: ofAlerts }
}

const existing = (name: Name) => ({ is: "exists", field: fields[name] }) as const

type State = Readonly<Record<"from" | "to", string | undefined>>

/** What changed against as long a time before, in words. */
export function Changes({ tops: { events, alerts }, state }: { tops: Tops; state: State }) {
  return (
    <p class="total">
      <a href={href("/search", state)}>
        <strong>{countText(events.now)}</strong> events
      </a>
      {` (${changeOf(events)}) · `}
      <a href={href("/alerts", state)}>
        <strong>{countText(alerts.now)}</strong> alerts
      </a>
      {` (${changeOf(alerts)}), against as long a time before`}
    </p>
  )
}

function changeOf({ now, before }: Compared): string {
  if (now === before) return "as many"
  if (before === 0) return "none before"
  const percent = Math.round((Math.abs(now - before) / before) * 100)
  return `${now > before ? "+" : "−"}${countText(percent)} %`
}

/** Small tables of whom and what the alerts name. */
export const TopTables = ({ tops: { tops }, state }: { tops: Tops; state: State }) => (
  <div class="tops">
    {tops.map(({ name, values }) => (
      <Top name={name} values={values} state={state} />
    ))}
  </div>
)

interface TopProps {
  readonly name: Name
  readonly values: readonly Term[]
  readonly state: State
}

function Top({ name, values, state }: TopProps) {
  const most = Math.max(...values.map(({ count }) => count), 0)
  const columns: readonly Column<Term>[] = [
    {
      name,
      kind: "wide",
      cell: ({ value }) => (
        <a href={leadOf(name, value, state)}>
          <Text text={value} />
        </a>
      ),
    },
    { name: "", cell: ({ count }) => <Bar count={count} most={most} /> },
    { name: "Alerts", kind: "number", cell: ({ count }) => countText(count) },
  ]
  return (
    <section>
      <h3>{name}</h3>
      <Table
        caption={`Alerts by ${name}`}
        columns={columns}
        rows={values}
        none="No alert of this time names one."
      />
    </section>
  )
}

function leadOf(name: Name, value: string, state: State): string {
  const kind = kindOf(fields[name])
  if (name === "ATT&CK tactic") return href("/alerts", { ...state, tactic: value })
  if (kind && value.length <= 256) return entityHref(kind, value)
  return href("/alerts", { ...state, q: valueQuery(fields[name], value) })
}
