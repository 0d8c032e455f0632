import { openAllowances } from "./allowance.ts"
import { seatOf } from "./networks.ts"

/**
 * Limits wrong tokens by address. What was right from an address before stays right while others
 * there are refused unheard: one that guesses learns nothing, one that works is not disturbed.
 */
export interface Tries {
  /** How long this one is not heard; 0 if it is now. */
  refusedMs(address: string | undefined, digest: Buffer): number
  right(address: string | undefined, digest: Buffer): void
  wrong(address: string | undefined, digest: Buffer): void
}

const knownMax = 10_000
const minuteMs = 60_000

export function openTries(perMinMax: number, now: () => number): Tries {
  const tries = openAllowances(perMinMax / 60, perMinMax)
  const known = new Set<string>()
  const placeOf = (address: string | undefined, digest: Buffer) =>
    `${seatOf(address)} ${digest.toString("hex")}`
  return {
    refusedMs(address, digest) {
      const waitMs = tries.waitMs(seatOf(address), now())
      return waitMs === 0 || known.has(placeOf(address, digest)) ? 0 : Math.min(waitMs, minuteMs)
    },
    right(address, digest) {
      const place = placeOf(address, digest)
      if (known.size >= knownMax && !known.has(place)) known.clear()
      known.add(place)
    },
    wrong(address, digest) {
      known.delete(placeOf(address, digest))
      tries.take(seatOf(address), 1, now())
    },
  }
}
