import { expect, test } from "bun:test"
import fc from "fast-check"
import { readElements } from "./elements.ts"

test.each([
  ['<a b="1">x</a>', { a: { b: "1", "#text": "x" } }],
  ["<a><b>1</b><b>2</b><c/></a>", { a: { b: ["1", "2"], c: "" } }],
  ["<?xml version='1.0'?><!-- <x/> --><n:a n:b='1'/>", { a: { b: "1" } }],
  ["<a>1 &lt; 2 &amp;amp; &#65;&#x42; &nope;</a>", { a: "1 < 2 &amp; AB &nope;" }],
  ["<a><![CDATA[<b>&amp;]]></a>", { a: "<b>&amp;" }],
  ["<a><b>cut o", { a: { b: "cut o" } }],
  ["<a><b>1</x></b></a>", { a: { b: "1" } }],
  ["- <a> - <b>1</b></a>", { a: { "#text": "-", b: "1" } }],
  ['<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', { a: "&e;" }],
] as const)("%s", (text, wanted) => {
  expect(JSON.parse(JSON.stringify(readElements(text)))).toMatchObject(wanted)
})

test("what holds no element gives none", () => {
  for (const text of ["", "x", "< >", "<!-- x"]) expect(readElements(text)).toBeUndefined()
})

test("reads any text, in a time that grows with its length", () => {
  const pieces = [
    "<",
    ">",
    "</",
    "/>",
    "<a",
    "<b>",
    "</b>",
    '="',
    "'",
    "<![CDATA[",
    "]]>",
    "<!--",
    "&",
    "x ",
    "__proto__",
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
      readElements(parts.join(""))
      expect(({} as Record<string, unknown>)["x"]).toBeUndefined()
    }),
    { numRuns: 2000, seed: 20_260_301 },
  )
  for (const piece of pieces) readElements(piece.repeat(20_000))
  expect(readElements("<a>".repeat(100_000))).toBeDefined()
})
