import * as v from "valibot"
import type { Deps } from "#shared/config/define.ts"
import { bytes } from "#shared/config/units.ts"
import { openJoiner } from "#shared/pipeline/join.ts"
import { joinOptions } from "#shared/pipeline/join-options.ts"
import { openLines } from "#shared/pipeline/lines.ts"
import { isBlank, rawOf, trimEnd } from "#shared/pipeline/raw.ts"
import { configuredOrigin, sourceEntries, startId } from "#shared/pipeline/source-options.ts"
import type { Batch, Raw, Source } from "#shared/pipeline/types.ts"
import { defineSource } from "../define.ts"

const options = v.strictObject({
  type: v.literal("stdin"),
  ...sourceEntries,
  recordBytesMax: v.optional(bytes("Bytes of a line that are kept; what is longer is cut."), 65536),
  join: v.optional(v.pipe(joinOptions, v.description("Records of several lines."))),
})

export type StdinOptions = v.InferOutput<typeof options>

export const stdin = defineSource({
  summary: "Reads lines from standard input until it ends.",
  options,
  open: (options, deps) => openStdin(options, deps, Bun.stdin.stream()),
})

/** @param input where the lines come from; it is read only as fast as its batches are asked for */
export function openStdin(
  options: StdinOptions,
  deps: Pick<Deps, "now" | "random">,
  input: ReadableStream<Uint8Array>,
): Source<Raw> {
  const reader = input.getReader()
  const start = startId(deps)
  const configured = configuredOrigin(options)
  let records: Raw[] = []
  let recordCount = 0
  let batchCount = 0
  const joiner = options.join && openJoiner(options.join)
  const add = (record: Buffer, originalBytes: number, at: number) =>
    records.push(rawOf(record, `${start}:${at}`, record.length, originalBytes))
  const lines = openLines(options.recordBytesMax, (record, originalBytes) => {
    const line = originalBytes > record.length ? record : trimEnd(record)
    const length = line === record ? originalBytes : line.length
    if (joiner) joiner.add({ bytes: line, length, at: recordCount++ }, add)
    else if (!isBlank(line, length)) add(line, length, recordCount++)
  })
  let reading: ReturnType<typeof reader.read> | undefined
  /** What is read next; nothing where a record is open and it stays quiet. */
  const next = async () => {
    reading ??= reader.read()
    const isOpen = joiner?.openFrom !== undefined
    const quiet = isOpen && options.join && pause(options.join.quietMs)
    const found = await (quiet ? Promise.race([reading, quiet.ended]) : reading)
    if (quiet) quiet.end()
    if (found) reading = undefined
    return found
  }

  const takeBatch = (bytesRead: number): Batch<Raw> => {
    const items = records
    records = []
    const origin = { ...configured, batch: `${start}.${batchCount++}`, receivedMs: deps.now() }
    return { items, origin, bytes: bytesRead, settle() {} }
  }

  return {
    async *read(signal) {
      const onAbort = () => void reader.cancel().catch(() => {})
      signal.addEventListener("abort", onAbort)
      try {
        while (!signal.aborted) {
          const { value, done } = (await next()) ?? { value: undefined, done: undefined }
          if (value) lines.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
          if (done && !signal.aborted) lines.end()
          if (done || !value) joiner?.end(add)
          if (records.length > 0) yield takeBatch(value?.byteLength ?? 1)
          if (done) return
        }
      } finally {
        signal.removeEventListener("abort", onAbort)
      }
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel().catch(() => {})
    },
  }
}

function pause(ms: number) {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), ms)
  return { ended: promise, end: () => clearTimeout(timer) }
}
