import { expect, test } from "bun:test"
import fc from "fast-check"
import { arrayElements } from "./json-array.ts"
import { isTooDeep } from "./json-depth.ts"

test("cuts any array where JSON.parse sees its elements", () => {
  const indent = fc.constantFrom(undefined, 1, "\t")
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), indent, (values, space) => {
      const json = JSON.stringify(values, null, space)
      const elements = arrayElements(Buffer.from(` ${json}\n`))
      expect(elements.map((element) => JSON.parse(element.toString()))).toEqual(JSON.parse(json))
    }),
  )
})

test("leaves each element as it stands", () => {
  const array = Buffer.from('[ 12345678901234567890 , "\\u00e9,]\\\\" ,{"a" : 1.0}]')
  const texts = arrayElements(array).map(String)
  expect(texts).toEqual(["12345678901234567890", '"\\u00e9,]\\\\"', '{"a" : 1.0}'])
})

test("brackets in strings are no depth", () => {
  expect(isTooDeep(Buffer.from(`["${"[".repeat(50)}\\"${"{".repeat(50)}"]`), 10)).toBe(false)
  expect(isTooDeep(Buffer.from(`${'{"a":['.repeat(6)}`), 10)).toBe(true)
})
