/** Numbers that a seed decides. */
export interface Chance {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number
  pick<Item>(list: readonly Item[]): Item
  /** True once in so many times. */
  once(inTimes: number): boolean
}

/** The sequence of a run's n-th trial, independent of all others (splitmix32). */
export function chanceOf(seed: number, name: string, trial: number): Chance {
  let state = Bun.hash.crc32(`${seed}\0${name}\0${trial}`)
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const below = (limit: number) => Math.floor((next() / 2 ** 32) * limit)
  return {
    below,
    pick: (list) => list[below(list.length)]!,
    once: (inTimes) => below(inTimes) === 0,
  }
}
