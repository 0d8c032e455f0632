import { expect, test } from "bun:test"
import type { Event } from "../ecs/event.ts"
import { beginningKey, insideKey, readKey, wholeKey } from "./walk.ts"

const read = (text: unknown, path: readonly string[]) =>
  readKey({ "vendor.a": text } as Event, insideKey("vendor.a", path))

test("what lies inside of objects is found in every member of their list", () => {
  expect(read('[{"b":"x"},{"b":["y",1]},{"c":"z"}]', ["b"])).toEqual(["x", "y", 1])
  expect(read('{"b":{"c":true}}', ["b", "c"])).toEqual([true])
})

test("what is not there, no JSON, or deeper than the path gives nothing", () => {
  expect(read('[{"b":{"c":1}}]', ["c"])).toBeUndefined()
  expect(read("[broken", ["b"])).toBeUndefined()
  expect(read("text", ["b"])).toBeUndefined()
  expect(read('[{"b":"x"}]', ["b", "c"])).toBeUndefined()
  expect(read('[{"__proto__":{"b":1}}]', ["b"])).toBeUndefined()
})

test("a plain key is a field of the event", () => {
  expect(readKey({ "source.ip": "192.0.2.1" }, "source.ip")).toBe("192.0.2.1")
})

test("what an event has below a field is one text, lists of objects as they came", () => {
  const event = { "vendor.r.a.b": "x", "vendor.r.list": '[{"c":"d"}]', "vendor.ra": 1 } as Event
  expect(readKey(event, wholeKey("vendor.r"))).toBe('{"a.b":"x","list":[{"c":"d"}]}')
  expect(readKey(event, wholeKey("vendor.q"))).toBeUndefined()
})

test("fields whose names begin alike are members of one", () => {
  const event = { "vendor.p1": "x", "vendor.p2": ["y", 2], "vendor.q": "z" } as Event
  expect(readKey(event, beginningKey("vendor.p"))).toEqual(["x", "y", 2])
})
