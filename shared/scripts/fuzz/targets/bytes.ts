import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { decode } from "../../../../aggregator/decode.ts"
import { fromDocument, toDocument } from "../../../../aggregator/store/opensearch/document.ts"
import { openCut } from "../../../../collector/sources/kafka/cut.ts"
import { options as kafkaOptions } from "../../../../collector/sources/kafka/options.ts"
import { LogCursor } from "../../../bus/log-cursor.ts"
import { unpackLz4 } from "../../../bus/lz4.ts"
import { encodeFrame, readFrame, segmentName, stampFrame } from "../../../bus/segment.ts"
import { unpackSnappy } from "../../../bus/snappy.ts"
import type { Event } from "../../../ecs/event.ts"
import { openStateFile } from "../../../pipeline/state-file.ts"
import { checkEvent } from "../check-event.ts"
import { type Target, Violation } from "../define.ts"
import { caseTexts } from "../texts.ts"
import { own } from "../tokens.ts"
import { edge } from "./records.ts"
import { quietWorld } from "./world.ts"

const mib = 2 ** 20

/** Bytes of the bus, of brokers and of our own files: damaged disks and lying peers. */
export const byteTargets: readonly Target[] = [
  {
    name: "bus-segment",
    summary: "a segment of the durable log, its frames and its reader",
    seeds: segments,
    tokens: [
      "VDL2",
      "VDL1",
      "VDL3",
      "\u0001\u0000\u0000\u0000",
      "\u00ff\u00ff\u00ff\u000f",
      "(\u00b5/\u00fd",
    ],
    bytesMax: 4 * mib,
    mostMs: 500,
    open: openSegments,
  },
  {
    name: "bus-record",
    summary: "a record of the bus at the centre: decoded, and as a document of the index",
    seeds: () => caseTexts().map(({ bytes }) => bytes),
    tokens: own["json"]!,
    open: openBusRecords,
  },
  unpacking("kafka-lz4", "a batch packed by LZ4", (bytes) => unpackLz4(bytes, 8 * mib)),
  unpacking("kafka-snappy", "a batch packed by Snappy", (bytes) => unpackSnappy(bytes, 8 * mib)),
  {
    name: "kafka-records",
    summary: "messages of a topic that others write, cut to batches",
    seeds: () => caseTexts().map(({ bytes }) => bytes),
    tokens: own["framing"]!,
    mostMs: 1500, // of up to a million messages
    open: openRecords,
  },
  {
    name: "state-file",
    summary: "a state file, as a crash or a hand left it",
    seeds: () => [Buffer.from('{"version":1,"clean":true,"files":[{"path":"a","offset":1}]}')],
    tokens: own["json"]!,
    mostMs: 200,
    open: openStateFiles,
  },
]

function segments(): Buffer[] {
  const values = caseTexts().slice(0, 60)
  return [1, 5, 20].map((perFrame) => {
    const frames = [encodeFrame("snapshot", "{}")]
    for (let at = 0; at < values.length; at += perFrame) {
      const records = values
        .slice(at, at + perFrame)
        .map(({ bytes }, n) => ["events", `k${n}`, bytes.toString()] as const)
      frames.push(encodeFrame("records", { note: "{}", records }))
    }
    return Buffer.concat(frames.map((frame, index) => stampFrame(frame, { segment: 1, index })))
  })
}

function openSegments() {
  const home = mkdtempSync(join(tmpdir(), "vedette-fuzz-bus-"))
  const world = quietWorld(home)
  let count = 0
  return {
    async try(input: Buffer) {
      for (let at = 0; at < input.length; ) {
        const found = readFrame(input, at)
        if (found.is !== "frame") break
        if (found.end <= at) throw new Violation("stall", "a frame ends before it begins")
        at = found.end
      }
      const directory = join(home, String(count++))
      mkdirSync(join(directory, "groups"), { recursive: true })
      writeFileSync(join(directory, segmentName(1)), input)
      writeFileSync(join(directory, segmentName(2)), Buffer.alloc(0))
      await readAll(
        new LogCursor({ directory, group: "g", topics: ["events"] }, world),
        input.length,
      )
      rmSync(directory, { recursive: true })
    },
    close: async () => rmSync(home, { recursive: true, force: true }),
  }
}

