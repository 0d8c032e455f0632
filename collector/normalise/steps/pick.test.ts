import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { pick } from "./pick.ts"

const context = { zone: "UTC", referenceMs: 0 }
const list = [
  { type: "App" },
  { type: "User", id: { name: "anna" } },
  { type: "User", id: { name: "b" } },
]

function picked(options: object, text: string): Event {
  const event: Event = { "vendor.list": text }
  pick({ field: "vendor.list", target: "user.target.name", ...options })(event, context)
  return event
}

test("takes the first item in which the members stand", () => {
  const event = picked({ value: "id.name", where: { type: "user" } }, JSON.stringify(list))
  expect(event["user.target.name"]).toBe("anna")
})

test("passes over items without the value", () => {
  expect(picked({ value: "id.name" }, JSON.stringify(list))["user.target.name"]).toBe("anna")
})

test.each(["[{", "[]", "[1]", "null", "x", "[{}]"])("%s has none", (text) => {
  expect(picked({ value: "constructor.name" }, text)["user.target.name"]).toBeUndefined()
  expect(picked({ value: "id.name" }, text)["user.target.name"]).toBeUndefined()
})

test("a misspelt field is refused", () => {
  expect(() => pick({ field: "vendor.list", value: "a", target: "user.nme" })).toThrow(
    "no ECS field",
  )
})
