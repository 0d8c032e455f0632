import { fieldOf } from "#shared/ecs/event.ts"
import type { Judged } from "./rule-verdicts.ts"

/** A filter that would have left out what people found to be false, and nothing that was not. */
export interface Suggestion {
  readonly field: string
  readonly value: string
  /** How many of the false alerts it leaves out. */
  readonly covers: number
  readonly of: number
}

/** The narrowest first: who is left out by a file's name does not hide what else a host does. */
const fields = [
  ...(["process.command_line", "process.executable", "process.parent.executable"] as const),
  ...(["user.name", "source.ip", "destination.ip", "dns.question.name"] as const),
  ...(["url.path", "user_agent.original", "host.name"] as const),
]
const valueCharsMax = 200
const coversMin = 2
const suggestionsMax = 3

/** What most false alerts have in common and no true one has; the best first. */
export function suggestions(judged: readonly Judged[]): readonly Suggestion[] {
  const wrong = judged.filter(({ verdict }) => verdict === "false positive")
  const right = judged.filter(({ verdict }) => verdict === "true positive")
  const found = fields.flatMap((field) => {
    const spared = new Set(right.map((one) => sharedValue(one, field)))
    const counts = Map.groupBy(wrong, (one) => sharedValue(one, field))
    return [...counts].flatMap(([value, { length: covers }]) =>
      value === undefined || spared.has(value) || covers < coversMin
        ? []
        : [{ field, value, covers, of: wrong.length }],
    )
  })
  return found.sort((a, b) => b.covers - a.covers).slice(0, suggestionsMax)
}

function sharedValue({ alert }: Judged, field: string): string | undefined {
  const value = fieldOf(alert, field)
  const isPlain = typeof value === "string" && value !== "" && value.length <= valueCharsMax
  return isPlain ? value : undefined
}

/** As the form for filters wants it: what Sigma reads as wildcards is meant as it stands. */
export const exceptText = ({ field, value }: Pick<Suggestion, "field" | "value">): string =>
  `${field}: ${JSON.stringify(value.replace(/[\\*?]/g, "\\$&"))}`
