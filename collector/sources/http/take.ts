import type { Context } from "hono"
import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import type { PeerCertificate } from "#shared/pipeline/peer-certificate.ts"
import { rawOf } from "#shared/pipeline/raw.ts"
import { configuredOrigin, startId } from "#shared/pipeline/source-options.ts"
import type { Origin, Raw } from "#shared/pipeline/types.ts"
import type { SourceWorld } from "../define.ts"
import { encodingOf, Refused, readBody } from "./body.ts"
import type { HttpOptions } from "./options.ts"
import type { Sender } from "./senders.ts"

/** What Bun's server tells of a request, given to Hono as its environment. */
export interface Env {
  readonly peer: string | undefined
  /** The sender's certificate, where TLS asked for one. */
  readonly certificate?: PeerCertificate | undefined
  /** The body has been read: from here on the sender waits for us, up to `deliveryMs`. */
  readonly bodyIsRead: () => void
  /** Who sends: set when it was let in. */
  sender?: Sender
}

export type Ctx = Context<{ Bindings: Env }>

/** One record of a body. */
export interface Item {
  readonly bytes: Buffer
  /** What makes its id: the sender's own key for it, else the request's number and its place. */
  readonly key?: string
}

/**
 * Takes the body of a request: `cut` makes its items. Resolves when all are safe; to false if they
 * could not be delivered, or were not within `deliveryMs` (then they may yet be). @throws Refused
 */
export type Take = (
  c: Ctx,
  cut: (body: Buffer) => readonly Item[],
  more?: Partial<Origin> & { readonly prefix?: string },
) => Promise<boolean>

const recordCostBytes = 64 // what an item costs beside its text
const inflation = 16 // room kept for a compressed body, as a multiple of it, up to bodyBytesMax

/** Makes the way of a body into the pipeline, the same for each protocol. */
export function openTake(
  options: HttpOptions,
  deps: Pick<Deps, "now" | "random"> & SourceWorld,
  inbox: Inbox<Raw>,
): Take {
  const start = startId(deps)
  const configured = { ...configuredOrigin(options), transport: "http" as const }
  let readingBytes = 0
  let requestCount = 0

  return async (c, cut, { prefix, ...more } = {}) => {
    if (inbox.isStopped) throw new Refused(503, "stopping")
    const sender = c.env.sender!
    if (!sender.maySend(more.dataset ?? options.dataset))
      throw new Refused(403, "the token may not send this dataset")
    const waitMs = sender.waitMs(deps.now())
    if (waitMs > 0) throw new Refused(429, "the token's rate is used up", waitMs)
    const bodyBytesMax = Math.min(options.bodyBytesMax, sender.bodyBytesMax)
    const room = roomFor(c.req.raw.headers, bodyBytesMax)
    const isOverloaded = readingBytes + inbox.openBytes + room > options.unsettledBytesMax
    if (deps.isFull()) throw new Refused(429, "nothing can be written: the log or the disk is full")
    if (isOverloaded) throw new Refused(429, "too much is under way")
    readingBytes += room
    const { bodyMs } = options
    const body = await readBody(c.req.raw, { bodyBytesMax, bodyMs }).finally(() => {
      readingBytes -= room
    })
    c.env.bodyIsRead()
    sender.charge(0, body.length, deps.now())
    const items = cut(body)
    sender.charge(items.length, 0, deps.now())
    if (items.length === 0) return true
    const batch = `${start}.${requestCount++}`
    const raws = items.map(({ bytes, key }, index) =>
      rawOf(bytes, key ?? `${prefix ?? batch}:${index}`, options.recordBytesMax),
    )
    const origin: Origin = {
      ...configured,
      batch,
      receivedMs: deps.now(),
      ...more,
      ...(items.some(({ key }) => key !== undefined) && { mayRepeat: true }),
      ...(c.env.peer && { peer: c.env.peer }),
      ...provenBy(sender, c.env.certificate),
    }
    return delivered(inbox, raws, origin, body.length, options.deliveryMs)
  }
}

/** A token's name comes first: it tells senders apart that share a certificate. */
function provenBy(
  { name }: Sender,
  certificate: PeerCertificate | undefined,
): Pick<Origin, "identity" | "certificate"> {
  const identity = name || certificate?.commonName
  return { ...(certificate && { certificate }), ...(identity && { identity }) }
}

/** What a request will hold of memory, as far as its headers tell. @throws Refused */
function roomFor(headers: Headers, bodyBytesMax: number): number {
  const isEncoded = encodingOf(headers) !== undefined
  const declared = headers.get("content-length")
  if (declared === null) return bodyBytesMax
  return Math.min(bodyBytesMax, Number(declared) * (isEncoded ? inflation : 1))
}

function delivered(
  inbox: Inbox<Raw>,
  items: Raw[],
  origin: Origin,
  bodyBytes: number,
  mostMs: number,
) {
  return new Promise<boolean>((resolve) => {
    const timer = setTimeout(resolve, mostMs, false)
    inbox.push({
      items,
      origin,
      bytes: bodyBytes + items.length * recordCostBytes,
      settled(failure) {
        clearTimeout(timer)
        resolve(failure === undefined)
      },
    })
  })
}
