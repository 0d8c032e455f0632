import { expect, test } from "bun:test"
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { noEvent } from "./define.ts"
import { zeek } from "./zeek.ts"

function reader() {
  const memory = new Map<string, string>()
  const context = { referenceMs: 0, zone: "UTC", memory: () => memory }
  return (text: string) => {
    const event: Event = {}
    return { reason: zeek.read(text, event, context), event }
  }
}

test("directives say what the columns are, which divides them and what means nothing", () => {
  const read = reader()
  for (const line of [
    "#separator \\x7c",
    "#set_separator|;",
    "#empty_field|EMPTY",
    "#unset_field|NONE",
    "#path|made_up",
    "#fields|ts|hosts|name|note",
    "#types|time|set[addr]|string|string",
  ])
    expect(read(line).reason).toBe(noEvent)
  const { event } = read("1772886896.5|192.0.2.1;192.0.2.2|a\\x7cb|NONE")
  expect(event as object).toMatchObject({
    "vendor._path": "made_up",
    "vendor.hosts": ["192.0.2.1", "192.0.2.2"],
    "vendor.name": "a|b",
  })
  expect(fieldOf(event, "vendor.note")).toBeUndefined()
})

test("fields may change amid a stream", () => {
  const read = reader()
  read("#fields\tts\ta")
  expect(fieldOf(read("1\tx").event, "vendor.a")).toBe("x")
  read("#fields\tts\tb")
  expect(fieldOf(read("1\tx").event, "vendor.b")).toBe("x")
})

test("a usual log needs no directives, and an unusual one is refused", () => {
  const read = reader()
  expect(fieldOf(read(zeek.example).event, "vendor.conn_state")).toBe("SF")
  expect(read("a\tb\tc").reason).toContain("#fields")
})

test("JSON in the name of its log", () => {
  const { event } = reader()('{"weird": {"ts":1,"name":"x"}}')
  expect(event as object).toEqual({ "vendor._path": "weird", "vendor.ts": 1, "vendor.name": "x" })
})
