import { type Admin, ConfigResourceTypes } from "kafkajs"
import type { Deps } from "../config/define.ts"
import { type Event, fail, fieldOf, setField } from "../ecs/event.ts"
import { openDeadLetters } from "./kafka-dead-letters.ts"
import { asked, type Lazy } from "./kafka-lazy.ts"
import type { KafkaBusOptions } from "./kafka-options.ts"
import type { BusRecord, Topic } from "./types.ts"

export const oversizeReason = "larger than Kafka takes"
/** Of a record that not even its bare text makes small enough: what is kept of its text. */
const cutLength = 4096
const leastBytes = 512

/** Knows what the brokers take, and what to send in the place of what they don't. */
export interface Oversize {
  /** Bytes of a batch of the record's topic. */
  bytesMax(record: BusRecord): number
  /** Learns from a refusal, and says so. */
  refused(part: readonly BusRecord[]): Promise<void>
  /**
   * The next smaller form of a record; nothing where there is none. Before something of it is left
   * out it lies whole in a file. A form that was refused is asked for one smaller still.
   */
  instead(record: BusRecord): Promise<BusRecord | undefined>
  problems(): readonly string[]
}

export function openOversize(options: KafkaBusOptions, deps: Deps, admin: Lazy<Admin>): Oversize {
  const learned = new Map<Topic, number>()
  const told = new Set<Topic>()
  const letters = openDeadLetters(deps, options.deadLetterBytesMax)
  const forms = new WeakMap<BusRecord, { readonly whole: BusRecord; readonly step: number }>()
  const counted = deps.metrics.counter(
    "vedette_bus_oversize_records_total",
    "Records that were larger than the brokers take, by what was kept of them.",
    ["topic", "kept"],
  )
  const bytesMax = ({ topic }: BusRecord) =>
    Math.min(options.batchBytesMax, learned.get(topic) ?? options.batchBytesMax)

  const learn = async (part: readonly BusRecord[]) => {
    const tried = part.reduce((sum, { value }) => sum + value.length, 0)
    for (const topic of new Set(part.map((record) => record.topic))) {
      const limit = await asked(admin, (opened) =>
        limitOf(opened, options.topicPrefix + topic),
      ).catch(() => undefined) // it may not be asked: then each refusal halves
      const now = learned.get(topic) ?? options.batchBytesMax
      learned.set(topic, Math.max(leastBytes, Math.min(now, limit ?? Math.ceil(tried / 2))))
    }
  }

  return {
    bytesMax,
    async refused(part) {
      await learn(part)
      for (const { topic } of part) {
        if (told.has(topic)) continue
        told.add(topic)
        deps.log.warn("Kafka takes less at once than this configuration sends", {
          "vedette.topic": options.topicPrefix + topic,
          "vedette.batch_bytes_max": options.batchBytesMax,
          "vedette.max_message_bytes": learned.get(topic),
        })
      }
    },
    async instead(record) {
      const { whole, step } = forms.get(record) ?? { whole: record, step: 0 }
      const [form, kept] = smaller(whole, step)
      if (kept !== "whole") await letters.keep(whole, kept === undefined)
      if (!form) counted.inc({ topic: whole.topic, kept: "file" })
      else forms.set(form, { whole, step: step + 1 })
      if (step === 0) counted.inc({ topic: whole.topic, kept: kept ?? "file" })
      return form
    },
    problems: () => [
      ...[...told].map(
        (topic) =>
          `Kafka takes at most ${learned.get(topic)} bytes at once in ` +
          `${options.topicPrefix}${topic} (max.message.bytes), ` +
          `and batchBytesMax is ${options.batchBytesMax}`,
      ),
      ...letters.problems(),
    ],
  }
}

/**
 * First all of what was received, without what was read from it; then the beginning of it; then
 * only where it came from. An alert stays one: it refers to its event.
 */
function smaller(
  record: BusRecord,
  step: number,
): [BusRecord | undefined, "whole" | "cut" | undefined] {
  const event = eventOf(record.value)
  if (!event || step > 2) return [undefined, undefined]
  const isAlert = event["vedette.stream"] === "alerts"
  const form = bare(event, step)
  if (step > 0) form["vedette.original_bytes"] ??= Buffer.byteLength(event["event.original"] ?? "")
  if (!isAlert) fail(form, oversizeReason)
  const topic = isAlert ? record.topic : "pipeline"
  const isWhole = step === 0 && !isAlert
  return [{ topic, key: record.key, value: JSON.stringify(form) }, isWhole ? "whole" : "cut"]
}

const ofOrigin = /^(?:@timestamp$|ecs\.|event\.|rule\.|host\.name$|log\.file\.path$|vedette\.)/
const lengthMax = 256

function bare(event: Event, step: number): Event {
  const form: Event = {}
  for (const name of Object.keys(event)) {
    const value = fieldOf(event, name)
    if (value === undefined || !ofOrigin.test(name)) continue
    const isOriginal = name === "event.original" || name === "vedette.raw_base64"
    if (step === 0 && isOriginal) setField(form, name, value)
    else if (step === 1 && name === "event.original")
      setField(form, name, String(value).slice(0, cutLength))
    else if (!isOriginal && JSON.stringify(value).length <= lengthMax) setField(form, name, value)
  }
  return form
}

function eventOf(value: string): Event | undefined {
  try {
    const event = JSON.parse(value) as Event | null
    return typeof event?.["event.id"] === "string" ? event : undefined
  } catch {
    return undefined
  }
}

async function limitOf(admin: Admin, name: string): Promise<number | undefined> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configNames: ["max.message.bytes"] }],
  })
  const value = resources[0]?.configEntries[0]?.configValue
  return value === undefined ? undefined : Number(value)
}
