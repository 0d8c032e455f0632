import { openChunks } from "../../../../collector/sources/gelf/chunks.ts"
import { openFraming as openGelfFraming } from "../../../../collector/sources/gelf/framing.ts"
import { unpack } from "../../../../collector/sources/gelf/unpack.ts"
import { entryOf } from "../../../../collector/sources/journald/entry.ts"
import { openFraming } from "../../../../collector/sources/syslog/framing.ts"
import { openJoiner } from "../../../pipeline/join.ts"
import { joinPresets } from "../../../pipeline/join-presets.ts"
import { openLines } from "../../../pipeline/lines.ts"
import { chanceOf } from "../chance.ts"
import { type Target, Violation } from "../define.ts"
import { caseTexts } from "../texts.ts"
import { own } from "../tokens.ts"

const recordMax = 65_536
const framingLimits = { recordBytesMax: recordMax, frameBytesMax: 16 * 2 ** 20 }

interface Cutter {
  /** False: the stream can't be read any further. */
  push(chunk: Buffer): boolean
  end(): void
}
type OpenCutter = (told: (record: Buffer, length: number) => void) => Cutter

/** What cuts bytes that stream in into records: however they are cut on the way, the same ones. */
export const streamTargets: readonly Target[] = [
  cutting("stream-syslog", "syslog by TCP, in lines and octet-counted", frames, (told) =>
    openFraming(framingLimits, told),
  ),
  cutting("stream-gelf", "GELF by TCP", nulEnded, (told) => openGelfFraming(recordMax, told)),
  cutting("stream-lines", "lines of files and standard input", lines, (told) => {
    const { push, end } = openLines(recordMax, told)
    return {
      push(chunk) {
        push(chunk)
        return true
      },
      end,
    }
  }),
  ...Object.keys(joinPresets).map((preset) => joining(preset as keyof typeof joinPresets)),
  {
    name: "gelf-datagrams",
    summary: "GELF by UDP: chunks, gzip, zlib",
    seeds: datagrams,
    tokens: ["\u001e\u000f", "\u001f\u008b", "x\u009c", "12345678"],
    open: openDatagrams,
  },
  {
    name: "journal-entry",
    summary: "an entry as journalctl writes it",
    seeds: () => caseTexts().map(({ bytes }) => bytes),
    tokens: own["journald"]!,
    open: () => ({
      try(input) {
        const entry = entryOf(input, input.length, recordMax, () => "0")
        if (entry && entry.raw.text === "" && !entry.raw.bytes)
          throw new Violation("vanished", "the entry has neither text nor bytes")
      },
    }),
  },
]

const bundle = (each: (bytes: Buffer) => Buffer) => (): Buffer[] => {
  const all = caseTexts().map(({ bytes }) => each(bytes))
  return Array.from({ length: 300 }, (_, n) => Buffer.concat(all.slice(n * 7, n * 7 + 5)))
}
function lines() {
  return bundle((bytes) => Buffer.concat([bytes, Buffer.from("\n")]))()
}
function nulEnded() {
  return bundle((bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))()
}
function frames() {
  const counted = bundle((bytes) => Buffer.concat([Buffer.from(`${bytes.length} `), bytes]))()
  return [...counted, ...lines()]
}

function cutting(
  name: string,
  summary: string,
  seeds: () => Buffer[],
  openCutter: OpenCutter,
): Target {
  return {
    name,
    summary,
    seeds,
    tokens: own["framing"]!,
    mostMs: 1500, // of up to a million chunks
    open: () => ({
      try(input) {
        const whole = cutBy(openCutter, input, input.length)
        const pieces = cutBy(openCutter, input, 1 + (Bun.hash.crc32(input) % 97))
        if (whole !== pieces) throw new Violation("chunking", "records depend on the chunks")
      },
    }),
  }
}

/** All records as one text; a refused stream ends with a mark. Long ones are told by hash. */
function cutBy(openCutter: OpenCutter, input: Buffer, step: number): string {
  const hash = new Bun.CryptoHasher("md5")
  const told = (record: Buffer, length: number) => {
    if (record.length > recordMax || record.length > length)
      throw new Violation("limit", `a record of ${record.length}, ${length} before it was cut`)
    hash.update(`${record.length} ${length} `).update(record)
  }
  const cutter = openCutter(told)
  for (let at = 0; at < input.length; at += step)
    if (!cutter.push(input.subarray(at, at + step))) return `${hash.digest("hex")} refused`
  cutter.end()
  return hash.digest("hex")
}

const joinLimits = { linesMax: 500, bytesMax: 131_072, openMax: 64, spanBytesMax: 2 ** 20 }

function joining(preset: keyof typeof joinPresets): Target {
  return {
    name: `join-${preset}`,
    summary: `lines joined to records: ${joinPresets[preset].summary}`,
    seeds: lines,
    tokens: [...own["framing"]!, ...own["auditd"]!, "# Time: ", "Caused by: ", "LOG:  "],
    mostMs: 1000, // of up to a million lines
    open: () => ({
      try(input) {
        const joiner = openJoiner({ preset, quietMs: 1000, ...joinLimits })
        let given = 0
        let got = 0
        const told = (record: Buffer, length: number) => {
          if (record.length > joinLimits.bytesMax)
            throw new Violation("limit", `a record of ${record.length}`)
          got += length
        }
        let at = 0
        for (const text of input.toString("latin1").split("\n")) {
          const bytes = Buffer.from(text, "latin1").subarray(0, recordMax)
          joiner.add({ bytes, length: text.length, at }, told)
          given += printable(text)
          at += text.length + 1
        }
        joiner.end(told)
        if (got < given) throw new Violation("vanished", `${given} bytes became ${got}`)
      },
    }),
  }
}

/** What no joiner may leave out: not blanks, line ends and NULs. */
const printable = (text: string): number => text.replace(/[\0-\x20]+/g, "").length

function datagrams(): Buffer[] {
  const text = Buffer.from('{"version":"1.1","host":"h","short_message":"m"}'.repeat(3))
  const head = (n: number, count: number) =>
    Buffer.concat([Buffer.from([0x1e, 0x0f]), Buffer.from("12345678"), Buffer.from([n, count])])
  const parts = [0, 1, 2].map((n) =>
    Buffer.concat([head(n, 3), text.subarray(n * 48, n * 48 + 48)]),
  )
  return [text, ...parts, Buffer.from(Bun.gzipSync(text)), Buffer.from(Bun.deflateSync(text))]
}

/** Datagrams of changing senders in one world, as it is in truth. */
function openDatagrams() {
  const limits = { chunkMs: 5000, chunkMessagesMax: 100, chunkBytesMax: 2 ** 20 }
  const chunks = openChunks(limits, () => {})
  let nowMs = 0
  return {
    try(input: Buffer) {
      const chance = chanceOf(0, "sender", Bun.hash.crc32(input))
      nowMs += chance.below(20)
      const message = chunks.add(input.subarray(0, 65_507), `10.0.0.${chance.below(9)}`, nowMs)
      const unpacked = message && unpack(message, recordMax)
      if (unpacked && unpacked.length > Math.max(recordMax, message.length))
        throw new Violation("limit", `a message of ${unpacked.length}`)
    },
  }
}
