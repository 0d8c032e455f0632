import type { Inbox } from "./inbox.ts"
import type { ListenOptions } from "./listen-options.ts"
import type { PeerCertificate } from "./peer-certificate.ts"
import { isBlank, rawOf, trimEnd } from "./raw.ts"
import { configuredOrigin } from "./source-options.ts"
import type { Origin, Raw } from "./types.ts"

/** Gathers records into batches. */
export interface Gather {
  add(record: Buffer, originalBytes: number, peer: string): void
  /** Hands the batch over at once. */
  flush(): void
  /** Bytes that were added and not handed over. */
  readonly bytes: number
}

export interface GatherDeps {
  readonly now: () => number
  readonly inbox: Inbox<Raw>
  /** Names the start and the listener; begins each position and each batch's id. */
  readonly start: string
  /** The senders' certificate, where they have proved themselves by one. */
  readonly certificate?: PeerCertificate | undefined
}

const batchBytes = 256 * 1024
const recordCostBytes = 64 // what an item costs beside its text

export function openGather(
  options: ListenOptions,
  transport: NonNullable<Origin["transport"]>,
  { now, inbox, start, certificate }: GatherDeps,
): Gather {
  const configured = { ...configuredOrigin(options), transport, ...identityOf(certificate) }
  let items: Raw[] = []
  let bytes = 0
  let peerOfBatch = ""
  let recordCount = 0
  let batchCount = 0
  let timer: Timer | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (items.length === 0) return
    const batch = `${start}.${batchCount++}`
    const origin = { ...configured, peer: peerOfBatch, batch, receivedMs: now() }
    inbox.push({ items, origin, bytes })
    items = []
    bytes = 0
  }

  return {
    get bytes() {
      return bytes
    },
    flush,
    add(record, originalBytes, peer) {
      const isCut = originalBytes > record.length
      const text = isCut ? record : trimEnd(record)
      if (isBlank(text, isCut ? originalBytes : text.length)) return
      if (items.length === 0) peerOfBatch = peer
      const position = `${start}:${recordCount++}`
      const length = isCut ? originalBytes : text.length
      const other = peer === peerOfBatch ? undefined : peer
      items.push(rawOf(text, position, options.recordBytesMax, length, other))
      bytes += Math.min(text.length, options.recordBytesMax) + recordCostBytes
      if (items.length >= options.batchRecordsMax || bytes >= batchBytes) flush()
      else timer ??= setTimeout(flush, options.lingerMs)
    },
  }
}

function identityOf(
  certificate: PeerCertificate | undefined,
): Pick<Origin, "identity" | "certificate"> {
  if (!certificate) return {}
  const { commonName: identity } = certificate
  return { certificate, ...(identity !== undefined && { identity }) }
}
