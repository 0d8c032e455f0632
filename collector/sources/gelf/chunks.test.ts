import { expect, test } from "bun:test"
import { openChunks } from "./chunks.ts"

const limits = { chunkMs: 5000, chunkMessagesMax: 10, chunkBytesMax: 10_000 }

function opened(more: Partial<typeof limits> = {}) {
  let lost = 0
  const chunks = openChunks({ ...limits, ...more }, (_, count) => {
    lost += count
  })
  const add = (datagram: Buffer, nowMs = 0, sender = "10.0.0.1") =>
    chunks.add(datagram, sender, nowMs)?.toString()
  return { add, chunks, lost: () => lost }
}

const chunk = (id: string, sequence: number, count: number, part: string) =>
  Buffer.concat([Buffer.from([0x1e, 0x0f]), Buffer.from(id.padEnd(8)), Buffer.from([sequence, count]), Buffer.from(part)]) // biome-ignore format: a header

test("chunks in any order make the message, once, though some come twice", () => {
  const { add, chunks, lost } = opened()
  const [a, b, c] = ["He", "ll", "o"].map((part, n) => chunk("1", n, 3, part)) as [Buffer, Buffer, Buffer] // biome-ignore format: a list
  expect([c, a, a, b, b, a].map((each) => add(each))).toEqual([
    undefined, undefined, undefined, "Hello", undefined, undefined,
  ]) // biome-ignore format: a list
  chunks.expire(Number.POSITIVE_INFINITY)
  expect(lost()).toBe(0)
})

test("an id may be used again by another message", () => {
  const { add } = opened()
  for (const text of ["ab", "cd"]) {
    add(chunk("1", 0, 2, text[0]!))
    expect(add(chunk("1", 1, 2, text[1]!))).toBe(text)
  }
})

test("a message of 128 chunks, and one whose parts are empty", () => {
  const { add } = opened()
  const all = Array.from({ length: 128 }, (_, n) => add(chunk("1", n, 128, "x")))
  expect(all.at(-1)).toBe("x".repeat(128))
  expect(add(chunk("2", 0, 1, ""))).toBe("")
})

test("what has a header that can't be is no chunk, and is kept", () => {
  const { add } = opened()
  for (const [sequence, count] of [
    [0, 0],
    [0, 129],
    [0, 255],
    [3, 3],
    [255, 128],
  ] as const) {
    // biome-ignore format: a table
    const hostile = chunk("1", sequence, count, "x")
    expect(add(hostile)).toBe(hostile.toString())
  }
  expect(add(Buffer.from([0x1e, 0x0f, 1]))).toBe("\u001e\u000f\u0001")
  expect(add(Buffer.from("{}"))).toBe("{}")
})

test("senders don't disturb each other, nor does one who changes his mind about the count", () => {
  const { add } = opened()
  add(chunk("1", 0, 2, "a"))
  expect(add(chunk("1", 1, 2, "!"), 0, "10.0.0.2")).toBeUndefined()
  expect(add(chunk("1", 1, 3, "!"))).toBeUndefined()
  expect(add(chunk("1", 1, 2, "b"))).toBe("ab")
})

test("what isn't whole in time is given up, and counted", () => {
  const { add, chunks, lost } = opened()
  add(chunk("1", 0, 2, "a"), 0)
  chunks.expire(4999)
  expect(lost()).toBe(0)
  chunks.expire(5000)
  expect(lost()).toBe(1)
  expect(add(chunk("1", 1, 2, "b"), 5001)).toBeUndefined()
})

test("beyond the limits of messages and of bytes the oldest are given up", () => {
  const many = opened()
  for (let n = 0; n < 15; n++) many.add(chunk(String(n), 0, 2, "a"))
  expect(many.lost()).toBe(5)
  expect(many.add(chunk("4", 1, 2, "b"))).toBeUndefined()
  expect(many.add(chunk("14", 1, 2, "b"))).toBe("ab")
  const large = opened()
  for (let n = 0; n < 5; n++) large.add(chunk(String(n), 0, 2, "a".repeat(4000)))
  expect(large.lost()).toBe(3)
})
