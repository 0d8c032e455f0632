import { expect, test } from "bun:test"
import fc from "fast-check"
import { openLines } from "./lines.ts"
import { isBlank, rawOf } from "./raw.ts"

test("a cut leaves valid UTF-8 valid, and loses less than a character", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.integer({ min: 4, max: 40 }),
      (text, bytesMax) => {
        const record = Buffer.from(text.toWellFormed())
        const raw = rawOf(record, "p", bytesMax)
        const kept = Buffer.from(raw.text)
        expect(raw.bytes).toBeUndefined()
        expect(record.subarray(0, kept.length)).toEqual(kept)
        expect(kept.length).toBeGreaterThan(Math.min(record.length, bytesMax) - 4)
        expect(raw.originalBytes).toBe(record.length > bytesMax ? record.length : undefined)
      },
    ),
  )
})

test("the bytes are kept exactly where the text is not them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const raw = rawOf(Buffer.from(bytes), "p", 1000)
      expect(Uint8Array.from(raw.bytes ?? Buffer.from(raw.text))).toEqual(bytes)
    }),
  )
})

test("however a stream is cut into chunks, its lines are the same", () => {
  const piece = fc.constantFrom("a", "bcd", "\n", "\0", "\r\n", "é", "x".repeat(30))
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.integer({ min: 1, max: 9 })), (pieces, sizes) => {
      const stream = Buffer.from(pieces.join(""))
      const expected = stream
        .toString("latin1")
        .split(/[\n\0]/)
        .filter((line) => line !== "")
        .map((line) => [line.slice(0, 20), line.length])
      const records: [string, number][] = []
      const lines = openLines(20, (record, length) => {
        if (length > 0) records.push([record.toString("latin1"), length])
      })
      let at = 0
      for (const size of sizes) {
        lines.push(stream.subarray(at, at + size))
        at += size
      }
      lines.push(stream.subarray(at))
      lines.end()
      expect(records).toEqual(expected as [string, number][])
    }),
  )
})

test("text behind more blanks than are kept does not vanish", () => {
  const blanks = Buffer.alloc(64, 0x0c)
  expect(isBlank(blanks)).toBe(true)
  expect(isBlank(blanks, 65)).toBe(false)
})
