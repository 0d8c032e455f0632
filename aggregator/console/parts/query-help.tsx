/** @jsxImportSource hono/jsx */
import type { InputError } from "../input-error.ts"
import { Text } from "./text.tsx"

const forms = [
  ["failed password", "both words, anywhere in the text"],
  ['"failed password"', "the phrase"],
  ["user.name:root", "a field has this value (case is ignored)"],
  ["source.ip:10.0.0.0/8", "an address of this network"],
  ["process.name:power*", "* is any run of characters, ? is one"],
  ["event.severity:>=47", "also <, <=, > and [1 TO 5], {1 TO 5}"],
  ["user.name:*", "the field has any value"],
  ["host.name:(web1 OR web2)", "one of several values"],
  ["a AND (b OR NOT c)", "AND binds closer than OR; two terms side by side mean AND"],
] as const

/** What the query language can say. */
export const Syntax = () => (
  <dl class="forms">
    {forms.map(([form, meaning]) => (
      <div>
        <dt>
          <code>{form}</code>
        </dt>
        <dd>{meaning}</dd>
      </div>
    ))}
  </dl>
)

const keys = [
  ["/", "to the query"],
  ["j", "to the next row"],
  ["k", "to the row before"],
  ["Enter", "opens the row, or closes it"],
  ["Escape", "closes what is open, leaves the query"],
  ["p", "holds the live tail, and lets it go on"],
  ["?", "shows these keys"],
] as const

/** What the keyboard does on the search page; the script shows it over the page. */
export const Keys = () => (
  <dl class="forms keys-list">
    {keys.map(([key, meaning]) => (
      <div>
        <dt>
          <kbd>{key}</kbd>
        </dt>
        <dd>{meaning}</dd>
      </div>
    ))}
  </dl>
)

/** What is wrong, and the query with the place marked. */
export function WrongQuery({ query, error }: { query: string; error: InputError }) {
  const at = error.position
  return (
    <div class="problem" role="alert">
      <p>
        <Text text={error.message} />
      </p>
      {at !== undefined && (
        <pre class="where">
          <Text text={query.slice(0, at)} />
          <mark>{at < query.length ? <Text text={query.slice(at, at + 1)} /> : "⌷"}</mark>
          <Text text={query.slice(at + 1)} />
        </pre>
      )}
    </div>
  )
}
