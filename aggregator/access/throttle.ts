import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import { openAllowances } from "#shared/access/allowance.ts"
import { seatOf } from "#shared/access/networks.ts"

/**
 * How often a login may be tried. By address, and by account over all addresses. The account's limit
 * only slows down, and does not hold for a browser from which the account was logged in to before:
 * so that who guesses, from however many addresses, locks nobody out.
 */
export interface Throttle {
  /** How long until the next try; 0 for now, which then counts as one. */
  tryMs(attempt: Attempt): number
  /** The try was right after all: it does not count. */
  undo(attempt: Attempt): void
  /** What a browser is given to show that the account was logged in to from it. */
  mark(account: string): string
}

export interface Attempt {
  readonly account: string
  readonly address: string | undefined
  /** What the browser shows. */
  readonly mark: string | undefined
}

const addressBurst = 20
const addressPerSec = 1 / 6
const accountBurst = 10
const accountPerSec = 1 / 30
const markBurst = 10
const markPerSec = 1 / 15

/** @param key keeps marks valid over a restart; by chance where there is none */
export function openThrottle(now: () => number, key: Buffer = randomBytes(32)): Throttle {
  const byAddress = openAllowances(addressPerSec, addressBurst)
  const byAccount = openAllowances(accountPerSec, accountBurst)
  const byMark = openAllowances(markPerSec, markBurst)
  const sign = (account: string, nonce: string) =>
    createHmac("sha256", key).update(`${account} ${nonce}`).digest()
  const isMarked = ({ account, mark }: Attempt) => {
    const [, nonce = "", signed = ""] = /^([\w-]{16})\.([\w-]{43})$/.exec(mark ?? "") ?? []
    const given = Buffer.from(signed, "base64url")
    return given.length === 32 && timingSafeEqual(given, sign(account, nonce))
  }
  const bucketsOf = (attempt: Attempt) =>
    isMarked(attempt)
      ? ([[byMark, `${attempt.account} ${attempt.mark}`]] as const)
      : ([
          [byAddress, seatOf(attempt.address)],
          [byAccount, attempt.account],
        ] as const)
  return {
    tryMs(attempt) {
      const buckets = bucketsOf(attempt)
      const waitMs = Math.max(...buckets.map(([bucket, name]) => bucket.waitMs(name, now())))
      if (waitMs === 0) for (const [bucket, name] of buckets) bucket.take(name, 1, now())
      return waitMs
    },
    undo(attempt) {
      for (const [bucket, name] of bucketsOf(attempt)) bucket.take(name, -1, now())
    },
    mark(account) {
      const nonce = randomBytes(12).toString("base64url")
      return `${nonce}.${sign(account, nonce).toString("base64url")}`
    },
  }
}
