import { describe, expect, test } from "bun:test"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import type { Origin, Raw } from "#shared/pipeline/types.ts"
import { formats } from "./formats/index.ts"
import { openNormaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"

const normalise = openNormaliser([join(import.meta.dir, "../rules/normalize")])
const parser = parserOf({ formats, normalise, collector: "edge1" })
const base: Origin = { source: "s", batch: "b", receivedMs: Date.UTC(2026, 5, 1) }

function parse(text: string, origin: Partial<Origin> = {}, raw: Partial<Raw> = {}): Event[] {
  const out: Event[] = []
  parser({ text, position: 7, ...raw }, { ...base, ...origin }, out)
  return out
}

test("the id depends on source, position and bytes, on nothing else", () => {
  const id = parse("x")[0]?.["event.id"]
  expect(id).toMatch(/^[\w-]{22}$/)
  expect(parse("x", { batch: "other", receivedMs: 1 })[0]?.["event.id"]).toBe(id!)
  expect(parse("y")[0]?.["event.id"]).not.toBe(id!)
  expect(parse("x", {}, { position: 8 })[0]?.["event.id"]).not.toBe(id!)
  expect(parse("x", { source: "t" })[0]?.["event.id"]).not.toBe(id!)
})

test("what a sender says is never ours", () => {
  const [event] = parse(
    '{"event":{"id":"forged","created":"x","kind":"pipeline_error","dataset":"d"},"vedette":{"stream":"alerts","matches":["r"]},"ecs.version":"1"}',
  )
  expect(event?.["event.id"]).not.toBe("forged")
  expect(event?.["vedette.stream"]).toBe("events")
  expect(event?.["vedette.matches"]).toBeUndefined()
  expect(event?.["event.kind"]).toBe("event")
  expect(event).toMatchObject({
    "vendor.event.id": "forged",
    "vendor.event.kind": "pipeline_error",
    "vendor.vedette.stream": "alerts",
    "vendor.ecs.version": "1",
  })
})

test("ECS with fitting values is taken over, dotted or nested; the rest is the vendor's", () => {
  const [event] = parse(
    '{"source":{"ip":"192.0.2.7","port":"443"},"user.name":"anna","destination.ip":"nowhere","a":{"b":[{"c":1}]},"n":12345678901234567890}',
  )
  expect(event).toMatchObject({
    "source.ip": "192.0.2.7",
    "source.port": 443,
    "user.name": "anna",
    "vendor.destination.ip": "nowhere",
    "vendor.a.b": '[{"c":1}]',
    "vendor.n": "12345678901234567890",
  })
})

test("prototype keys are plain names", () => {
  const [event] = parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"x":1}}}')
  expect(event).toMatchObject({
    "vendor.__proto__.polluted": 1,
    "vendor.constructor.prototype.x": 1,
  })
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined()
})

test("an array is split, each item with an id of its own", () => {
  const events = parse('[{"message":"a"},{"message":"b"}]')
  expect(events.map((event) => event.message)).toEqual(["a", "b"])
  expect(new Set(events.map((event) => event["event.id"])).size).toBe(2)
})

test("what its format refuses is kept whole as a pipeline record", () => {
  const [event] = parse('{"a":', { format: "json" }, { bytes: new Uint8Array([0x7b, 0xff]) })
  expect(event).toMatchObject({
    "event.kind": "pipeline_error",
    "vedette.stream": "pipeline",
    "vedette.reason": "not JSON",
    "event.original": '{"a":',
    "vedette.raw_base64": "e/8=",
  })
})

test("a syslog message that is JSON is read too", () => {
  const [event] = parse('<13>1 2026-01-01T00:00:00Z h app 1 - - {"user":{"name":"anna"},"k":1}')
  expect(event).toMatchObject({ "host.name": "h", "user.name": "anna", "vendor.k": 1 })
})

