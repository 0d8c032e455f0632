/** @jsxImportSource hono/jsx */
import type { RanCase, RanCases } from "../rule-cases.ts"
import { summaryOf } from "./summary.ts"
import { type Column, Table } from "./table.tsx"
import { Text } from "./text.tsx"

/** The cases beside a rule: events that it must and must not match, and whether it does. */
export function Cases({ ran }: { ran: RanCases | undefined }) {
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
      <p class={wrong > 0 ? "problem" : "good"}>
        {here.length === 0
          ? "None of them is an event that can be tried here."
          : wrong > 0
            ? `${wrong} of ${here.length} are not as they must be.`
            : `All ${here.length} are as they must be.`}
        {elsewhere > 0 && (
          <>
            {` ${elsewhere} more are raw records, which a collector reads: `}
            <code>bun collector/main.ts rules test</code>
          </>
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
