import type { Event } from "#shared/ecs/event.ts"
import { type AlertState, verdicts } from "../alerts/state.ts"
import { statesOf } from "../alerts/states.ts"
import { textOfAlert } from "../evasion/verdicts.ts"
import type { Scope } from "../store/types.ts"
import { matchedOf } from "./alert-marks.ts"
import { isVerdict, type ListState, type States, stateOfAlert, wholeScope } from "./alert-scope.ts"
import { InputError } from "./input-error.ts"
import { levelOf } from "./level.ts"
import type { World } from "./world.ts"

const pageSize = 500
const charsMax = 8_192

/**
 * What people have called alerts, one a line, the newest alerts first: what models learn from and
 * rules are tuned by. A line with `text` and `kind` is one that `train evasion --benign` reads.
 */
export async function verdictLines(
  world: World,
  asked: ListState,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { verdict } = asked
  if (verdict && !isVerdict(verdict))
    throw new InputError(`verdict is one of: ${verdicts.join(", ")}`)
  const all = await statesOf(world.store)
  const states: States = new Map([...all].filter(([, one]) => one.verdict))
  const scope = wholeScope(asked, states, world.now())
  const given: Scope = {
    ...scope,
    query: { is: "and", of: [{ is: "ids", of: [...states.keys()] }, scope.query] },
  }
  const pages = states.size > 0 ? pagesOf(world, given, signal) : none()
  const first = await pages.next() // what is wrong is told before the answer begins
  return streamOf(first, pages, states)
}

async function* none(): AsyncGenerator<readonly Event[]> {}

async function* pagesOf(world: World, scope: Scope, signal: AbortSignal) {
  let after: string | undefined
  do {
    const page = await world.store.search(scope, pageSize, after, signal)
    yield page.events
    after = page.after
  } while (after !== undefined)
}

function streamOf(
  first: IteratorResult<readonly Event[]>,
  pages: AsyncGenerator<readonly Event[]>,
  states: States,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let result: IteratorResult<readonly Event[]> | undefined = first
  return new ReadableStream({
    async pull(out) {
      result ??= await pages.next()
      if (result.done) return out.close()
      const lines = result.value.map((alert) => lineOf(alert, stateOfAlert(states, alert)))
      out.enqueue(encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join("")))
      result = undefined
    },
    cancel: async () => {
      await pages.return(undefined)
    },
  })
}

/** Who said it last; a state keeps who changed what. */
const saidIn = ({ changes }: AlertState) => changes.findLast(({ verdict }) => verdict)

function lineOf(alert: Event, state: AlertState) {
  const said = saidIn(state)
  const found = textOfAlert(alert)
  return {
    alert: alert["event.id"] ?? "",
    at: alert["@timestamp"],
    rule: alert["rule.id"],
    rule_name: alert["rule.name"],
    rule_version: alert["rule.version"],
    level: levelOf(alert),
    verdict: state.verdict,
    ...(state.reason && { reason: state.reason }),
    status: state.status,
    ...(state.assignee && { assignee: state.assignee }),
    ...(said && { by: said.by, said_at: new Date(said.atMs).toISOString() }),
    ...(found && { kind: found.kind, text: found.text.slice(0, charsMax) }),
    matched: matchedOf(alert).slice(0, 50),
  }
}
