import { readFileSync } from "node:fs"
import { Kafka, logLevel, type SASLOptions } from "kafkajs"
// @ts-expect-error kafkajs declares no types for its inner parts
import RequestQueue from "kafkajs/src/network/requestQueue/index.js"
import { ConfigurationError } from "../config/load.ts"
import { connectionText } from "../telemetry/connection-text.ts"
import type { Log } from "../telemetry/log.ts"
import { installCodecs } from "./kafka-codecs.ts"
import type { KafkaReaderOptions } from "./kafka-options.ts"

/** A client, and the voice that says once per outage that something is wrong. */
export interface KafkaClient {
  /** As it is now: after `renew` it is another. */
  readonly kafka: Kafka
  /** To be called whenever a broker did what it was asked: the outage, if any, is over. */
  recovered(): void
  trouble(cause: string): void
  /**
   * Reads the certificates anew; who has connections makes new ones beside them and then leaves the
   * old ones.
   * @throws ConfigurationError where they can't be used: then all stays as it is
   */
  renew(): void
  /** @returns ends the telling */
  onRenewed(tell: () => void): () => void
  /** Told when a broker has not a topic any more that was read of it. @returns ends the telling */
  onTopicGone(tell: () => void): () => void
}

export function kafkaClient(options: KafkaReaderOptions, log: Log): KafkaClient {
  installCodecs(options.unpackedBytesMax)
  calmRequestQueue()
  let isTold = false
  const trouble = (cause: string) => {
    if (!isTold) log.warn("Kafka is in trouble; it is tried again", { "error.message": cause })
    isTold = true
  }
  const recovered = () => {
    if (isTold) log.info("Kafka works again")
    isTold = false
  }
  const [renewed, topicGone] = [new Set<() => void>(), new Set<() => void>()]
  const heard = (message: string, text: string) => {
    if (!isUsual.test(text)) trouble(text)
    if (message.startsWith("Response Fetch") && isGone.test(text))
      for (const tell of topicGone) tell()
  }
  let kafka = makeKafka(options, heard)
  return {
    get kafka() {
      return kafka
    },
    recovered,
    trouble,
    renew() {
      kafka = makeKafka(options, heard)
      for (const tell of renewed) tell()
    },
    onRenewed: listening(renewed),
    onTopicGone: listening(topicGone),
  }
}

const listening = (listeners: Set<() => void>) => (tell: () => void) => {
  listeners.add(tell)
  return () => void listeners.delete(tell)
}

/** @param heard what kafkajs says, and the text of the error it says it of */
function makeKafka(
  options: KafkaReaderOptions,
  heard: (message: string, text: string) => void,
): Kafka {
  return new Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: options.connectTimeoutMs,
    authenticationTimeout: options.requestTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1000 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ log: line }) =>
        heard(line.message, connectionText(line["error"] ?? line.message)),
    ...(options.sasl && { sasl: saslOf(options.sasl) }),
    ...(options.tls && { ssl: tlsOf(options.tls) }),
  })
}

const isGone = /does not host this topic-partition/

/** What is said where a group's members come and go, and at a leave: nothing is wrong then. */
const isUsual =
  /rebalanc|not aware of this member|group generation|Topic has been updated|not coordinator for|write after end|Response without match/i

function saslOf(sasl: NonNullable<KafkaReaderOptions["sasl"]>): SASLOptions {
  const { mechanism, username, password } = sasl
  return { mechanism, username, password: password.reveal() } as SASLOptions
}

function tlsOf(tls: NonNullable<KafkaReaderOptions["tls"]>) {
  return {
    ...(tls.ca && { ca: [pem("ca", tls.ca)] }),
    ...(tls.cert && { cert: pem("cert", tls.cert) }),
    ...(tls.key && { key: pem("key", tls.key) }),
    ...(tls.serverName && { servername: tls.serverName }),
  }
}

function pem(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    throw new ConfigurationError("bus", [`tls.${option}: the file ${path} can't be read`])
  }
}

interface Queue {
  throttledUntil: number
  throttleCheckTimeoutId: ReturnType<typeof setTimeout> | null
  readonly pending: readonly unknown[]
  checkPendingRequests(): void
}

/** kafkajs arms a timer in the past with each request, which Bun warns of: arm it where one waits. */
export function calmRequestQueue() {
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: Queue) {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return
    const waitMs = this.throttledUntil - Date.now()
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null
        this.checkPendingRequests()
      },
      waitMs > 0 ? waitMs : 10,
    )
  }
}
