import { expect, test } from "bun:test"
import { openFraming } from "./framing.ts"

const limits = { recordBytesMax: 10, frameBytesMax: 1000 }

/** The records of a stream, each with its length where it was cut; `false` where it was refused. */
function read(chunks: readonly (string | Buffer)[]): (string | false)[] {
  const records: (string | false)[] = []
  const framing = openFraming(limits, (record, length) =>
    records.push(record.toString() + (length > record.length ? `|${length}` : "")),
  )
  for (const chunk of chunks) {
    if (!framing.push(Buffer.from(chunk))) return [...records, false]
  }
  framing.end()
  return records
}

const bytewise = (text: string) => [...Buffer.from(text)].map((byte) => Buffer.from([byte]))

const cases: [string, string, (string | false)[]][] = [
  ["lines", "a\nb\n", ["a", "b"]],
  ["a last line without its end", "a\nb", ["a", "b"]],
  ["NUL as the end", "a\0b\0", ["a", "b"]],
  ["frames", "3 <1>5 <13>a", ["<1>", "<13>a"]],
  ["frames that hold line ends", "5 <1>\n\n3 <2>", ["<1>\n\n", "<2>"]],
  ["stray line ends between frames", "3 <1>\n3 <2>\r\n", ["<1>", "<2>"]],
  ["a frame that is cut off by the end", "9 <1>ab", ["<1>ab"]],
  ["a frame that is too long, and the next", `20 ${"x".repeat(20)}3 <2>`, ["xxxxxxxxxx|20", "<2>"]],
  ["a line that is too long, and the next", `${"x".repeat(20)}\n<2>\n`, ["xxxxxxxxxx|20", "<2>"]],
  ["lines that begin with a stamp", "2026-01-1\n", ["2026-01-1"]],
  ["lines that begin with milliseconds", "1700000000000 abc\n", ["1700000000|17"]],
  ["only digits", "12", ["12"]],
  ["a length that can't be", "99999999999 <1>", [false]],
  ["a length beyond the limit", "1001 <1>", [false]],
  ["a second length that is none", "3 <1>oops 3 <2>", ["<1>", false]],
  ["a length of zero", "3 <1>0 3 <2>", ["<1>", false]],
  ["digits without end between frames", `3 <1>${"1".repeat(50)}`, ["<1>", false]],
]

for (const [what, stream, expected] of cases) {
  const held = (records: (string | false)[]) => records.filter((record) => record !== "")
  test(`reads ${what}`, () => {
    expect(held(read([stream]))).toEqual(expected)
  })
  test(`reads ${what}, byte by byte`, () => {
    expect(held(read(bytewise(stream)))).toEqual(expected)
  })
}
