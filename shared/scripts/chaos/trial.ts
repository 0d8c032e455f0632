import { errorText } from "../../telemetry/log.ts"
import { type Fallen, strike } from "./blows.ts"
import { finish } from "./finish.ts"
import type { Grounds } from "./grounds.ts"
import type { Plan } from "./plan.ts"
import { type Recovery, recoveries, watchStored } from "./recovery.ts"
import { senders } from "./senders.ts"
import { openRecord, type SentRecord } from "./sent.ts"
import { allStored, judge, ledgerRows, unbalanced, unreachable, type Verdict } from "./stored.ts"
import { openWorld, type World } from "./world.ts"

export interface Result extends Verdict {
  readonly seed: number
  readonly pair: Plan["pair"]
  readonly blows: readonly string[]
  readonly recovery: readonly Recovery[]
  /** Rows of the ledger that do not balance, or differ from what is stored. */
  readonly unbalanced: readonly string[]
  /** Whatever else went wrong, in words. */
  readonly faults: readonly string[]
  readonly tookMs: number
  /** Where the trial's files are, when it failed. */
  readonly folder?: string
}

/** What a test does to a trial so that it fails. */
export interface Tampering {
  /** Stands between the HTTP senders and the intake. */
  readonly intake?: (real: string) => string
  /** Is called when all has been sent, before it is looked for. */
  readonly afterwards?: (world: World, record: SentRecord) => Promise<void>
  /** How long nothing new may come before what is missing is taken for lost. */
  readonly patienceMs?: number
}

const limitMs = { local: 120_000, kafka: 400_000 } as const
const patienceMs = { local: 20_000, kafka: 90_000 } as const

export const isGood = ({ lost, duplicated, spoiled, unbalanced, faults }: Result): boolean =>
  [lost, duplicated, spoiled, unbalanced, faults].every((list) => list.length === 0)

/** Sends, kills, waits until nothing is under way, and looks at what is stored. */
export async function runTrial(
  plan: Plan,
  grounds: Grounds,
  tampering: Tampering = {},
): Promise<Result> {
  const startMs = Date.now()
  await using world = await openWorld(grounds)
  const planned = plan.loads.flatMap(({ batches }) => batches).reduce((sum, size) => sum + size, 0)
  const record = openRecord(planned)
  const limit = AbortSignal.timeout(limitMs[plan.pair])
  const watched = watchStored(world)
  const faults: string[] = []
  const patience = tampering.patienceMs ?? patienceMs[plan.pair]
  let fallen: readonly Fallen[] = []
  try {
    const loaded = await load(plan, world, record, limit, tampering)
    fallen = loaded.fallen
    await grounds.recovered(limit)
    await tampering.afterwards?.(world, record)
    await finish(plan, world, record, loaded.taken, patience, limit)
  } catch (cause) {
    faults.push(limit.aborted ? "it did not come to its end in time" : errorText(cause))
  }
  const found = await look(world).catch((cause) => {
    faults.push(errorText(cause))
    return { stored: [], astray: [], rows: [] }
  })
  await watched.stop()
  await Promise.all([world.collector.stop(), world.aggregator.stop()])
  if (found.astray.length > 0) faults.push(`not found by id: ${found.astray.join(", ")}`)
  const result: Result = {
    seed: plan.seed,
    pair: plan.pair,
    ...judge(record, found.stored),
    blows: fallen.map(({ target, how }) => `${how} ${target}`),
    recovery: recoveries(fallen, watched.seen, found.stored),
    unbalanced: unbalanced(found.rows, found.stored),
    faults: [...faults, ...world.collector.faults, ...world.aggregator.faults],
    tookMs: Date.now() - startMs,
  }
  if (isGood(result)) return result
  world.keep()
  return { ...result, folder: world.folder }
}

async function load(
  { loads, blows }: Plan,
  world: World,
  record: SentRecord,
  limit: AbortSignal,
  { intake }: Tampering,
) {
  for (const program of [world.collector, world.aggregator]) program.start()
  const ways = { ...world.ways, intake: intake?.(world.ways.intake) ?? world.ways.intake }
  const failed = new AbortController()
  const signal = AbortSignal.any([limit, failed.signal])
  const sending = loads.map((one) => senders[one.by](one, record, ways, signal))
  try {
    const [fallen, ...taken] = await Promise.all([strike(blows, world, record, signal), ...sending])
    return {
      fallen,
      taken() {
        for (const tell of taken) tell?.()
      },
    }
  } finally {
    failed.abort()
  }
}

async function look({ console: site }: World) {
  const stored = await allStored(site)
  return { stored, astray: await unreachable(site, stored), rows: await ledgerRows(site) }
}