/** It comes to an end, whatever stands there. */
async function readAll(cursor: LogCursor, bytes: number): Promise<void> {
  try {
    for (let turn = 0; turn <= bytes; turn++) {
      const taken = cursor.take()
      if (!taken) return
      cursor.settle(taken.end, Date.now())
    }
    throw new Violation("stall", "the reader comes to no end")
  } finally {
    await cursor.close()
  }
}

function openBusRecords() {
  const { carry } = edge()
  const origin = { source: "bus", batch: "b", receivedMs: Date.UTC(2026, 5, 1) }
  const read = (value: string): Event => {
    const out: Event[] = []
    decode({ topic: "events", key: "", value, position: "p" }, origin, out)
    if (out.length !== 1) throw new Violation("vanished", `${out.length} events`)
    return out[0]!
  }
  return {
    try(input: Buffer) {
      read(input.toString("utf8"))
      for (const event of carry({ text: input.toString("utf8"), position: 1 })) {
        const decoded = read(JSON.stringify(event))
        checkEvent(decoded)
        const again = fromDocument(JSON.parse(JSON.stringify(toDocument(decoded))))
        const sorted = (one: Event) => JSON.stringify(Object.entries(one).sort())
        if (sorted(again) !== sorted(decoded)) throw new Violation("document", "it differs")
      }
    },
  }
}

function unpacking(name: string, summary: string, unpack: (bytes: Buffer) => Buffer): Target {
  return {
    name,
    summary,
    seeds: () => packedSeeds,
    tokens: [
      '\u0004"M\u0018',
      "\u0082SNAPPY\u0000",
      "\u00ff\u00ff\u00ff\u00ff",
      "\u0000\u0000\u0000\u0000",
    ],
    mostMs: 100,
    open: () => ({
      try(input) {
        let unpacked: Buffer
        try {
          unpacked = unpack(input)
        } catch (cause) {
          if (cause instanceof RangeError || cause instanceof TypeError) throw cause
          return // damaged, as it says
        }
        if (unpacked.length > 8 * mib) throw new Violation("limit", `${unpacked.length} bytes`)
      },
    }),
  }
}

const packedSeeds = [
  "BCJNGGRApwUAAABhAQDwAAAAAAA=", "BCJNGGRApxAAAAAPYQEAlFBhYWFhYQAAAAA=", "CxhhYmNkZWZnaGlqaw==",
  "glNOQVBQWQAAAAABAAAAAQAAAAUDCGFiYw==", "ZABhjgEAqgEA",
].map((text) => Buffer.from(text, "base64")) // biome-ignore format: a list

function openRecords() {
  const options = v.parse(kafkaOptions, {
    type: "kafka",
    name: "fuzz",
    brokers: ["h:1"],
    topics: ["t"],
  })
  const { cut } = openCut(options, quietWorld(""))
  return {
    try(input: Buffer) {
      const values = input.toString("latin1").split("\n")
      const messages = values.map((value, n) => ({
        key: null,
        value: value === "" ? null : Buffer.from(value, "latin1"),
        timestamp: "0",
        attributes: 0,
        offset: String(n),
        headers: {},
      }))
      let last = -1
      let items = 0
      for (const piece of cut({ topic: "t", partition: 0, messages } as never, 0, 0)) {
        if (piece.lastOffset <= last) throw new Violation("order", "an offset comes twice")
        last = piece.lastOffset
        items += piece.batch.items.length
      }
      if (last !== messages.length - 1) throw new Violation("vanished", "messages are missing")
      const told = values.filter((value) => /[^\s\0]/.test(value)).length
      if (items < told) throw new Violation("vanished", `${told} records became ${items}`)
    },
  }
}

const stateSchema = v.object({
  version: v.literal(1),
  files: v.array(v.object({ path: v.string() })),
})

function openStateFiles() {
  const home = mkdtempSync(join(tmpdir(), "vedette-fuzz-state-"))
  const { log } = quietWorld(home)
  const path = join(home, "state.json")
  return {
    async try(input: Buffer) {
      writeFileSync(path, input)
      const current = () => ({ version: 1 as const, files: [] })
      const state = openStateFile({ path, schema: stateSchema, current, log })
      if (state.found.kind === "none") throw new Violation("vanished", "a state is overlooked")
      rmSync(`${path}.damaged`, { force: true })
    },
    close: async () => rmSync(home, { recursive: true, force: true }),
  }
}
