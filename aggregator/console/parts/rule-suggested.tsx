/** @jsxImportSource hono/jsx */
import type { Rule } from "#shared/sigma/types.ts"
import { href, ruleHref } from "../href.ts"
import { exceptText, type Suggestion } from "../rule-suggestion.ts"
import { isNoisy, type VerdictCounts } from "../rule-verdicts.ts"
import { mayChange } from "./alert-state.tsx"
import { countText, Text } from "./text.tsx"

interface Props {
  readonly rule: Rule
  readonly counts: VerdictCounts
  readonly found: readonly Suggestion[]
}

/** Where people say of most alerts that they are false: that, and which filter would have helped. */
export function Suggested({ rule, counts, found }: Props) {
  if (!isNoisy(counts)) return null
  const { wrong, judged } = counts
  return (
    <section class="caveat" role="note">
      <p>
        People found {countText(wrong)} of {countText(judged)} of its alerts to be false.{" "}
        {found.length === 0
          ? "They have no value in common that a filter could name."
          : "A filter would have left out:"}
      </p>
      {found.length > 0 && (
        <ul>
          {found.map((one) => (
            <li>
              <code>
                <Text text={`${one.field}: ${one.value}`} />
              </code>{" "}
              {`${one.covers} of the ${one.of} false ones, and no true one. `}
              {mayChange() && (
                <a href={`${href(ruleHref(rule.id), { except: exceptText(one) })}#changes`}>
                  Make a filter of it
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
