import { expect, test } from "bun:test"
import fc from "fast-check"
import * as v from "valibot"
import { openJoiner } from "./join.ts"
import { joinOptions } from "./join-options.ts"

/** What a file's reader relies on: read again from where nothing was open, the records are the same. */

interface Run {
  readonly records: [at: number, text: string, emittedAfter: number][]
  /** After each line: from where to read again. */
  readonly clean: number[]
}

function read(given: object, lines: readonly string[], cuts: ReadonlySet<number>, from = 0): Run {
  const joiner = openJoiner(v.parse(joinOptions, given))
  const run: Run = { records: [], clean: [] }
  for (let at = from; at < lines.length; at++) {
    const onRecord = (record: Buffer, _: number, first: number) =>
      run.records.push([first, record.toString(), at])
    const { openFrom = at } = joiner
    if (cuts.has(at) && at > openFrom) joiner.end(onRecord)
    const bytes = Buffer.from(lines[at]!)
    joiner.add({ bytes, length: bytes.length, at }, onRecord)
    run.clean.push(joiner.openFrom ?? at + 1)
  }
  return run
}

const auditLine = fc
  .tuple(
    fc.constantFrom("SYSCALL", "PATH", "PROCTITLE", "EOE", "USER_LOGIN"),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom(100, 100, 100, 102),
  )
  .map(([type, serial, seconds]) => `type=${type} msg=audit(${seconds}.0:${serial}): x`)
const plainLine = fc.constantFrom("1 a", "2 b", " c", "\td", "", "Caused by: e", "other")

const kinds: [string, object, fc.Arbitrary<string>][] = [
  ["audit", { preset: "audit", openMax: 3, linesMax: 3, spanBytesMax: 12 }, auditLine],
  ["start", { start: "^\\d", linesMax: 3 }, plainLine],
  ["stack-trace", { preset: "stack-trace", bytesMax: 9 }, plainLine],
]

const [call, login] = [
  "type=SYSCALL msg=audit(100.0:4): x",
  "type=USER_LOGIN msg=audit(100.0:4): x",
]
/** A program's message that comes when the record of its number is full. */
const examples: [string[], number[], number][] = [[[call, call, call, login], [], 3]]

test.each(kinds)(
  "%s: read again from any place that was saved, each record is the same",
  (_, given, line) => {
    const lines = fc.array(line, { maxLength: 40 })
    const cuts = fc.array(fc.nat(40), { maxLength: 5 })
    fc.assert(
      fc.property(lines, cuts, fc.nat(39), (lines, cutList, nth) => {
        const cuts = new Set(cutList)
        const first = read(given, lines, cuts)
        const stop = Math.min(nth, lines.length - 1)
        if (stop < 0) return
        const from = first.clean[stop]!
        const again = read(given, lines, cuts, from)
        const plain = ({ records }: Run) => records.map(([at, text]) => [at, text])
        expect(plain(again)).toEqual(plain(first).filter(([at]) => (at as number) >= from))
        for (const [at, , emittedAfter] of first.records)
          if (at < from) expect(emittedAfter).toBeLessThanOrEqual(stop)
      }),
      { numRuns: 500, examples },
    )
  },
)

test.each(kinds)("%s: each line is in one record, whole and once", (_, given, line) => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const joiner = openJoiner(v.parse(joinOptions, { ...given, bytesMax: 1000 }))
      const joined: string[] = []
      const onRecord = (record: Buffer) => joined.push(...record.toString().split("\n"))
      for (const [at, text] of lines.entries()) {
        const bytes = Buffer.from(text)
        joiner.add({ bytes, length: bytes.length, at }, onRecord)
      }
      joiner.end(onRecord)
      const held = (texts: readonly string[]) => texts.filter((text) => text !== "").sort()
      expect(held(joined)).toEqual(held(lines))
    }),
  )
})
