/** What does not work now, by part, each in words and since when. */
export interface Outages {
  /** Tells what is wrong with a part, or that nothing is any more. */
  note(part: string, problem: string | undefined): void
  readonly problems: readonly string[]
}

/** A part that fails again, also for another reason, has been out since it first did. */
export function openOutages(now: () => number): Outages {
  const outages = new Map<string, { readonly problem: string; readonly sinceMs: number }>()
  return {
    note(part, problem) {
      const { sinceMs = now() } = outages.get(part) ?? {}
      if (problem === undefined) outages.delete(part)
      else outages.set(part, { problem, sinceMs })
    },
    get problems() {
      return [...outages.values()].map(
        ({ problem, sinceMs }) => `${problem} (since ${isoOf(sinceMs)})`,
      )
    },
  }
}

const isoOf = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, "")
