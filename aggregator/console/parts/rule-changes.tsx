/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx"
import { stringify } from "yaml"
import { type Rule, ruleLevels } from "#shared/sigma/types.ts"
import type { Change, RuleChanges } from "../../overlay/change.ts"
import { ruleHref } from "../href.ts"
import { mayChange } from "./alert-state.tsx"
import { Csrf } from "./csrf.tsx"
import { Moment } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { Text } from "./text.tsx"

interface Props {
  readonly rule: Rule
  readonly isCorrelation: boolean
  readonly changes: RuleChanges
  /** What was typed, or what is suggested, for the form of a filter. */
  readonly except?: string | undefined
  readonly reason?: string | undefined
}

/** What this site changes of a rule, by whom and why; and the forms that do it. */
export function ChangesPanel(props: Props) {
  const { rule, changes } = props
  const rows = changes.changes.map((change, at) => ({ change, at }))
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { name: "Change", kind: "wide", cell: ({ change }) => <What change={change} /> },
    { name: "Why", cell: ({ change }) => <Text text={change.reason} /> },
    { name: "By", cell: ({ change }) => <Text text={change.author} /> },
    { name: "When", kind: "time", cell: ({ change }) => <Moment at={change.at} /> },
    {
      name: "Until",
      kind: "time",
      cell: ({ change }) =>
        change.until ? <Moment at={change.until} /> : <span class="none">for good</span>,
    },
    ...(mayChange()
      ? [
          {
            name: "",
            cell: ({ at }: { at: number }) => (
              <Post rule={rule} changes={changes} doing="drop">
                <input type="hidden" name="at" value={String(at)} />
                <button type="submit" class="quiet">
                  Take back
                </button>
              </Post>
            ),
          },
        ]
      : []),
  ]
  return (
    <section aria-label="What this site changes">
      <h2 id="changes">What this site changes</h2>
      <Table
        caption="What this site changes"
        columns={columns}
        rows={rows}
        none="Nothing: the rule runs as it was written."
      />
      {mayChange() && <Forms {...props} />}
    </section>
  )
}

const What = ({ change }: { change: Change }) => (
  <>
    {change.disable && <strong>switched off</strong>}
    {change.level && (
      <>
        level <strong>{change.level}</strong>
      </>
    )}
    {change.except !== undefined && (
      <>
        leaves out
        <pre class="except">
          <Text text={stringify(change.except).trim()} whole />
        </pre>
      </>
    )}
  </>
)

function Forms({ rule, isCorrelation, changes, except, reason }: Props) {
  const isOff = changes.changes.some(({ disable }) => disable)
  return (
    <div class="rule-forms">
      {!isCorrelation && (
        <Post rule={rule} changes={changes} doing="except">
          <h3>Leave something out</h3>
          <label class="long">
            Events with all of this raise no alert
            <textarea
              name="except"
              rows={3}
              required
              maxlength={4096}
              spellcheck={false}
              placeholder={"user.name: svc_backup\nprocess.executable|endswith: /rsync"}
            >
              {except ?? ""}
            </textarea>
          </label>
          <Reason value={reason} hint="why that is no attack" />
          <Until />
          <button type="submit">Add the filter</button>
          <button
            type="submit"
            class="quiet"
            formaction={`${ruleHref(rule.id)}/try`}
            formnovalidate
          >
            Try it first
          </button>
        </Post>
      )}
      <Post rule={rule} changes={changes} doing={isOff ? "on" : "off"}>
        <h3>{isOff ? "Switch on" : "Switch off"}</h3>
        {!isOff && <Reason hint="why nobody needs it" />}
        {!isOff && <Until />}
        <button type="submit">{isOff ? "Switch it on" : "Switch it off"}</button>
      </Post>
      <Post rule={rule} changes={changes} doing="level">
        <h3>Another level</h3>
        <label>
          Level
          <select name="level">
            {ruleLevels.map((level) => (
              <option value={level} selected={level === rule.level}>
                {level}
              </option>
            ))}
          </select>
        </label>
        <Reason hint="why it weighs more or less here" />
        <button type="submit">Set the level</button>
      </Post>
    </div>
  )
}

const Reason = ({ value, hint }: { value?: string | undefined; hint: string }) => (
  <label class="long">
    Reason
    <input name="reason" required maxlength={500} value={value ?? ""} placeholder={hint} />
  </label>
)

const Until = () => (
  <label class="long">
    Until
    <input name="until" maxlength={40} placeholder="for good; or now+7d, or a date" />
  </label>
)

interface PostProps {
  readonly rule: Rule
  readonly changes: RuleChanges
  readonly doing: string
  readonly children?: Child
}

const Post = ({ rule, changes, doing, children }: PostProps) => (
  <form method="post" action={ruleHref(rule.id)} class={doing === "drop" ? "" : "change"}>
    <Csrf />
    <input type="hidden" name="revision" value={changes.revision} />
    <input type="hidden" name="do" value={doing} />
    {children}
  </form>
)
