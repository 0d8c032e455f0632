/** @jsxImportSource hono/jsx */
import { covers } from "../../access/roles.ts"
import { type AlertState, type Asked, changeText, statuses, verdicts } from "../../alerts/state.ts"
import { visitor } from "../visitor.ts"
import { Csrf } from "./csrf.tsx"
import { Moment } from "./moment.tsx"
import { Text } from "./text.tsx"

/** Whether the visitor may change what alerts are. */
export function mayChange(): boolean {
  const who = visitor.getStore()
  return who !== undefined && covers(who.role, "analyst")
}

/** Status and verdict in words. */
export const StatusText = ({ state }: { state: AlertState }) => (
  <span class={`status ${state.status.replace(" ", "-")}`}>
    {state.status}
    {state.verdict && `: ${state.verdict}`}
  </span>
)

interface PanelProps {
  readonly id: string
  readonly state: AlertState
  /** What was typed, where it could not be done. */
  readonly typed?: Asked | undefined
  /** Whom alerts have been assigned to. */
  readonly people?: readonly string[] | undefined
}

/** What people have made of an alert, and the form that changes it. */
export function AlertPanel({ id, state, typed, people }: PanelProps) {
  return (
    <section class="triage" aria-label="What became of it">
      <h2>What became of it</h2>
      <p>
        <StatusText state={state} />
        {state.assignee ? (
          <>
            {" · assigned to "}
            <Text text={state.assignee} />
          </>
        ) : (
          " · assigned to nobody"
        )}
        {state.reason && (
          <>
            {" · "}
            <Text text={state.reason} />
          </>
        )}
      </p>
      {mayChange() && !typed && <Take id={id} state={state} />}
      {mayChange() && <Form id={id} state={state} typed={typed} people={people} />}
      <History state={state} />
    </section>
  )
}

/** The first thing that is done with a new alert, in one click. */
function Take({ id, state }: Pick<PanelProps, "id" | "state">) {
  const who = visitor.getStore()?.name
  if (state.status !== "new" || !who || who.length > 100) return null
  return (
    <form method="post" action={`/alert/${encodeURIComponent(id)}`} class="take">
      <Csrf />
      <input type="hidden" name="revision" value={String(state.revision)} />
      <input type="hidden" name="status" value="in work" />
      <input type="hidden" name="assignee" value={who} />
      <button type="submit">Take it into work</button>
    </form>
  )
}

function Form({ id, state, typed, people }: PanelProps) {
  const now = { ...state, ...typed }
  return (
    <form method="post" action={`/alert/${encodeURIComponent(id)}`} class="change">
      <Csrf />
      <input type="hidden" name="revision" value={String(state.revision)} />
      <Choice name="status" label="Status" all={statuses} chosen={now.status} />
      <Choice name="verdict" label="Verdict" all={["", ...verdicts]} chosen={now.verdict ?? ""} />
      <label>
        Assignee <input name="assignee" value={now.assignee ?? ""} maxlength={100} list="people" />
      </label>
      <People people={people ?? []} />
      <label class="long">
        Reason, of a false positive
        <input name="reason" value={now.reason ?? ""} maxlength={500} />
      </label>
      <label class="long">
        Comment
        <textarea name="comment" rows={3} maxlength={4000}>
          {typed?.comment ?? ""}
        </textarea>
      </label>
      <button type="submit">Save</button>
    </form>
  )
}

/** The visitor first, then whom else alerts have been given to. */
export function People({ people }: { people: readonly string[] }) {
  const all = new Set([visitor.getStore()?.name ?? "", ...people])
  return <datalist id="people">{[...all].map((name) => name && <option value={name} />)}</datalist>
}

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly all: readonly string[]
  readonly chosen?: string
  /** Said in place of "": what it means. */
  readonly none?: string
}

export const Choice = ({ name, label, all, chosen, none = "none yet" }: ChoiceProps) => (
  <label>
    {label}{" "}
    <select name={name}>
      {all.map((one) => (
        <option value={one} selected={one === chosen}>
          {one || none}
        </option>
      ))}
    </select>
  </label>
)

function History({ state: { changes } }: { state: AlertState }) {
  if (changes.length === 0) return <p class="none">Nobody has looked into it yet.</p>
  return (
    <ol class="history">
      {[...changes].reverse().map((change) => (
        <li>
          <Moment at={change.atMs} /> <strong>{<Text text={change.by} />}</strong>{" "}
          <Text text={changeText(change)} />
          {change.comment && (
            <p class="comment">
              <Text text={change.comment} whole />
            </p>
          )}
        </li>
      ))}
    </ol>
  )
}
