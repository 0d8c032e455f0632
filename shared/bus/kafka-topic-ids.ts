import type { Kafka } from "kafkajs"
// @ts-expect-error kafkajs declares no types for its inner parts
import Encoder from "kafkajs/src/protocol/encoder.js"

/**
 * A topic that was deleted and made again has its old name and another id; an offset of the old one
 * means nothing in it. kafkajs knows no ids: this asks for them, with its connections.
 */
export async function topicIds(
  kafka: Kafka,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const cluster = clusterOf(kafka)
  if (!cluster) return new Map()
  try {
    await cluster.connect()
    const broker = cluster.brokerPool.seedBroker
    if ((broker?.versions?.[metadataKey]?.maxVersion ?? 0) < version) return new Map()
    return await broker!.connectionPool.send({ request: request(names), response })
  } finally {
    await cluster.disconnect().catch(() => {})
  }
}

const metadataKey = 3
/** The first with ids (Kafka 2.8): KIP-516. */
const version = 10

interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  readonly brokerPool: {
    readonly seedBroker?: {
      readonly versions?: Readonly<Record<number, { readonly maxVersion: number }>>
      readonly connectionPool: {
        send(asked: object): Promise<ReadonlyMap<string, string>>
      }
    }
  }
}

function clusterOf(kafka: Kafka): Cluster | undefined {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === "private:Kafka:createCluster",
  )
  if (!symbol) return undefined
  const make = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[symbol]!
  return make({ metadataMaxAge: 300_000, allowAutoTopicCreation: false })
}

/**
 * A header of version 2 ends with its tags, of which there are none; then the topics, each with an
 * empty id, a name and no tags; three flags, of which none is set; no tags.
 */
const request = (names: readonly string[]) => ({
  apiKey: metadataKey,
  apiVersion: version,
  apiName: "Metadata",
  encode: async () => {
    const topics = names.map((name) => {
      const text = Buffer.from(name)
      return Buffer.concat([Buffer.alloc(16), unsigned(text.length + 1), text, Buffer.of(0)])
    })
    return new Encoder().writeBuffer(
      Buffer.concat([Buffer.of(0), unsigned(names.length + 1), ...topics, Buffer.of(0, 0, 0, 0)]),
    )
  },
})

const response = {
  decode: async (bytes: Buffer) => idsOf(bytes),
  parse: async (ids: ReadonlyMap<string, string>) => ids,
}

/** Passes over all of the answer but the topics' names and ids. */
function idsOf(bytes: Buffer): ReadonlyMap<string, string> {
  const read = reader(bytes)
  read.tags() // of the header
  read.skip(4)
  read.list(() => {
    read.skip(4)
    read.text()
    read.skip(4)
    read.text()
    read.tags()
  })
  read.text()
  read.skip(4)
  const ids = new Map<string, string>()
  read.list(() => {
    const error = read.bytes(2).readInt16BE()
    const name = read.text()
    const id = read.bytes(16).toString("hex")
    if (error === 0 && name) ids.set(name, id)
    read.skip(1)
    read.list(() => {
      read.skip(14)
      for (let list = 0; list < 3; list++) read.list(() => read.skip(4))
      read.tags()
    })
    read.skip(4)
    read.tags()
  })
  return ids
}

/** Compact lists and texts say one more than their length; 0 is none. */
function reader(all: Buffer) {
  let at = 0
  const bytes = (length: number) => {
    if (length < 0 || at + length > all.length) throw new Error("damaged: metadata end too early")
    at += length
    return all.subarray(at - length, at)
  }
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes(1)[0]!
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  const list = (each: () => void) => {
    for (let left = number() - 1; left > 0; left--) each()
  }
  return {
    bytes,
    list,
    skip: (length: number) => void bytes(length),
    text: () => bytes(Math.max(0, number() - 1)).toString(),
    tags() {
      for (let left = number(); left > 0; left--) {
        number()
        bytes(number())
      }
    },
  }
}

function unsigned(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}
