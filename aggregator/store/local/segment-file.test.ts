import { afterAll, beforeAll, expect, test } from "bun:test"
import { join } from "node:path"
import fc from "fast-check"
import type { Event } from "#shared/ecs/event.ts"
import { temporaryFolder } from "../store-deps.ts"
import { SegmentBuilder, segmentRows } from "./segment.ts"
import { openSegment, writeSegment } from "./segment-file.ts"
import { openColumnCache } from "./segments.ts"

let folder: ReturnType<typeof temporaryFolder>
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder[Symbol.dispose]())

const field = fc.constantFrom("user.name", "vendor.a", "vendor.__proto__", "message", "@timestamp")
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "\ud800", "\0", "x".repeat(500), "2026-03-10T12:00:00.000Z"),
)
const scalar = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant(null))
const event = fc.dictionary(field, value, { maxKeys: 4 })
const row = fc.record({
  event,
  ts: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
  stream: fc.constantFrom("events", "alerts", ""),
  isSingle: fc.boolean(),
})

function built(rows: readonly { event: unknown; ts: number; stream: string; isSingle: boolean }[]) {
  const builder = new SegmentBuilder(1)
  for (const [at, one] of rows.entries()) builder.add(at + 1, { ...one, event: one.event as Event })
  return builder
}

let files = 0
function read(builder: SegmentBuilder) {
  const path = join(folder.path, `${files++}.segment`)
  writeSegment(path, builder, ["first", "last"])
  return openSegment(path, openColumnCache(1 << 20))!
}

test("what is read from a segment's file is what was put into it", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const builder = built(rows)
      const file = read(builder)
      expect([file.first, file.rows, file.isWhole]).toEqual([1, rows.length, builder.isWhole])
      expect([...file.times()]).toEqual([...builder.times()])
      expect([...file.flags()]).toEqual([...builder.flags()])
      for (const name of builder.fields.keys()) {
        const [own, found] = [builder.column(name)!, file.column(name)!]
        const cells = ({ codes, values }: typeof own) =>
          [...codes].map((code) => [Math.min(code, 2), JSON.stringify(values[code])])
        expect(cells(found)).toEqual(cells(own))
      }
      expect(file.column("never.there")).toBeUndefined()
    }),
    { seed: 20260310, numRuns: 150 },
  )
})

test("a full segment whose every value differs is read whole, and what is too much is to be read", () => {
  const rows = Array.from({ length: segmentRows }, (_, at) => ({
    event: { "vendor.short": `v${at}`, "vendor.long": `${at}`.padStart(150, "x") },
    ...{ ts: at, stream: "events", isSingle: true },
  }))
  const file = read(built(rows))
  const short = file.column("vendor.short")!
  expect(short.values[short.codes[8_191]!]).toBe("v8191")
  const long = file.column("vendor.long")!
  expect(long.values.length).toBeLessThan(segmentRows)
  expect(long.codes[segmentRows - 1]).toBe(1)
})

test("more fields than a segment keeps are known to be missing", () => {
  const wide = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`vendor.f${at}`, at]))
  const file = read(built([{ event: wide, ts: 1, stream: "events", isSingle: true }]))
  expect([file.isWhole, file.column("vendor.f599")]).toEqual([false, undefined])
  expect(file.column("vendor.f0")!.values[2]).toBe(0)
})

test("a cache keeps within its bytes, and forgets what was asked for longest ago", () => {
  const cache = openColumnCache(100)
  let made = 0
  const get = (key: string) => cache.get(key, () => ({ value: ++made, bytes: 40 }))
  expect(["a", "b", "a", "c", "a", "b"].map(get)).toEqual([1, 2, 1, 3, 1, 4])
})
