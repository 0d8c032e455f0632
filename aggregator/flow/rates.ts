interface Point {
  readonly atMs: number
  readonly count: number
}

/** How fast counts grow, each by the clock of whoever counts. */
export interface Rates {
  /** @param count what was counted since it last was zero, at `atMs` */
  note(key: string, atMs: number, count: number): void
  /** Over the last `spanMs`; nothing where that is not known, or not any more. */
  perSecond(key: string): number | undefined
  /** Forgets what has not been noted for so long by our clock. */
  forget(): void
}

const keysMax = 10_000

export function openRates(now: () => number, spanMs = 60_000): Rates {
  const counted = new Map<string, { points: Point[]; notedMs: number }>()
  return {
    note(key, atMs, count) {
      const known = counted.get(key)
      if (!known) {
        if (counted.size < keysMax) counted.set(key, { points: [{ atMs, count }], notedMs: now() })
        return
      }
      const last = known.points.at(-1)!
      if (atMs === last.atMs) return
      const isAnew = count < last.count || atMs < last.atMs // it was started again, or its clock set
      const kept = isAnew ? [] : known.points
      known.points = [...kept, { atMs, count }].slice(-100)
      known.notedMs = now()
      while (known.points.length > 2 && known.points[1]!.atMs <= atMs - spanMs) known.points.shift()
    },
    perSecond(key) {
      const { points = [], notedMs = 0 } = counted.get(key) ?? {}
      const [first, last] = [points[0], points.at(-1)]
      if (!first || !last || first === last || now() - notedMs > spanMs) return undefined
      return ((last.count - first.count) * 1000) / (last.atMs - first.atMs)
    },
    forget() {
      for (const [key, { notedMs }] of counted)
        if (now() - notedMs > 10 * spanMs) counted.delete(key)
    },
  }
}
