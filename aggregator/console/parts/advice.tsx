/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { href, ruleHref } from "../href.ts"
import { exceptText } from "../rule-suggestion.ts"
import { mayChange } from "./alert-state.tsx"
import { Text, valueText } from "./text.tsx"

const linksMax = 20

interface AdviceProps {
  readonly alert: Event
  readonly rule: Rule | undefined
}

/** What the rule's author says of it: what it finds, what is harmless, where to read on. */
export function Advice({ alert, rule }: AdviceProps) {
  const id = alert["rule.id"] ?? ""
  const description = rule?.description || alert["rule.description"]
  const references = rule?.references ?? [alert["rule.reference"] ?? []].flat().map(String)
  const authors = rule?.authors ?? [alert["rule.author"] ?? []].flat().map(String)
  return (
    <section class="rule">
      <h2>What the rule's author advises</h2>
      {description ? (
        <p>
          <Text text={description} whole />
        </p>
      ) : (
        <p class="none">The rule has no description.</p>
      )}
      <Harmless rule={rule} />
      <Attack alert={alert} />
      <References references={references} />
      {authors.length > 0 && (
        <p class="hint">
          By <Text text={authors.join(", ")} />
        </p>
      )}
      <p class="acts">
        {rule && <a href={ruleHref(id)}>The rule: its hits, cases and exceptions</a>}
        <a href={href("/alerts", { rule: id, from: "now-30d" })}>All its alerts of 30 days</a>
      </p>
      {rule && mayChange() && <Exceptions alert={alert} />}
      <RuleText alert={alert} rule={rule} />
    </section>
  )
}

const exceptFields = ["host.name", "user.name", "source.ip", "process.executable"] as const

/** The way to leave out what is harmless, begun with what this alert names. */
function Exceptions({ alert }: { alert: Event }) {
  const found = exceptFields.flatMap((field) => {
    const value = valueText(alert[field])
    return value !== "" && value.length <= 256 ? [{ field, value }] : []
  })
  if (found.length === 0) return null
  return (
    <p class="acts">
      Leave out by an exception:
      {found.map((one) => (
        <a href={`${href(ruleHref(alert["rule.id"] ?? ""), { except: exceptText(one) })}#changes`}>
          <Text text={one.value} />
        </a>
      ))}
    </p>
  )
}

function Harmless({ rule }: { rule: Rule | undefined }) {
  if (!rule || rule.falsePositives.length === 0) return null
  return (
    <>
      <h3>Harmless where it is</h3>
      <ul>
        {rule.falsePositives.slice(0, linksMax).map((one) => (
          <li>
            <Text text={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

const techniques = [
  ["threat.tactic.name", "threat.tactic.reference"],
  ["threat.technique.name", "threat.technique.reference"],
  ["threat.technique.subtechnique.name", "threat.technique.subtechnique.reference"],
] as const

/** ATT&CK by name, each with its page there. */
function Attack({ alert }: { alert: Event }) {
  const found = techniques.flatMap(([names, references]) => {
    const to = listOf(alert[references])
    return listOf(alert[names]).map((name, at) => ({ name, to: to[at] ?? "" }))
  })
  if (found.length === 0) return null
  return (
    <>
      <h3>MITRE ATT&amp;CK</h3>
      <ul>
        {found.slice(0, linksMax).map(({ name, to }) => (
          <li>
            <Outside to={to} name={name} />
          </li>
        ))}
      </ul>
    </>
  )
}

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  [value ?? []].flat().map(String)

function References({ references }: { references: readonly string[] }) {
  const outside = references.filter((one) => !one.startsWith("https://attack.mitre.org/"))
  if (outside.length === 0) return null
  return (
    <>
      <h3>To read</h3>
      <ul>
        {outside.slice(0, linksMax).map((one) => (
          <li>
            <Outside to={one} name={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** Away from here: only what is plainly a web address, and without saying where from. */
function Outside({ to, name }: { to: string; name: string }) {
  const isWeb = URL.canParse(to) && /^https?:$/.test(new URL(to).protocol)
  if (!isWeb) return <Text text={name} />
  return (
    <a href={to} rel="noreferrer noopener external">
      <Text text={name} />
    </a>
  )
}

function RuleText({ alert, rule }: AdviceProps) {
  if (!rule && alert["rule.id"]?.startsWith("vedette-"))
    return <p class="none">Vedette raises it by itself: there is no text of a rule.</p>
  if (!rule)
    return (
      <p class="none">
        The rule <Text text={alert["rule.id"] ?? ""} /> is not loaded here.
      </p>
    )
  return (
    <details>
      <summary>
        Text of the rule <code>{rule.file}</code>
        {rule.version !== alert["rule.version"] && " (changed since)"}
      </summary>
      <pre>
        <Text text={rule.text} whole />
      </pre>
    </details>
  )
}
