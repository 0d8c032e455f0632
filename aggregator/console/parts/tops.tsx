/** @jsxImportSource hono/jsx */
import type { Scope, Store, Term } from "../../store/types.ts"
import { entityHref, kindOf } from "../entity.ts"
import { href, valueQuery } from "../href.ts"
import { also } from "../question.ts"
import { Bar, share } from "./alert-groups.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

const topSize = 8
const fields = {
  "ATT&CK tactic": "threat.tactic.name",
  Host: "host.name",
  User: "user.name",
  Address: "source.ip",
} as const
type Name = keyof typeof fields

/** Who and what most alerts are about. */
export type Tops = readonly { readonly name: Name; readonly values: readonly Term[] }[]

export async function topsOf(store: Store, alerts: Scope, signal: AbortSignal): Promise<Tops> {
  const names = Object.keys(fields) as Name[]
  const terms = await Promise.all(
    names.map((name) =>
      store.terms(
        also(alerts, { is: "exists", field: fields[name] }),
        fields[name],
        topSize,
        signal,
      ),
    ),
  )
  return names.map((name, at) => ({ name, values: terms[at]!.values }))
}

type State = Readonly<Record<"from" | "to", string | undefined>>

/** Small tables of whom and what the alerts name. */
export const TopTables = ({ tops, state }: { tops: Tops; state: State }) => (
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
    { ...share, cell: ({ count }) => <Bar count={count} most={most} /> },
    {
      name: "Alerts",
      kind: "number",
      cell: ({ value, count }) => <a href={alertsOf(name, value, state)}>{countText(count)}</a>,
    },
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

const alertsOf = (name: Name, value: string, state: State): string =>
  name === "ATT&CK tactic"
    ? href("/alerts", { ...state, tactic: value })
    : href("/alerts", { ...state, q: valueQuery(fields[name], value) })

function leadOf(name: Name, value: string, state: State): string {
  const kind = kindOf(fields[name])
  return kind && value !== "" && value.length <= 256
    ? entityHref(kind, value)
    : alertsOf(name, value, state)
}
