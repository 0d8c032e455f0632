import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { decode } from "./decode.ts"

const origin = { source: "g", batch: "b", receivedMs: Date.UTC(2026, 10, 25) }

test("a batch of Kafka that can't be unpacked is a pipeline record with its exact bytes and place", () => {
  const bytes = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 255)
  const packed = { reason: "a Kafka batch can't be unpacked: too large (2 records)", bytes }
  const out: Event[] = []
  const delivered = { topic: "events", key: "", value: "", position: "events/0/7", packed } as const
  decode(delivered, origin, out)
  expect(out).toHaveLength(1)
  expect(out[0]).toMatchObject({
    "event.kind": "pipeline_error",
    "vedette.stream": "pipeline",
    "vedette.reason": packed.reason,
    "vedette.batch": "events/0/7",
    "vedette.raw_base64": Buffer.from(bytes).toString("base64"),
  })
})

test("what is no event is a pipeline record with its text", () => {
  for (const value of ["no JSON", "[]", "{}", "null", '{"event.id":7}', "\ufffd\0"]) {
    const out: Event[] = []
    decode({ topic: "events", key: "", value, position: "events/0/8" }, origin, out)
    expect(out[0]).toMatchObject({ "event.kind": "pipeline_error", "event.original": value })
  }
})
