import type { Term } from "../types.ts"

export const termsMax = 100_000

/**
 * Counts of values, of which so many are kept at once: of more the rare ones are forgotten, so that
 * what is frequent stays, each count lacking what was forgotten of it before (lossy counting).
 */
export function openCounts(valuesMax = termsMax) {
  const found = new Map<string, { count: number; lastMs: number }>()
  let lacking = 0
  const forgetRare = () => {
    const counts = Uint32Array.from(found.values(), ({ count }) => count).sort()
    const least = counts[counts.length >> 1]!
    for (const [value, { count }] of found) if (count <= least) found.delete(value)
    lacking += least
  }
  return {
    add(value: string, count: number, ms: number): void {
      const known = found.get(value)
      if (known) {
        known.count += count
        known.lastMs = Math.max(known.lastMs, ms)
        return
      }
      if (found.size >= valuesMax) forgetRare()
      found.set(value, { count, lastMs: ms })
    },
    /** How much a count may be too low. */
    lacking: () => lacking,
    /** The most frequent first. */
    top: (size: number): Term[] =>
      [...found]
        .map(([value, { count, lastMs }]) => ({ value, count, lastMs }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, size),
  }
}
