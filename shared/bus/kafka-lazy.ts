import type { Admin, Producer } from "kafkajs"
import type { KafkaClient } from "./kafka-client.ts"

export interface Lazy<Client> {
  /** Connects at first use; a failure to connect is the caller's, and the next use tries again. */
  open(): Promise<Client>
  /** The next use makes new connections; the old ones end when what is under way there has. */
  renew(): void
  close(): Promise<void>
}

export function lazily<Client extends Producer | Admin>(
  client: Pick<KafkaClient, "onRenewed">,
  make: () => Client,
): Lazy<Client> {
  let opening: Promise<Client> | undefined
  const connect = async () => {
    const made = make()
    try {
      await made.connect()
      return made
    } catch (cause) {
      opening = undefined
      await made.disconnect().catch(() => {})
      throw cause
    }
  }
  const leave = async (left: Promise<Client> | undefined) => {
    const made = await left?.catch(() => undefined)
    await made?.disconnect().catch(() => {})
  }
  const renew = () => {
    void leave(opening)
    opening = undefined
  }
  const forget = client.onRenewed(renew)
  return {
    open() {
      opening ??= connect()
      return opening
    },
    renew,
    async close() {
      forget()
      await leave(opening)
    },
  }
}

/**
 * Asks, and after a failure leaves connections that may be dead: the next question has new ones.
 * @param answerMs fails after this time; without it, after as many tries as the client makes
 */
export async function asked<Client extends Producer | Admin, T>(
  lazy: Lazy<Client>,
  ask: (client: Client) => Promise<T>,
  answerMs?: number,
): Promise<T> {
  try {
    const answer = lazy.open().then(ask)
    return await (answerMs === undefined ? answer : within(answer, answerMs))
  } catch (cause) {
    if (!hasAnswered(cause)) lazy.renew()
    throw cause
  }
}

/** A broker's own words: the connection is well. */
export function hasAnswered(cause: unknown): boolean {
  return protocolError(cause) !== undefined
}

/** The broker's answer that an error stands for, such as `MESSAGE_TOO_LARGE`. */
export function protocolError(cause: unknown): string | undefined {
  for (let error = cause, depth = 0; error instanceof Error && depth < 10; depth++) {
    if (error.name === "KafkaJSProtocolError") return (error as { type?: string }).type ?? ""
    error = error.cause
  }
  return undefined
}

async function within<T>(work: Promise<T>, answerMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer in ${answerMs} ms`)), answerMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
    work.catch(() => {})
  }
}
