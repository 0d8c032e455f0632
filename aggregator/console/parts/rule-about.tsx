/** @jsxImportSource hono/jsx */
import type { Rule } from "#shared/sigma/types.ts"
import { covers } from "../../access/roles.ts"
import { href, valueQuery } from "../href.ts"
import type { VerdictCounts } from "../rule-verdicts.ts"
import { visitor } from "../visitor.ts"
import { countText, Text } from "./text.tsx"

const referencesMax = 10

/** What its author says of a rule. */
export function RuleAbout({ rule }: { rule: Rule }) {
  const { description, tags, falsePositives, authors, license, references = [] } = rule
  const logsource = Object.values(rule.logsource).filter(Boolean).join(", ")
  return (
    <section class="rule">
      {description && (
        <p>
          <Text text={description} whole />
        </p>
      )}
      <p class="tags">
        {tags.map((tag) => (
          <a class="tag" href={href("/rules", { q: tag })}>
            <Text text={tag} />
          </a>
        ))}
      </p>
      <dl class="about">
        <Pair name="Reads" value={logsource} />
        <Pair name="Known false positives" value={falsePositives.join("; ")} />
        <Pair name="Authors" value={(authors ?? []).join(", ")} />
        <Pair name="Licence" value={license ?? ""} />
        {references.length > 0 && (
          <div>
            <dt>References</dt>
            <dd>
              {references.slice(0, referencesMax).map((one) => (
                <Reference text={one} />
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
}

const Pair = ({ name, value }: { name: string; value: string }) =>
  value === "" ? null : (
    <div>
      <dt>{name}</dt>
      <dd>
        <Text text={value} />
      </dd>
    </div>
  )

/** Only an address of the web is a link: a rule is text of others. */
const Reference = ({ text }: { text: string }) => (
  <div>
    {/^https?:\/\//.test(text) && URL.canParse(text) ? (
      <a href={text} rel="noreferrer noopener">
        <Text text={text} />
      </a>
    ) : (
      <Text text={text} />
    )}
  </div>
)

interface LinksProps {
  readonly rule: Rule
  readonly span: Readonly<Record<"from" | "to", string | undefined>>
  readonly counts: VerdictCounts
}

const isAdmin = () => covers(visitor.getStore()?.role ?? "viewer", "admin")

/** Where the events and the alerts of a rule are, and what people made of these. */
export function RuleLinks({ rule, span, counts: { judged, wrong } }: LinksProps) {
  const q = valueQuery("vedette.matches", rule.id)
  return (
    <p class="total">
      <a href={href("/alerts", { ...span, rule: rule.id })}>Its alerts</a>
      {q && (
        <>
          {" · "}
          <a href={href("/search", { ...span, q })}>all events that match it</a>
        </>
      )}
      {isAdmin() && q && (
        <>
          {" · "}
          <a href={href("/audit", { from: "now-30d", q: valueQuery("rule.id", rule.id) })}>
            who changed it
          </a>
        </>
      )}
      {judged > 0 && (
        <>
          {" · "}
          <strong>{countText(wrong)}</strong>
          {` of ${countText(judged)} verdicts: false positive`}
        </>
      )}
    </p>
  )
}
