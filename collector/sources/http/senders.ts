import { readFileSync, statSync } from "node:fs"
import { openAllowance } from "#shared/access/allowance.ts"
import { inNetworks } from "#shared/access/networks.ts"
import { digestOf, parseTokens, type TokenHash } from "#shared/access/token.ts"
import type { Deps } from "#shared/config/define.ts"
import { OptionError } from "#shared/config/opening.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { HttpOptions, TokenOptions } from "./options.ts"

/** Who sends, by its token, and how much it may. */
export interface Sender {
  /** Name of the token; "" where none is asked for. */
  readonly name: string
  readonly bodyBytesMax: number
  mayComeFrom(peer: string | undefined): boolean
  maySend(dataset: string | undefined): boolean
  /** How long until it may send again; 0 if it may now. */
  waitMs(nowMs: number): number
  charge(events: number, bytes: number, nowMs: number): void
}

export interface Senders {
  /** The sender of requests where no token is asked for. */
  readonly anyone: Sender
  /** Whose token has this digest. Takes as long whether it is one or not. */
  of(digest: Buffer): Sender | undefined
}

type Known = { readonly hash: TokenHash; readonly sender: Sender }

const lookEveryMs = 1000
const nothing = digestOf("")

/** @throws OptionError if the file of tokens can't be read */
export function openSenders(options: HttpOptions, deps: Pick<Deps, "now" | "log">): Senders {
  const configured = options.tokens.map((token) => ({
    hash: token.token,
    sender: senderOf(token, options),
  }))
  const fromFile = options.tokensFile
    ? tokensOfFile(options.tokensFile, options, deps)
    : () => [] as const
  return {
    anyone: senderOf({ name: "" }, options),
    of(digest) {
      let found: Sender | undefined
      for (const list of [configured, fromFile()])
        for (const { hash, sender } of list) if (hash.isOf(digest)) found = sender
      return digest.equals(nothing) ? undefined : found
    },
  }
}

function senderOf(token: Omit<TokenOptions, "token">, options: HttpOptions): Sender {
  const { datasets, name, bodyBytesMax = options.bodyBytesMax } = token
  const rate = (perSec: number | undefined) =>
    perSec === undefined ? undefined : openAllowance(perSec, perSec * options.burstSec)
  const events = rate(token.eventsPerSecMax ?? options.eventsPerSecMax)
  const bytes = rate(token.bytesPerSecMax ?? options.bytesPerSecMax)
  return {
    name,
    bodyBytesMax,
    mayComeFrom: inNetworks(token.allow),
    maySend: (dataset) => !datasets || (dataset !== undefined && datasets.includes(dataset)),
    waitMs: (nowMs) => Math.max(events?.waitMs(nowMs) ?? 0, bytes?.waitMs(nowMs) ?? 0),
    charge(eventCount, byteCount, nowMs) {
      events?.take(eventCount, nowMs)
      bytes?.take(byteCount, nowMs)
    },
  }
}

/** The tokens of the file as it is now. One that can't be read leaves the last good ones in force. */
function tokensOfFile(
  path: string,
  options: HttpOptions,
  { now, log }: Pick<Deps, "now" | "log">,
): () => readonly Known[] {
  const senders = new Map<string, Sender>() // a changed file gives nobody a new allowance
  let stamp = ""
  let known: readonly Known[] = []
  let lookedMs = Number.NEGATIVE_INFINITY
  const look = () => {
    const { mtimeMs, size, ino } = statSync(path)
    const found = `${mtimeMs} ${size} ${ino}`
    if (found === stamp) return
    stamp = found // before it is read: one that is broken is told once
    known = parseTokens(readFileSync(path, "utf8")).map(({ name, hash }) => {
      const sender = senders.get(name) ?? senderOf({ name }, options)
      senders.set(name, sender)
      return { hash, sender }
    })
  }
  try {
    look()
  } catch (cause) {
    throw new OptionError("tokensFile", `${path}: ${errorText(cause)}`)
  }
  let isTold = false
  return () => {
    if (Math.abs(now() - lookedMs) < lookEveryMs) return known
    lookedMs = now()
    try {
      look()
      isTold = false
    } catch (cause) {
      const fields = { "file.path": path, "error.message": errorText(cause) }
      if (!isTold) log.warn("the file of tokens can't be read; the last good ones stay", fields)
      isTold = true
    }
    return known
  }
}
