import { afterEach, describe, expect, test } from "bun:test"
import { gzipSync, zstdCompressSync } from "node:zlib"
import { testWorld } from "../source-suite.ts"
import { closeAll, drain, json, ndjson, open, post, text, texts } from "./http-suite.ts"

afterEach(closeAll)

describe("bodies", () => {
  const cases: [string, string, Record<string, string>, string[]][] = [
    ["a JSON object", '{"a":1}', json, ['{"a":1}']],
    ["a printed object", '{\n "a": 1\n}\n', json, ['{\n "a": 1\n}']],
    [
      "an array",
      '[{"id":12345678901234567890},\n {"s":"],{\\""} ]',
      json,
      ['{"id":12345678901234567890}', '{"s":"],{\\""}'],
    ],
    ["NDJSON by the wrong name", '{"a":1}\n{"a":2}', json, ['{"a":1}', '{"a":2}']],
    ["NDJSON with blank lines", '{"a":1}\r\n\r\n{"a":2}\n', ndjson, ['{"a":1}', '{"a":2}']],
    ["text", "one\ntwo\n", text, ["one", "two"]],
    [
      "a form that is NDJSON",
      '{"a":1}\n{"a":2}\n',
      {
        "content-type": "application/x-www-form-urlencoded",
      },
      ['{"a":1}', '{"a":2}'],
    ],
    [
      "a form that is text",
      "<13>a b\n[x] y\n",
      {
        "content-type": "application/x-www-form-urlencoded",
      },
      ["<13>a b", "[x] y"],
    ],
  ]
  for (const [what, body, headers, expected] of cases) {
    test(`takes ${what}`, async () => {
      const source = open()
      const seen = drain(source)
      const answer = await post(source, body, headers)
      expect(await answer.json()).toEqual({
        received: expected.length,
        accepted: expected.length,
        refused: [],
      })
      expect(texts(seen)).toEqual(expected)
    })
  }
})

describe("hostile and broken bodies", () => {
  test("refuses the lines that aren't JSON objects, and takes the others", async () => {
    const source = open()
    const seen = drain(source)
    const answer = await post(source, '{"a":1}\nnope\n\n7\n{"a":2}\n', ndjson)
    expect(await answer.json()).toEqual({
      received: 4,
      accepted: 2,
      refused: [
        { line: 2, reason: "not JSON" },
        { line: 4, reason: "not a JSON object" },
      ],
    })
    expect(texts(seen)).toEqual(['{"a":1}', '{"a":2}'])
  })

  test("keeps the bytes of what is not UTF-8, and NULs", async () => {
    const source = open()
    const seen = drain(source)
    await post(source, Buffer.from([0x61, 0xff, 0x00, 0x62]), text)
    expect(seen[0]!.items[0]).toMatchObject({
      text: "a\uFFFD\0b",
      bytes: Uint8Array.from([0x61, 0xff, 0, 0x62]),
    })
  })

  test("cuts a line of 2 MB and says how long it was", async () => {
    const source = open()
    const seen = drain(source)
    expect((await post(source, "é".repeat(2 ** 20), text)).status).toBe(200)
    const item = seen[0]!.items[0]!
    expect([item.text.length, item.originalBytes]).toEqual([2 ** 19, 2 ** 21])
  })

  test("survives brackets a million deep", async () => {
    const deep = "[".repeat(2 ** 20) + "]".repeat(2 ** 20)
    const answer = await post(open(), deep, json)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: "the body is nested deeper than 1000" })
  })

  for (const [encoding, compress] of [
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const) {
    test(`reads ${encoding}`, async () => {
      const source = open()
      const seen = drain(source)
      const body = compress(Buffer.from('{"a":1}\n{"a":2}'))
      const answer = await post(source, body, { ...ndjson, "content-encoding": encoding })
      expect(answer.status).toBe(200)
      expect(texts(seen)).toEqual(['{"a":1}', '{"a":2}'])
    })

    test(`refuses a ${encoding} bomb`, async () => {
      const source = open(testWorld(), { bodyBytesMax: 1_000_000 })
      const body = compress(Buffer.alloc(50_000_000, "a"))
      const answer = await post(source, body, { ...text, "content-encoding": encoding })
      expect(answer.status).toBe(413)
    })

    test(`answers 400 to what is not ${encoding}`, async () => {
      const source = open()
      const answer = await post(source, "plain", { "content-encoding": encoding })
      expect(answer.status).toBe(400)
    })
  }
})
