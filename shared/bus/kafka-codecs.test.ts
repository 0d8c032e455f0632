import { describe, expect, test } from "bun:test"
import { unpackLz4 } from "./lz4.ts"
import { unpackSnappy } from "./snappy.ts"

const text = `{"message":"${"ab".repeat(60)}"}\n${"Failed password for root from 8.8.8.8\n".repeat(5)}é`
const limit = 10_000
const bytes = (...parts: (number | string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => Buffer.from(typeof part === "string" ? part : [part].flat())) as Buffer[],
  )

/** Made by the tool lz4: linked blocks without sums; sums of all, and the size. */
const lz4Frames = [
  "BCJNGGBAgkMAAADveyJtZXNzYWdlIjoiYWICAGPxFCJ9CkZhaWxlZCBwYXNzd29yZCBmb3Igcm9vdCBmcm9tIDguAgAPJgCDUC44CsOpAAAAAA==",
  "BCJNGHxARwEAAAAAAABvQwAAAO97Im1lc3NhZ2UiOiJhYgIAY/EUIn0KRmFpbGVkIHBhc3N3b3JkIGZvciByb290IGZyb20gOC4CAA8mAINQLjgKw6nZ8sRgAAAAAIGSikU=",
]

describe("LZ4", () => {
  test.each(lz4Frames)("a frame of the tool lz4 unpacks to its text", (frame) => {
    expect(unpackLz4(Buffer.from(frame, "base64"), limit).toString()).toBe(text)
  })

  test("a block may be stored as it is", () => {
    const frame = bytes([4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0], [3, 0, 0, 0x80], "abc", [0, 0, 0, 0])
    expect(unpackLz4(frame, limit).toString()).toBe("abc")
  })

  test("a frame that is damaged, cut or too large is an error", () => {
    const frame = Buffer.from(lz4Frames[0]!, "base64")
    expect(() => unpackLz4(frame, text.length - 1)).toThrow("more than")
    for (let end = 0; end < frame.length; end++)
      expect(() => unpackLz4(frame.subarray(0, end), limit)).toThrow("damaged")
    expect(() => unpackLz4(bytes("not a frame at all"), limit)).toThrow("damaged")
  })
})

describe("Snappy", () => {
  // the length, a literal of 2, a copy of 4 from 2 before, another with a distance of 2 bytes
  const block = bytes(11, 1 << 2, "ab", [((4 - 4) << 2) | 1, 2], [((5 - 1) << 2) | 2, 4, 0])
  const framed = (...blocks: Buffer[]) =>
    Buffer.concat([
      bytes(0x82, "SNAPPY", [0, 0, 0, 0, 1, 0, 0, 0, 1]),
      ...blocks.flatMap((each) => [bytes([0, 0, 0, each.length]), each]),
    ])

  test("literals and copies, which may overlap what they make", () => {
    expect(unpackSnappy(block, limit).toString()).toBe("abababababa")
  })

  test("a literal whose length stands in bytes of its own", () => {
    const long = "x".repeat(300)
    const packed = bytes([300 & 0x7f | 0x80, 300 >> 7], [61 << 2, 299 & 255, 299 >> 8], long) // biome-ignore format: bits
    expect(unpackSnappy(packed, limit).toString()).toBe(long)
  })

  test("the blocks of Java's library", () => {
    expect(unpackSnappy(framed(block, block), limit).toString()).toBe("abababababa".repeat(2))
  })

  test("what is damaged, cut or too large is an error", () => {
    expect(() => unpackSnappy(block, 10)).toThrow("more than")
    for (let end = 0; end < block.length; end++)
      expect(() => unpackSnappy(block.subarray(0, end), limit)).toThrow("damaged")
    expect(() => unpackSnappy(bytes(4, 1, 2), limit)).toThrow("damaged")
    expect(() => unpackSnappy(bytes([255, 255, 255, 255, 255, 255]), limit)).toThrow("damaged")
  })
})

test("no bytes make either stall, or write beyond its limit", () => {
  let seed = 7
  const random = () => {
    seed = (seed * 48271) % 2147483647
    return seed
  }
  const head = Buffer.from(lz4Frames[0]!, "base64").subarray(0, 11)
  for (let round = 0; round < 5000; round++) {
    const noise = Buffer.from(Array.from({ length: random() % 60 }, () => random() % 256))
    for (const unpack of [
      () => unpackSnappy(noise, 1000),
      () => unpackLz4(Buffer.concat([head, noise]), 1000),
    ]) {
      try {
        expect(unpack().length).toBeLessThanOrEqual(1000)
      } catch (cause) {
        expect(String(cause)).toMatch(/damaged|more than/)
      }
    }
  }
})
