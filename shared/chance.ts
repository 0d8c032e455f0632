/** Chance by seed (mulberry32): the same seed gives the same numbers. */
export interface Chance {
  /** In [0, 1). */
  next(): number
  /** A whole number in [least, most]. */
  between(least: number, most: number): number
  pick<T>(of: readonly T[]): T
  /** True in this share of all times. */
  happens(share: number): boolean
  /** True once in so many. */
  oneIn(count: number): boolean
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    pick: (of) => of[between(0, of.length - 1)]!,
    happens: (share) => next() < share,
    oneIn: (count) => next() * count < 1,
  }
}