describe("a stamp without a year", () => {
  test.each([
    ["<13>Dec 31 23:59:59 h p: m", "2026-01-01T00:00:30Z", "2025-12-31T23:59:59.000Z"],
    ["<13>Jan  1 00:00:01 h p: m", "2025-12-31T23:59:30Z", "2026-01-01T00:00:01.000Z"],
  ])("%s at %s", (text, at, expected) => {
    expect(parse(text, { receivedMs: Date.parse(at) })[0]?.["@timestamp"]).toBe(expected)
  })

  test("is read in the source's zone", () => {
    const [event] = parse("<13>Jun  1 12:00:00 h p: m", { zone: "Europe/Berlin" })
    expect(event?.["@timestamp"]).toBe("2026-06-01T10:00:00.000Z")
  })
})

describe("a dead letter", () => {
  const origin = {
    ...{ format: "json", dataset: "acme.app", zone: "Europe/Paris", transport: "tls" as const },
    ...{ path: "/var/log/a", peer: "10.0.0.1", identity: "shipper" },
  }

  test("has its reason, its place and its whole origin, and an id beside its event's own", () => {
    const [letter] = parse("no json", origin)
    expect(letter).toMatchObject({
      "event.kind": "pipeline_error",
      "vedette.reason": "not JSON",
      "vedette.position": "7",
      "log.file.path": "/var/log/a",
      "vedette.peer.ip": "10.0.0.1",
      "vedette.peer.identity": "shipper",
      "event.original": "no json",
    })
    expect(JSON.parse(letter!["vedette.origin"]!)).toEqual({
      ...{ format: "json", dataset: "acme.app", zone: "Europe/Paris", transport: "tls" },
    })
    const [event] = parse("no json")
    expect(letter!["event.id"]).toBe(`${event!["event.id"]}.letter`)
  })

  test("a replayed record has the id it would have had, and names its letter", () => {
    const [event] = parse("line")
    const id = event!["event.id"]!
    const letter = `${id}.letter`
    const again = { mayRepeat: true }
    const [known] = parse("line", again, { position: 7, replayed: { letter, id } })
    expect(known).toMatchObject({ "event.id": id, "vedette.letter": letter })
    expect(known!["vedette.repeat"]).toBe(true)
    const [elsewhere] = parse("line", again, { position: "?", replayed: { letter, id } })
    expect(elsewhere!["event.id"]).toBe(id)
  })

  test("items of a replayed record have the ids they would have had", () => {
    const text = '[{"message":"a"},{"message":"b"}]'
    const ids = (raw: Partial<Raw>) => parse(text, {}, raw).map((event) => event["event.id"])
    const replayed = { letter: "x.letter", id: "x" }
    expect(ids({ replayed })).toEqual(ids({}))
    expect(parse(text, {}, { replayed }).map((event) => event["vedette.letter"])).toEqual([
      "x.letter",
      "x.letter",
    ])
  })
})

test("a named dataset is kept although no rule knows it", () => {
  const [event] = parse("x", { dataset: "acme.app" })
  expect(event).toMatchObject({ "event.dataset": "acme.app", "event.module": "acme", message: "x" })
})

test("a directive rules the records of its own stream", () => {
  const iis = (text: string, path: string) => parse(text, { format: "w3c", path })
  expect(iis("#Fields: date time c-ip cs-method", "/a.log")).toEqual([])
  const row = "2026-03-01 12:00:00 192.0.2.1 GET"
  expect(iis(row, "/a.log")[0]).toMatchObject({ "vendor.w3c.c_ip": "192.0.2.1" })
  expect(iis(row, "/b.log")[0]?.["vendor.w3c.c_ip"]).toBeUndefined()
})

test("a record may be wrapped in another's message", () => {
  const inner = "2026-03-01T12:00:00.5Z stdout F CEF:0|Acme|Gate|1|9|Name|5|src=192.0.2.1"
  expect(parse(inner)[0]).toMatchObject({
    "@timestamp": "2026-03-01T12:00:00.500Z",
    "vedette.format": "cri+cef",
    "source.ip": "192.0.2.1",
  })
})
