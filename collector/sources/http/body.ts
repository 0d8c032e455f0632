import { promisify } from "node:util"
import { gunzip, zstdDecompress } from "node:zlib"

type RefusedStatus = 400 | 403 | 408 | 413 | 415 | 429 | 503

/** A request that can't be taken, as it is answered. */
export class Refused extends Error {
  readonly status: RefusedStatus
  /** When it may be tried again, where that is known. */
  readonly retryMs: number | undefined
  constructor(status: RefusedStatus, message: string, retryMs?: number) {
    super(message)
    this.status = status
    this.retryMs = retryMs
  }
}

const decoders = new Map([
  ["gzip", promisify(gunzip as (b: Buffer, o: object, done: Done) => void)],
  ["x-gzip", promisify(gunzip as (b: Buffer, o: object, done: Done) => void)],
  ["zstd", promisify(zstdDecompress as (b: Buffer, o: object, done: Done) => void)],
])

type Done = (error: Error | null, result: Buffer) => void

/** The encoding, if it is one that is read. @throws Refused */
export function encodingOf(headers: Headers): string | undefined {
  const encoding = (headers.get("content-encoding") ?? "identity").trim().toLowerCase()
  if (encoding === "identity" || encoding === "") return undefined
  if (!decoders.has(encoding))
    throw new Refused(415, "Content-Encoding is none of gzip, zstd, identity")
  return encoding
}

/**
 * The body, decompressed off the main thread, never larger than the limit.
 * @throws Refused
 */
export async function readBody(
  request: Request,
  { bodyBytesMax: bytesMax, bodyMs }: { readonly bodyBytesMax: number; readonly bodyMs: number },
): Promise<Buffer> {
  const encoding = encodingOf(request.headers)
  const sent = await within(bodyMs, readSent(request, bytesMax))
  if (sent.length === 0) throw new Refused(400, "the body is empty")
  if (!encoding) return sent
  try {
    return await decoders.get(encoding)!(sent, { maxOutputLength: bytesMax })
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(bytesMax)
    throw new Refused(400, `the body is not ${encoding}`)
  }
}

async function readSent(request: Request, bytesMax: number): Promise<Buffer> {
  const declared = Number(request.headers.get("content-length") ?? 0)
  if (declared > bytesMax) throw tooLarge(bytesMax)
  if (request.headers.has("content-length")) return Buffer.from(await request.arrayBuffer())
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of request.body ?? []) {
    total += chunk.length
    if (total > bytesMax) throw tooLarge(bytesMax)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A sender that sends a byte now and then must not hold the room of its body for ever. */
async function within(limitMs: number, reading: Promise<Buffer>): Promise<Buffer> {
  const { promise, reject } = Promise.withResolvers<never>()
  const message = `the body took longer than ${limitMs} ms (bodyMs)`
  const timer = setTimeout(() => reject(new Refused(408, message)), limitMs)
  reading.catch(() => {}) // where it fails after the time has run out
  return Promise.race([reading, promise]).finally(() => clearTimeout(timer))
}

const tooLarge = (bytesMax: number) =>
  new Refused(413, `the body has more than ${bytesMax} bytes (bodyBytesMax)`)
