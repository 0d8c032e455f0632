import * as v from "valibot"
import { type HttpSource, http, openHttp } from "../../../../collector/sources/http/http.ts"
import type { Raw } from "../../../pipeline/types.ts"
import { type Target, Violation } from "../define.ts"
import { caseTexts } from "../texts.ts"
import { own } from "../tokens.ts"
import { edge, ruleTree } from "./records.ts"
import { quietWorld } from "./world.ts"

const requestMs = 400 // of as many records as fit
const bytesMax = 256 * 1024

interface Way {
  readonly name: string
  readonly path: string
  readonly type: string
  readonly seeds: () => Buffer[]
  readonly pack?: (body: Buffer) => Buffer
  readonly encoding?: string
}

const some = () => caseTexts().filter((_, n) => n % 11 === 0)
const lines = (each: (text: string) => string) => () =>
  Array.from({ length: 60 }, (_, n) =>
    Buffer.from(
      some()
        .slice(n * 3, n * 3 + 4)
        .map(({ bytes }) => each(bytes.toString()))
        .join(""),
    ),
  )
const message = (text: string) => JSON.stringify({ message: text })
const ndjson = lines((text) => `${message(text)}\n`)

const ways: readonly Way[] = [
  { name: "text", path: "/intake", type: "text/plain", seeds: lines((text) => `${text}\n`) },
  { name: "ndjson", path: "/intake", type: "application/x-ndjson", seeds: ndjson },
  { name: "json", path: "/intake", type: "application/json", seeds: lines((text) => `[${message(text)}]`) },
  { name: "any", path: "/intake", type: "application/x-www-form-urlencoded", seeds: ndjson },
  { name: "gzip", path: "/intake", type: "text/plain", seeds: ndjson, pack: (body) => Buffer.from(Bun.gzipSync(Uint8Array.from(body))), encoding: "gzip" },
  { name: "zstd", path: "/intake", type: "text/plain", seeds: ndjson, pack: Bun.zstdCompressSync, encoding: "zstd" },
  { name: "bulk", path: "/_bulk", type: "application/x-ndjson", seeds: lines((text) => `{"create":{"_index":"a","_id":"7"}}\n${message(text)}\n`) },
  { name: "hec", path: "/services/collector/event", type: "application/json", seeds: lines((text) => JSON.stringify({ event: text, time: 1772366400.25, host: "h", fields: { a: 1 } })) },
  { name: "hec-raw", path: "/services/collector/raw", type: "text/plain", seeds: lines((text) => `${text}\n`) },
  { name: "otlp-json", path: "/v1/logs", type: "application/json", seeds: lines((text) => otlpJson(text)) },
  { name: "otlp", path: "/v1/logs", type: "application/x-protobuf", seeds: () => some().slice(0, 60).map(({ bytes }) => otlpProtobuf(bytes)) },
] // biome-ignore format: a table

function otlpJson(text: string): string {
  const logRecords = [{ timeUnixNano: "1772366400250000000", body: { stringValue: text }, attributes: [{ key: "a", value: { kvlistValue: { values: [{ key: "b", value: { intValue: "7" } }] } } }] }] // biome-ignore format: a message
  return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ scope: { name: "s" }, logRecords }] }] })
}

/** Request{resourceLogs{scopeLogs{logRecords{body{stringValue}}}}}, each a field of a length. */
function otlpProtobuf(text: Buffer): Buffer {
  const field = (number: number, bytes: Buffer) =>
    Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(bytes.length)]), bytes])
  return [1, 5, 2, 2, 1].reduce((inside, number) => field(number, inside), text)
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}

/** Each protocol of the HTTP intake, as a real listener reads it; what it took is parsed. */
export const httpTargets: readonly Target[] = ways.map((way) => ({
  name: `http-${way.name}`,
  summary: `POST ${way.path}, ${way.type}${way.encoding ? `, ${way.encoding}` : ""}`,
  seeds: way.pack ? () => way.seeds().map((body) => way.pack!(body)) : way.seeds,
  tokens: own["http"]!,
  bytesMax,
  mostMs: requestMs,
  open: () => openIntake(way),
}))

function openIntake({ path, type, encoding }: Way) {
  const { carry } = edge()
  const options = v.parse(http.options, {
    type: "http",
    name: "fuzz",
    port: 0,
    bodyBytesMax: 4 * 2 ** 20,
  })
  const source = openHttp(options, quietWorld("", ruleTree().datasets))
  let taken: Raw[] = []
  void drain(source, (items) => {
    taken = [...items]
  })
  const url = `http://127.0.0.1:${source.port}${path}`
  const headers = { "content-type": type, ...(encoding && { "content-encoding": encoding }) }
  return {
    async try(input: Buffer) {
      taken = []
      const answer = await fetch(url, { method: "POST", body: Uint8Array.from(input), headers })
      const text = await answer.text()
      if (answer.status >= 500) throw new Violation("status", `${answer.status}: ${text}`)
      if (answer.ok) checkAnswer(text, taken.length)
      for (const raw of taken.slice(0, 20)) carry(raw)
    },
    close: async () => {
      await source[Symbol.asyncDispose]()
    },
  }
}

async function drain(source: HttpSource, told: (items: readonly Raw[]) => void): Promise<void> {
  for await (const batch of source.read(new AbortController().signal)) {
    told(batch.items)
    await batch.settle()
  }
}

/** Where an answer says how many records were taken, so many there are. */
function checkAnswer(text: string, taken: number): void {
  if (!text.startsWith('{"received"')) return
  const { accepted } = JSON.parse(text) as { accepted: number }
  if (accepted !== taken) throw new Violation("count", `${accepted} accepted, ${taken} delivered`)
}
