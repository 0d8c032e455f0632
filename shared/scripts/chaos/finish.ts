import { pause } from "../../pipeline/retrying.ts"
import type { Plan } from "./plan.ts"
import type { SentRecord } from "./sent.ts"
import { allStored, ledgerRows, missing, storedCount } from "./stored.ts"
import type { World } from "./world.ts"

const lookMs = 100

/**
 * Waits until what is due is stored, ends the collector as planned, and waits until that is stored
 * too and the ledger balances; or until nothing has changed for `patienceMs`: then something is lost.
 * @param taken to be called once the collector that took the last of it has ended
 */
export async function finish(
  { ending, pair }: Plan,
  world: World,
  record: SentRecord,
  taken: () => void,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { collector, console: site } = world
  const isDueStored = changing(async () => {
    const count = await storedCount(site)
    const due = [...record.sent.values()].filter(({ isDue }) => isDue).length
    const isThere = count >= due && missing(record, await allStored(site)).length === 0
    return { isThere, seen: `${count}` }
  })
  await isDueStored(patienceMs, signal)
  await collector[ending]()
  taken()
  // The last status says what it has received; a spool gives it to Kafka after the next start.
  if (ending === "kill" || pair === "kafka") collector.start()
  await isDueStored(patienceMs, signal)
  const isBalanced = changing(async () => {
    const rows = await ledgerRows(site)
    const isThere = rows.every((row) => row.difference === 0 && row.onTheWay === 0)
    return { isThere, seen: JSON.stringify(rows) }
  })
  await isBalanced(patienceMs, signal)
}

/** Looks again until all is there, or what is seen has not changed for so long. */
function changing(look: () => Promise<{ isThere: boolean; seen: string }>) {
  return async (patienceMs: number, signal: AbortSignal): Promise<void> => {
    let [before, sinceMs] = ["", Date.now()]
    while (Date.now() - sinceMs < patienceMs) {
      signal.throwIfAborted()
      const { isThere, seen } = await look().catch(() => ({ isThere: false, seen: before }))
      if (isThere) return
      if (seen !== before) [before, sinceMs] = [seen, Date.now()]
      await pause(lookMs, signal)
    }
  }
}
