import { expect, test } from "bun:test"
import type { Event } from "../ecs/event.ts"
import { compileSelection } from "./selection.ts"

const event = (fields: Record<string, unknown>): Event => fields as Event
const holds = (selection: unknown, fields: Record<string, unknown>) =>
  compileSelection(selection)(event(fields))

test("a map is AND", () => {
  const selection = { a: "x", b: "y" }
  expect(holds(selection, { a: "x", b: "y" })).toBe(true)
  expect(holds(selection, { a: "x", b: "z" })).toBe(false)
})

test("a list of maps is OR", () => {
  const selection = [{ a: "x" }, { b: "y" }]
  expect(holds(selection, { b: "y" })).toBe(true)
  expect(holds(selection, { a: "y" })).toBe(false)
})

test("a text is the whole value, whatever its case", () => {
  expect(holds({ a: "PowerShell" }, { a: "POWERSHELL" })).toBe(true)
  expect(holds({ a: "power" }, { a: "powershell" })).toBe(false)
  expect(holds({ a: "система" }, { a: "СИСТЕМА" })).toBe(true)
})

test("wildcards span lines and escape by a backslash only where Sigma says so", () => {
  expect(holds({ a: "a*b?d" }, { a: "a\n\nbcd" })).toBe(true)
  expect(holds({ a: "a?" }, { a: "a" })).toBe(false)
  expect(holds({ a: "a\\*" }, { a: "a*" })).toBe(true)
  expect(holds({ a: "a\\*" }, { a: "ab" })).toBe(false)
  expect(holds({ a: "a\\\\*" }, { a: "a\\b" })).toBe(true)
  expect(holds({ a: "a\\\\\\*" }, { a: "a\\*" })).toBe(true)
  expect(holds({ a: "c:\\windows" }, { a: "C:\\Windows" })).toBe(true)
})

test("a trailing backslash stays one under startswith and contains", () => {
  expect(holds({ "a|startswith": "C:\\Windows\\" }, { a: "c:\\windows\\cmd.exe" })).toBe(true)
  expect(holds({ "a|startswith": "C:\\Windows\\" }, { a: "c:\\windows*" })).toBe(false)
  expect(holds({ "a|contains": "\\temp\\" }, { a: "c:\\temp\\x" })).toBe(true)
})

test("startswith, endswith, contains and all", () => {
  expect(holds({ "a|endswith": "\\cmd.exe" }, { a: "C:\\CMD.EXE" })).toBe(true)
  expect(holds({ "a|contains|all": ["x", "y"] }, { a: "y-x" })).toBe(true)
  expect(holds({ "a|contains|all": ["x", "y"] }, { a: "x" })).toBe(false)
  expect(holds({ "a|contains": ["x", "y"] }, { a: "x" })).toBe(true)
  expect(holds({ "a|startswith": "b*d" }, { a: "bcde" })).toBe(true)
})

test("cased keeps the case", () => {
  expect(holds({ "a|contains|cased": "Ab" }, { a: "xAb" })).toBe(true)
  expect(holds({ "a|contains|cased": "Ab" }, { a: "xab" })).toBe(false)
})

test("null is absence, an empty text is presence", () => {
  expect(holds({ a: null }, {})).toBe(true)
  expect(holds({ a: null }, { a: null })).toBe(true)
  expect(holds({ a: null }, { a: "" })).toBe(false)
  expect(holds({ a: "" }, { a: "" })).toBe(true)
  expect(holds({ a: "" }, {})).toBe(false)
  expect(holds({ "a|exists": true }, { a: "" })).toBe(true)
  expect(holds({ "a|exists": false }, {})).toBe(true)
})

test("a number equals its decimal text", () => {
  expect(holds({ a: 1 }, { a: "1" })).toBe(true)
  expect(holds({ a: "1" }, { a: 1 })).toBe(true)
  expect(holds({ a: 1 }, { a: 10 })).toBe(false)
})

test("comparisons need numbers on both sides", () => {
  expect(holds({ "a|gte": 5 }, { a: "5" })).toBe(true)
  expect(holds({ "a|lt": 5 }, { a: "none" })).toBe(false)
  expect(holds({ "a|lt": 5 }, { a: "" })).toBe(false)
  expect(() => compileSelection({ "a|lt": "x" })).toThrow("one number")
})

