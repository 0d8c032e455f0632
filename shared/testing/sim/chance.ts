/** Chance by seed (mulberry32): the same seed gives the same numbers. */
export interface Chance {
  /** In [0, 1). */
  next(): number
  /** A whole number in [least, most]. */
  between(least: number, most: number): number
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
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    oneIn: (count) => next() * count < 1,
  }
}
