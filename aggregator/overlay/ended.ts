import type { Audit } from "../access/audit.ts"
import type { RuleBook } from "./book.ts"
import { type Change, changeText } from "./change.ts"

interface Parts {
  readonly book: Pick<RuleBook, "overlay" | "reload">
  readonly audit: Pick<Audit, "note">
  readonly now: () => number
}

const isOver = ({ until }: Change, nowMs: number): boolean =>
  until !== undefined && Date.parse(until) <= nowMs

/**
 * Takes back what was to last until a moment that has passed, and writes that down. To be called now and
 * then; an aggregator that was down meanwhile does it when it is back.
 */
export async function endChanges({ book, audit, now }: Parts): Promise<void> {
  const overlay = book.overlay()
  const nowMs = now()
  for (const { rule, revision, changes } of overlay?.all() ?? []) {
    const over = changes.filter((one) => isOver(one, nowMs))
    if (over.length === 0) continue
    overlay?.change(
      rule,
      revision,
      changes.filter((one) => !over.includes(one)),
    )
    for (const one of over)
      await audit.note({
        ...{ action: "rule-changed", outcome: "success", category: "configuration" },
        ...{ reason: one.reason, about: { "rule.id": rule } },
        message: `its time was over, rule ${rule}: took back ${changeText(one)} of ${one.author}`,
      })
    book.reload()
  }
}
