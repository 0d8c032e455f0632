/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import { covers } from "../../access/roles.ts"
import { inTime } from "../../in-time.ts"
import { lettersIn } from "../../replay.ts"
import { patience } from "../api.ts"
import { pictureOf } from "../flow-stages.ts"
import { BehaviourHealth } from "../parts/behaviour.tsx"
import { EvasionHealth } from "../parts/evasion.tsx"
import { FlowPicture } from "../parts/flow.tsx"
import { Layout } from "../parts/layout.tsx"
import { Ledger } from "../parts/ledger-table.tsx"
import { LettersTable } from "../parts/letters-table.tsx"
import { Problems } from "../parts/problems.tsx"
import { ProgramsTable } from "../parts/programs-table.tsx"
import { SourcesTable } from "../parts/sources-table.tsx"
import { Table } from "../parts/table.tsx"
import { countText, Text } from "../parts/text.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { boundedScope, eventStreams, scopeOf } from "../question.ts"
import { visitor } from "../visitor.ts"
import type { Health, World } from "../world.ts"

const refreshMs = 10_000 // as often as programs report

/** Is anything wrong, and does the ledger balance. Told also when the store does not answer. */
export async function healthPage(world: World, c: Context) {
  const now = world.now()
  const state = { from: c.req.query("from") || usualFrom, to: c.req.query("to") }
  const { health, flow, rows, sources, reasons, problems } = await gather(world, c, state)
  const letters = reasons?.reduce((sum, { count }) => sum + count, 0)
  const seen = { problems, now, ...(letters !== undefined && { letters }) }
  return c.html(
    <Layout title="Health" place="/health">
      <section id="now" data-live={String(refreshMs)}>
        {flow && <FlowPicture picture={pictureOf({ flow, ...seen })} />}
        <Problems problems={problems} />
      </section>
      <h2 id="ledger">Ledger</h2>
      <form method="get" action="/health" class="ask">
        <TimePicker path="/health" state={state} />
        <button type="submit">Show</button>
      </form>
      {rows ? <Ledger rows={rows} /> : <Unknown />}
      <h2 id="sources">Sources</h2>
      {sources ? <SourcesTable rows={sources} now={now} /> : <Unknown />}
      <h2 id="letters">Dead letters</h2>
      {reasons ? <LettersTable reasons={reasons} now={now} state={state} /> : <Unknown />}
      <h2 id="programs">Programs</h2>
      <ProgramsTable rows={health.programs} now={now} />
      <Rules rules={health.rules} />
      {health.evasion && <EvasionHealth standing={health.evasion} now={now} />}
      {health.behaviour && <BehaviourHealth behaviour={health.behaviour} now={now} />}
      <Configuration world={world} />
    </Layout>,
  )
}

type State = Readonly<Record<"from" | "to", string | undefined>>

/** What the store does not tell within seconds is left out. */
async function gather(world: World, c: Context, state: State) {
  const { fromMs, toMs } = boundedScope(scopeOf(state, eventStreams, world.now()), world.now())
  const letters = lettersIn({ query: { is: "all" }, fromMs, toMs })
  const terms = world.store.terms(letters, "vedette.reason", 20, patience(world, c))
  const [health, flow, rows, sources, storeProblems, reasons] = await Promise.all([
    world.health(),
    world.flow?.(),
    inTime(world.ledger(fromMs, toMs), undefined),
    inTime(world.sources(), undefined),
    inTime(world.store.problems(), ["the store does not answer"]),
    inTime(
      terms.then(({ values }) => values),
      undefined,
    ),
  ])
  const problems = [...new Set([...health.problems, ...storeProblems])]
  return { health, flow, rows, sources, reasons, problems }
}

const Unknown = () => <p class="caveat">The store does not answer: this is not known now.</p>

function Rules({ rules }: { rules: Health["rules"] }) {
  if (!rules) return null
  return (
    <>
      <h2 id="rules">Rules</h2>
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

/** Names machines and folders: for admins only. */
function Configuration({ world: { configuration } }: { world: World }) {
  const who = visitor.getStore()
  if (!configuration || !who || !covers(who.role, "admin")) return null
  return (
    <>
      <h2>Configuration</h2>
      <details>
        <summary>What is in force in this aggregator, its secrets hidden</summary>
        <pre tabindex={0}>
          <Text text={configuration()} whole />
        </pre>
      </details>
    </>
  )
}
