/** Random choices that the same seed makes again (mulberry32). */
export interface Seeded {
  /** A whole number in [least, most]. */
  within(least: number, most: number): number
  pick<T>(of: readonly T[]): T
  chance(share: number): boolean
}

export function seeded(seed: number): Seeded {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const within = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    within,
    pick: (of) => of[within(0, of.length - 1)]!,
    chance: (share) => next() < share,
  }
}
