import type { Store } from "../store/types.ts"
import { edgeRowOf } from "./parts.ts"

/** Removes rows of hours whose events the store has removed. */
export async function forgetRows(store: Store): Promise<void> {
  const retainedMs = await store.retainedFromMs()
  if (retainedMs <= 0) return
  const old = (await store.documents("ledger")).filter(
    (document) => edgeRowOf(document).hourMs < retainedMs - slackMs,
  )
  if (old.length > 0)
    await store.remove(
      "ledger",
      old.map(({ id }) => id),
    )
}

/** A collector repeats its rows for three days: those of before are gone for good. */
const slackMs = 3 * 24 * 3_600_000
