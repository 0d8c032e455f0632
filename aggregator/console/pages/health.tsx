/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import { lettersIn } from "../../replay.ts"
import { patience } from "../api.ts"
import { Layout } from "../parts/layout.tsx"
import { Ledger } from "../parts/ledger-table.tsx"
import { LettersTable } from "../parts/letters-table.tsx"
import { Ago } from "../parts/moment.tsx"
import { SourcesTable } from "../parts/sources-table.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { countText, Text } from "../parts/text.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { boundedScope, eventStreams, scopeOf } from "../question.ts"
import type { Health, Program, World } from "../world.ts"

/** Is anything wrong, and does the ledger balance. */
export async function healthPage(world: World, c: Context) {
  const now = world.now()
  const state = { from: c.req.query("from") || usualFrom, to: c.req.query("to") }
  const { fromMs, toMs } = boundedScope(scopeOf(state, eventStreams, now), now)
  const letters = lettersIn({ query: { is: "all" }, fromMs, toMs })
  const [health, rows, sources, storeProblems, reasons] = await Promise.all([
    world.health(),
    world.ledger(fromMs, toMs),
    world.sources(),
    world.store.problems(),
    world.store.terms(letters, "vedette.reason", 20, patience(world, c)),
  ])
  return c.html(
    <Layout title="Health" place="/health">
      <Problems problems={[...new Set([...health.problems, ...storeProblems])]} />
      <h2>Ledger</h2>
      <form method="get" action="/health" class="ask">
        <TimePicker path="/health" state={state} />
        <button type="submit">Show</button>
      </form>
      <Ledger rows={rows} />
      <h2>Dead letters</h2>
      <LettersTable reasons={reasons.values} now={now} state={state} />
      <h2>Sources</h2>
      <SourcesTable rows={sources} now={now} />
      <h2>Programs</h2>
      <Table
        caption="Programs"
        columns={programs(now)}
        rows={health.programs}
        none="None reported."
      />
      <Rules rules={health.rules} />
    </Layout>,
  )
}

function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return <p class="good">All is well.</p>
  return (
    <ul class="problems">
      {problems.map((problem) => (
        <li class="problem">
          <Text text={problem} />
        </li>
      ))}
    </ul>
  )
}

const programs = (now: number): readonly Column<Program>[] => [
  { name: "Name", kind: "wide", cell: ({ name }) => <Text text={name} /> },
  { name: "Kind", cell: ({ kind }) => kind },
  { name: "Version", cell: ({ version }) => <Text text={version} /> },
  { name: "Last heard", cell: ({ lastMs }) => <Ago at={lastMs} now={now} /> },
]

function Rules({ rules }: { rules: Health["rules"] }) {
  if (!rules) return null
  return (
    <>
      <h2>Rules</h2>
      <p>
        {`${countText(rules.loaded)} loaded, ${countText(rules.dormant)} dormant (nothing sent here ` +
          `can match them), ${countText(rules.refused.length)} refused.`}
      </p>
      {rules.refused.length > 0 && (
        <Table
          caption="Refused rules"
          none=""
          rows={rules.refused}
          columns={[
            {
              name: "File",
              cell: ({ file, line }) => <Text text={line ? `${file}:${line}` : file} />,
            },
            { name: "Reason", kind: "wide", cell: ({ reason }) => <Text text={reason} /> },
          ]}
        />
      )}
    </>
  )
}
