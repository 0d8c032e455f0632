import type { Tally } from "./types.ts"

interface Place {
  readonly collector: string | null | undefined
  readonly source: string | null | undefined
  readonly hourMs: number
}

type Count = "stored" | "deduplicated" | "alerts" | "alertsDeduplicated"

/** Sums counts by collector, source and hour. */
export function openTallies() {
  const sums = new Map<string, { -readonly [Key in keyof Tally]: Tally[Key] }>()
  return {
    add({ collector, source, hourMs }: Place, what: Count, count: number): void {
      const key = JSON.stringify([collector ?? "", source ?? "", hourMs])
      const sum = sums.get(key) ?? {
        collector: collector ?? "",
        source: source ?? "",
        hourMs,
        stored: 0,
        deduplicated: 0,
        alerts: 0,
        alertsDeduplicated: 0,
      }
      sum[what] += count
      sums.set(key, sum)
    },
    all: (): readonly Tally[] => [...sums.values()],
  }
}
