/** @jsxImportSource hono/jsx */
import type { Terms } from "../../store/types.ts"
import type { FieldSample } from "../field-sample.ts"
import { href, valueQuery } from "../href.ts"
import { narrowed, toggled } from "../narrow.ts"
import { Caveats } from "./caveats.tsx"
import { countText, Text } from "./text.tsx"

type State = Readonly<Record<string, string | undefined>>

interface FieldListProps {
  readonly fields: readonly FieldSample[]
  /** Of how many events. */
  readonly sampled: number
  readonly columns: readonly string[]
  readonly state: State
  /** The values of the field that `state.field` names, over all matches. */
  readonly exact: Terms | undefined
}

/** The fields of the newest matches, how many have them, and their values to search on with. */
export function FieldList({ fields, sampled, columns, state, exact }: FieldListProps) {
  if (sampled === 0) return null
  return (
    <nav class="field-list" aria-label="Fields">
      <h2>Fields</h2>
      <p class="hint">of the newest {countText(sampled)} matches</p>
      {exact && state["field"] && <Exact name={state["field"]} terms={exact} state={state} />}
      {fields.map((field) => (
        <details name="field">
          <summary>
            <span class="name">
              <Text text={field.name.slice(0, 200)} />
            </span>
            <span class="share">{percent(field.present, sampled)}</span>
          </summary>
          <Values field={field} state={state} />
          <p class="acts">
            <a href={href("/search", { ...state, columns: toggled(columns, field.name) })}>
              {columns.includes(field.name) ? "Remove column" : "Add column"}
            </a>
            <a href={href("/search", { ...state, by: field.name })}>Stack chart</a>
            <a href={href("/search", { ...state, field: field.name, after: undefined })}>
              Count all
            </a>
          </p>
        </details>
      ))}
    </nav>
  )
}

function Values({ field, state }: { field: FieldSample; state: State }) {
  const [first] = field.top
  if (field.different > 5 && first?.[1] === 1)
    return <p class="hint">Each of its {countText(field.different)} values differs.</p>
  const rows = field.top.map(([value, count]) => ({ value, count }))
  return <ValueRows name={field.name} rows={rows} whole={field.present} state={state} />
}

function Exact({ name, terms, state }: { name: string; terms: Terms; state: State }) {
  const whole = terms.values.reduce((sum, { count }) => sum + count, 0)
  return (
    <section class="exact" aria-label={`Top values of ${name}`}>
      <h3>
        <Text text={name.slice(0, 200)} />
      </h3>
      <p class="hint">
        most frequent of all matches{" "}
        <a href={href("/search", { ...state, field: undefined })}>Close</a>
      </p>
      <Caveats caveats={terms.caveats} />
      {terms.values.length === 0 && <p class="none">No match has a value here.</p>}
      <ValueRows name={name} rows={terms.values} whole={whole} state={state} />
    </section>
  )
}

interface RowsProps {
  readonly name: string
  readonly rows: readonly { readonly value: string; readonly count: number }[]
  readonly whole: number
  readonly state: State
}

function ValueRows({ name, rows, whole, state }: RowsProps) {
  return (
    <ul class="values">
      {rows.map(({ value, count }) => (
        <li>
          <Narrow name={name} value={value} state={state} />
          <span class="count" title={percent(count, whole)}>
            {countText(count)}
          </span>
          <meter min={0} max={Math.max(1, whole)} value={count} aria-hidden="true" />
        </li>
      ))}
    </ul>
  )
}

/** A value that narrows the search to it, and a sign that leaves it out. */
function Narrow({ name, value, state }: { name: string; value: string; state: State }) {
  const term = valueQuery(name, value)
  const shown = <Text text={value.slice(0, 120) || "(empty)"} />
  if (!term) return <span class="value">{shown}</span>
  const to = (isNot: boolean) =>
    href("/search", { ...state, q: narrowed(state["q"], term, isNot), after: undefined })
  return (
    <>
      <a class="chip value" href={to(false)} data-term={term}>
        {shown}
      </a>
      <a class="not" href={to(true)} aria-label={`Exclude ${value.slice(0, 80)}`} title="Exclude">
        −
      </a>
    </>
  )
}

const percent = (part: number, whole: number): string => {
  const share = (100 * part) / Math.max(1, whole)
  return share > 0 && share < 1 ? "<1 %" : `${Math.floor(share)} %`
}
