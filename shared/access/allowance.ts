/**
 * What someone may use in a time: it grows at a rate, up to a burst. Taking may overdraw it, since
 * often only afterwards it is known how much was used; then the next one waits until it is made up.
 */
export interface Allowance {
  /** How long until something, or `least`, may be used again; 0 if it may now. */
  waitMs(nowMs: number, least?: number): number
  take(amount: number, nowMs: number): void
}

export function openAllowance(perSec: number, burst: number): Allowance {
  let left = burst
  let atMs: number | undefined
  const grow = (nowMs: number) => {
    const spentMs = Math.max(0, nowMs - (atMs ?? nowMs)) // a clock set back takes nothing away
    left = Math.min(burst, left + (spentMs / 1000) * perSec)
    atMs = nowMs
  }
  return {
    waitMs(nowMs, least = 0) {
      grow(nowMs)
      const isThere = left > 0 && left >= least - tiny
      return isThere ? 0 : Math.max(1, Math.ceil(((least - left) / perSec) * 1000))
    },
    take(amount, nowMs) {
      grow(nowMs)
      left -= amount
    },
  }
}

const tiny = 1e-9 // of sums of fractions

/** An allowance of whole tries for each of many, such as addresses; beyond `keysMax` the longest unused is forgotten. */
export interface Allowances {
  waitMs(key: string, nowMs: number): number
  take(key: string, amount: number, nowMs: number): void
  forget(key: string): void
}

export function openAllowances(perSec: number, burst: number, keysMax = 10_000): Allowances {
  const byKey = new Map<string, Allowance>()
  return {
    waitMs: (key, nowMs) => byKey.get(key)?.waitMs(nowMs, 1) ?? 0,
    take(key, amount, nowMs) {
      const one = byKey.get(key) ?? openAllowance(perSec, burst)
      byKey.delete(key)
      byKey.set(key, one)
      if (byKey.size > keysMax) byKey.delete(byKey.keys().next().value!)
      one.take(amount, nowMs)
    },
    forget: (key) => void byKey.delete(key),
  }
}
