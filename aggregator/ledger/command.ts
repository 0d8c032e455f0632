import { type Call, CommandError, print } from "#shared/config/command.ts"
import type { Deps } from "#shared/config/define.ts"
import type { AggregatorConfig } from "../config.ts"
import { openStore } from "../store/open.ts"
import type { Store } from "../store/types.ts"
import { balance, latestMs } from "./balance.ts"
import { pendingOf } from "./pending.ts"
import type { Balance } from "./sums.ts"
import { ledgerText } from "./text.ts"

interface Standing {
  readonly config: AggregatorConfig
  readonly deps: Deps
}

/** A program that was heard within this time still runs, so that its next report may explain. */
const runningMs = 30_000
const patienceMs = 15_000
const againMs = 1000

/** `ledger`: also while the aggregator runs, since it only reads. */
export async function ledgerCommand(call: Call, { config, deps }: Standing): Promise<number> {
  const nowMs = deps.now()
  const from = timeOf(call.option("from"), nowMs, 0)
  const to = timeOf(call.option("to"), nowMs, latestMs)
  if (from > to) throw new CommandError("--from is later than --to")
  await using store = await openStore(config.store, deps)
  await using pending = await pendingOf(config, deps)
  const rows = await settled(store, deps, () => balance(store, from, to, pending.ask))
  if (call.flag("json")) await print(`${JSON.stringify(rows)}\n`)
  else {
    await print(ledgerText(rows))
    for (const problem of pending.problems()) process.stderr.write(`${problem}\n`)
  }
  return rows.every(({ balanced }) => balanced) ? 0 : 1
}

/** A loss stays a loss: while collectors run, a difference is looked at again after they reported. */
async function settled(
  store: Store,
  { now }: Deps,
  ask: () => Promise<Balance[]>,
): Promise<Balance[]> {
  const end = now() + patienceMs
  for (;;) {
    const rows = await ask()
    if (rows.every(({ balanced }) => balanced) || now() > end) return rows
    if (!(await someCollectorRuns(store, now()))) return rows
    await Bun.sleep(againMs)
  }
}

async function someCollectorRuns(store: Store, nowMs: number): Promise<boolean> {
  const statuses = await store.documents("status")
  return statuses.some(
    ({ body }) =>
      body.program === "collector" &&
      body.isStopping !== true &&
      nowMs - (Number(body.heardMs) || 0) < runningMs,
  )
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** ISO 8601 (UTC where it says no zone), epoch in ms or s, `24h` or `now-24h` ago, `now`. */
export function timeOf(text: string | undefined, nowMs: number, fallback: number): number {
  if (text === undefined) return fallback
  if (text === "now") return nowMs
  const [, amount, unit] = /^(?:now-)?(\d{1,6})([smhdw])$/.exec(text) ?? []
  if (amount) return nowMs - Number(amount) * unitMs[unit as keyof typeof unitMs]
  if (/^\d{1,15}(?:\.\d+)?$/.test(text)) return Number(text) * (Number(text) < 1e11 ? 1000 : 1)
  const isDated = /^\d{4}-\d\d-\d\d/.test(text)
  const isZoned = !/[T ]/.test(text) || /(?:Z|[+-]\d\d:?\d\d)$/i.test(text)
  const ms = isDated ? Date.parse(text.replace(" ", "T") + (isZoned ? "" : "Z")) : Number.NaN
  if (Number.isNaN(ms))
    throw new CommandError(
      `not a time: ${text.slice(0, 40)} (use 24h, 2026-01-31T08:00Z or seconds or ms of the epoch)`,
    )
  return ms
}