test("neq holds on an absent field", () => {
  expect(holds({ "a|neq": ["x", "y"] }, {})).toBe(true)
  expect(holds({ "a|neq": ["x", "y"] }, { a: "y" })).toBe(false)
})

test("networks of both families, and any member of a list", () => {
  const selection = { "a|cidr": ["10.0.0.0/9", "fe80::/10"] }
  expect(holds(selection, { a: "10.127.0.1" })).toBe(true)
  expect(holds(selection, { a: "10.128.0.1" })).toBe(false)
  expect(holds(selection, { a: ["8.8.8.8", "febf::1"] })).toBe(true)
  expect(holds(selection, { a: "not an address" })).toBe(false)
  expect(holds({ "a|cidr": "::ffff:1.2.3.4" }, { a: "::ffff:102:304" })).toBe(true)
  expect(() => compileSelection({ "a|cidr": "10.0.0.0/33" })).toThrow("is not a network")
})

test("a regular expression is unanchored, case-sensitive, and cannot stall", () => {
  expect(holds({ "a|re": "b+c" }, { a: "abbcd" })).toBe(true)
  expect(holds({ "a|re": "B" }, { a: "b" })).toBe(false)
  expect(holds({ "a|re|i": "B" }, { a: "b" })).toBe(true)
  expect(holds({ "a|re": "(a+)+$" }, { a: `${"a".repeat(5000)}!` })).toBe(false)
  expect(() => compileSelection({ "a|re": "(" })).toThrow()
})

test("windash takes any dash where an option starts", () => {
  const selection = { "a|contains|windash": " -enc " }
  expect(holds(selection, { a: "x /ENC y" })).toBe(true)
  expect(holds(selection, { a: "x \u2013enc y" })).toBe(true)
  expect(holds(selection, { a: "x +enc y" })).toBe(false)
})

test("base64offset finds a text at each shift, wide before it", () => {
  for (const prefix of ["", "a", "ab"]) {
    const plain = Buffer.from(`${prefix}http://evil/`).toString("base64")
    expect(holds({ "a|base64offset|contains": "http://" }, { a: plain })).toBe(true)
    const wide = Buffer.from(`${prefix}http://evil/`, "utf16le").toString("base64")
    expect(holds({ "a|wide|base64offset|contains": "http://" }, { a: wide })).toBe(true)
  }
  expect(() => compileSelection({ "a|base64": "x*" })).toThrow("cannot take wildcards")
})

test("fieldref compares two fields that are both there", () => {
  expect(holds({ "a|fieldref": "b" }, { a: "X", b: "x" })).toBe(true)
  expect(holds({ "a|fieldref": "b" }, {})).toBe(false)
  expect(holds({ "a|fieldref|startswith": "b" }, { a: "xy", b: "x" })).toBe(true)
})

test("keywords are looked for in every field but our own", () => {
  expect(holds(["evil"], { a: "so EVIL!" })).toBe(true)
  expect(holds(["evil"], { "vedette.source": "evil" })).toBe(false)
  expect(holds({ "|all": ["one", "two"] }, { a: "one", b: "two" })).toBe(true)
  expect(holds({ "|all": ["one", "two"] }, { a: "one" })).toBe(false)
})

test("a time part is taken in UTC", () => {
  expect(holds({ "a|hour": 3 }, { a: "2026-01-02T03:04:05Z" })).toBe(true)
  expect(holds({ "a|hour|gte": 4 }, { a: "2026-01-02T03:04:05Z" })).toBe(false)
  expect(holds({ "a|week": 1 }, { a: "2026-01-02T03:04:05Z" })).toBe(true)
})

test("names of the prototype are plain fields", () => {
  expect(holds({ constructor: null }, {})).toBe(true)
  expect(holds({ ["__proto__"]: "x" }, {})).toBe(false)
})

test("what cannot be compiled is refused with the reason", () => {
  expect(() => compileSelection({ "a|expand": "%x%" })).toThrow("placeholder")
  expect(() => compileSelection({ "a|nope": "x" })).toThrow('"nope" is not known')
  expect(() => compileSelection({ "a|toString": "x" })).toThrow('"toString" is not known')
  expect(() => compileSelection(null)).toThrow("neither a map nor a list")
  expect(() => compileSelection({})).toThrow("empty map")
  expect(() => compileSelection({ a: { b: 1 } })).toThrow("neither text")
})
