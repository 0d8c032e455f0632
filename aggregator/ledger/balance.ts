import { hourMs } from "#shared/pipeline/ledger-row.ts"
import type { Document, Store, Tally } from "../store/types.ts"
import { type Account, missingAlertsOf, missingOf, type Part, partsOf } from "./parts.ts"
import { type Balance, sumUp } from "./sums.ts"

/** What has left the collectors and has not been stored, as far as the bus tells. */
export interface Pending {
  /** Records that the group has yet to settle; infinite where nobody could say. */
  readonly records: number
}

/** A report leaves out what was received, but not yet durable, when it was made. */
const inFlightMs = 60_000
/** Hours this near to the edge of what the store retains are not judged. */
const marginMs = hourMs
export const latestMs = 253_402_300_799_999

/**
 * The balance of events received in [fromMs, toMs), widened to whole hours. It is exact while the
 * site runs, by the order of asking: first what collectors said, then what the bus holds, then what
 * is stored. So what is missing from the store must be in a spool or on the bus, else it is lost;
 * and what is stored beyond what its collector said must be younger than what it said.
 */
export async function balance(
  store: Store,
  fromMs: number,
  toMs: number,
  pendingOn?: () => Promise<Pending>,
): Promise<Balance[]> {
  return sumUp(await settledParts(store, fromMs, toMs, pendingOn))
}

/** The same by hour, source and collector. */
export async function settledParts(
  store: Store,
  fromMs: number,
  toMs: number,
  pendingOn: () => Promise<Pending> = async () => ({ records: 0 }),
): Promise<readonly Part[]> {
  const statuses = await store.documents("status")
  const documents = await store.documents("ledger")
  const pending = await pendingOn()
  const from = Math.max(floor(fromMs), await judgedFromMs(store, statuses))
  const to = Math.min(Math.ceil(toMs / hourMs) * hourMs, latestMs)
  const tallies = from < to ? await store.tally(from, to) : []
  const parts = partsOf(documents, tallies, (hour) => hour >= from && hour < to)
  const young = await youngIn(store, parts, statuses)
  settle(parts, pending.records, young, uncountedIn(statuses))
  return parts
}

const floor = (ms: number) => Math.floor(ms / hourMs) * hourMs

/** What was stored before may have been removed, also where a collector's clock is ahead. */
export async function judgedFromMs(store: Store, statuses: readonly Document[]): Promise<number> {
  const retainedMs = await store.retainedFromMs()
  if (retainedMs <= 0) return 0
  const aheadMs = statuses.map(({ body }) => Number(body.atMs) - Number(body.heardMs) || 0)
  return floor(retainedMs + marginMs + Math.max(0, ...aheadMs) + hourMs)
}

/** Of parts of which more is stored than was reported: what is too young to have been reported. */
async function youngIn(
  store: Store,
  parts: readonly Part[],
  statuses: readonly Document[],
): Promise<readonly Tally[]> {
  const beyond = parts.filter((part) => missingOf(part) < 0 || missingAlertsOf(part) < 0)
  const collectors = [...new Set(beyond.map(({ collector }) => collector))]
  const found = await Promise.all(
    collectors.map(async (name) => {
      const saidMs = statuses.find(({ id }) => id === `collector ${name}`)?.body.atMs
      const tallies = await store.tally((Number(saidMs) || 0) - inFlightMs, latestMs)
      return tallies.filter(({ collector }) => collector === name)
    }),
  )
  return found.flat()
}

/** Collectors whose spool held more when they started than they have counted yet. */
function uncountedIn(statuses: readonly Document[]): ReadonlySet<string> {
  const names = statuses.flatMap(({ body }) =>
    body.program === "collector" && body.spoolIsCounted === false ? [String(body.name)] : [],
  )
  return new Set(names)
}

/** Says of each part what is on the way, what is not reported yet, and what is neither. */
function settle(
  parts: readonly Part[],
  pendingRecords: number,
  young: readonly Tally[],
  uncounted: ReadonlySet<string>,
): void {
  let left = pendingRecords
  const settleOne = (account: Account, missing: number, spooled: number, youngCount: number) => {
    if (missing >= 0) {
      const inSpool = Math.min(missing, spooled)
      const onBus = Math.min(missing - inSpool, left)
      left -= onBus
      account.onTheWay = inSpool + onBus
      account.difference = missing - account.onTheWay
    } else {
      account.unreported = Math.min(-missing, youngCount)
      account.received += account.unreported
      account.difference = missing + account.unreported
    }
  }
  for (const part of parts.toSorted((a, b) => b.hourMs - a.hourMs)) {
    const recent = young.find(
      (tally) =>
        tally.collector === part.collector &&
        tally.source === part.source &&
        tally.hourMs === part.hourMs,
    )
    const isCounted = !uncounted.has(part.collector)
    const all = Number.POSITIVE_INFINITY
    const events = (recent?.stored ?? 0) + (recent?.deduplicated ?? 0)
    const alerts = (recent?.alerts ?? 0) + (recent?.alertsDeduplicated ?? 0)
    settleOne(part, missingOf(part), isCounted ? part.spooled : all, events)
    settleOne(part.alerts, missingAlertsOf(part), isCounted ? part.spooledAlerts : all, alerts)
  }
}
