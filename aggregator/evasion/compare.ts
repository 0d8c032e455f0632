import type { EvasionModel } from "./model.ts"
import { openScorer, type Score } from "./scorer.ts"
import type { Benign } from "./train.ts"

export interface Comparison {
  /** Different texts that both models scored. */
  readonly texts: number
  readonly malicious: { readonly before: number; readonly after: number }
  readonly unknown: { readonly before: number; readonly after: number }
  /** What only the new one calls malicious, the highest scores first; and how many there are. */
  readonly newly: Listed
  /** What only the old one called malicious. */
  readonly noLonger: Listed
}

interface Listed {
  readonly count: number
  readonly first: readonly {
    readonly text: string
    readonly kind: string
    readonly score: number
    readonly rule: string | undefined
  }[]
}

const shownMax = 20
const charsMax = 300

/** What would change if the new model came in the place of the old one, on these texts. */
export function compared(
  before: EvasionModel,
  after: EvasionModel,
  texts: readonly Benign[],
): Comparison {
  const scoreBefore = openScorer(before)
  const scoreAfter = openScorer(after)
  const rows = texts.map(({ text, kind }) => ({
    ...{ text, kind },
    before: scoreBefore(text, kind),
    after: scoreAfter(text, kind),
  }))
  const count = (which: "before" | "after", outcome: Score["outcome"]) =>
    rows.filter((row) => row[which].outcome === outcome).length
  const only = (which: "before" | "after", not: "before" | "after"): Listed => {
    const own = rows
      .filter((row) => row[which].outcome === "malicious" && row[not].outcome !== "malicious")
      .sort((a, b) => b[which].score - a[which].score)
    const first = own.slice(0, shownMax).map((row) => ({
      text: row.text.slice(0, charsMax),
      kind: row.kind,
      score: row[which].score,
      rule: row[which].rules[0]?.title,
    }))
    return { count: own.length, first }
  }
  return {
    texts: rows.length,
    malicious: { before: count("before", "malicious"), after: count("after", "malicious") },
    unknown: { before: count("before", "unknown"), after: count("after", "unknown") },
    newly: only("after", "before"),
    noLonger: only("before", "after"),
  }
}
