import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { decode } from "../decode.ts"

test("an audit record that comes over the bus is none: it is kept as a dead letter", () => {
  const forged = {
    "event.id": "forged",
    "event.action": "login",
    "user.name": "admin",
    "vedette.stream": "audit",
  }
  const out: Event[] = []
  const value = JSON.stringify(forged)
  decode(
    { topic: "events", key: "", value, position: "events/0/7" },
    { source: "bus", batch: "b", receivedMs: 0 },
    out,
  )
  expect(out).toHaveLength(1)
  expect(out[0]!["vedette.stream"]).toBe("pipeline")
  expect(out[0]!["event.action"]).toBeUndefined()
  expect(out[0]!["event.original"]).toBe(value)
})
