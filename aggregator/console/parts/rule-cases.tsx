/** @jsxImportSource hono/jsx */
import type { Rule } from "#shared/sigma/types.ts"
import { href, ruleHref } from "../href.ts"
import type { RanCase, RanCases } from "../rule-cases.ts"
import { summaryOf } from "./summary.ts"
import { type Column, Table } from "./table.tsx"
import { Text } from "./text.tsx"

/** The cases beside a rule: events that it must and must not match, and whether it does. */
export function Cases({ rule, ran }: { rule: Rule; ran: RanCases | undefined }) {
  if (!ran)
    return (
      <p class="none">
        There are none beside this rule. They say what it must and must not match, and hold it when
        it is changed.
      </p>
    )
  if (ran.problem)
    return (
      <p class="problem">
        The cases can't be run: <Text text={ran.problem} />
      </p>
    )
  const here = ran.cases.filter(({ isRight }) => isRight !== undefined)
  const wrong = here.filter(({ isRight }) => !isRight).length
  const elsewhere = ran.cases.length - here.length
  return (
    <>
      <p class={wrong > 0 ? "problem" : here.length > 0 ? "good" : "caveat"}>
        {here.length === 0
          ? ""
          : wrong > 0
            ? `${wrong} of ${here.length} are not as they must be.`
            : `All ${here.length} are as they must be.`}
        {elsewhere > 0 && ` ${elsewhere} are raw records, which a collector must read first. `}
        {ran.canMore && (
          <a href={`${href(ruleHref(rule.id), { cases: "all" })}#cases`}>
            Try them too: it takes some seconds
          </a>
        )}
      </p>
      <details open={wrong > 0}>
        <summary>Each case</summary>
        <Table caption="Cases" columns={columns} rows={ran.cases} none="The file holds none." />
      </details>
    </>
  )
}

const columns: readonly Column<RanCase>[] = [
  { name: "Case", cell: ({ name }) => name },
  { name: "Must", cell: ({ isHit }) => (isHit ? "match" : "not match") },
  {
    name: "Result",
    cell: ({ isRight }) =>
      isRight === undefined ? (
        <span class="none">not tried here</span>
      ) : isRight ? (
        "as it must"
      ) : (
        <strong class="difference">wrong</strong>
      ),
  },
  {
    name: "Event",
    kind: "wide",
    cell: ({ event }) => (event ? <Text text={summaryOf(event)} /> : "a raw record"),
  },
]
