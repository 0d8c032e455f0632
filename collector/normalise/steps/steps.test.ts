import { describe, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { stepMakers } from "./index.ts"

const context = { zone: "UTC", referenceMs: Date.UTC(2026, 5, 1) }

function run(name: string, options: unknown, event: object): Record<string, unknown> {
  const copy = { ...event } as Event
  stepMakers.get(name)?.(options)(copy, context)
  return copy as Record<string, unknown>
}

describe("kv", () => {
  const kv = (message: string, options = {}) =>
    run("kv", { prefix: "vendor.x", ...options }, { message })

  test("quoted values are whole", () => {
    expect(kv('a=1 msg="user=root src=9.9.9.9" b=2')).toMatchObject({
      "vendor.x.a": "1",
      "vendor.x.msg": "user=root src=9.9.9.9",
      "vendor.x.b": "2",
    })
  })
  test("quoted text without a key is no field", () => {
    expect(kv('a=1 "x user=root b" c=3')["vendor.x.user"]).toBeUndefined()
  })
  test("the first of a key counts, the others are kept", () => {
    const event = kv("user=anna text user=root user=eve")
    expect(event["vendor.x.user"]).toBe("anna")
    expect(event["vendor.repeated"]).toEqual(["user=root", "user=eve"])
  })
  test("other separators", () => {
    const event = kv("user:anna|note:a b|c", { pairs: "|", value: ":" })
    expect(event).toMatchObject({ "vendor.x.user": "anna", "vendor.x.note": "a b" })
  })
  test("an open quote is taken as it stands", () => {
    expect(kv('a="x b=2')).toMatchObject({ "vendor.x.a": '"x', "vendor.x.b": "2" })
  })
})

test("csv reads quoted cells and skips what has no name", () => {
  const columns = ["vendor.a", "", "source.port", "vendor.d"]
  const event = run("csv", { columns }, { message: 'x,"skipped, too",443,"say ""hi"""' })
  expect(event).toMatchObject({ "vendor.a": "x", "source.port": 443, "vendor.d": 'say "hi"' })
})

test("xml writes attributes and texts, and leaves what is none", () => {
  const message = '<r a="1"><b c="2">text &amp; more</b></r>'
  const event = run("xml", { prefix: "vendor.x" }, { message })
  expect(event).toMatchObject({ "vendor.x.r.a": "1", "vendor.x.r.b.#text": "text & more" })
  expect(run("xml", { prefix: "vendor.x" }, { message: "<<<" })).toEqual({ message: "<<<" })
  const bomb = `<!DOCTYPE x [${'<!ENTITY a "aaaaaaaaaa">'.repeat(200)}]><r>${"&a;".repeat(1e4)}</r>`
  expect(JSON.stringify(run("xml", { prefix: "vendor.x" }, { message: bomb })).length).toBeLessThan(
    3 * bomb.length,
  )
})

// The baseline vectors of the Community ID specification.
test.each([
  ["tcp", "128.232.110.120", 34855, "66.35.250.204", 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="],
  ["tcp", "66.35.250.204", 80, "128.232.110.120", 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="],
  ["udp", "192.168.1.52", 54585, "8.8.8.8", 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="],
])("community_id of %s %s:%i to %s:%i", (transport, from, fromPort, to, toPort, wanted) => {
  const event = {
    "network.transport": transport,
    "source.ip": from,
    "source.port": fromPort,
    "destination.ip": to,
    "destination.port": toPort,
  }
  expect(run("community_id", {}, event)["network.community_id"]).toBe(wanted)
})

test.each([
  ["icmp", "192.168.0.89", "192.168.0.1", 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="],
  [
    "ipv6-icmp",
    "fe80::200:86ff:fe05:80da",
    "fe80::260:97ff:fe07:69ea",
    135,
    0,
    "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=",
  ],
])("community_id of %s %s to %s", (transport, from, to, type, code, wanted) => {
  const event = {
    "network.transport": transport,
    "source.ip": from,
    "destination.ip": to,
    "vendor.icmp.type": type,
    "vendor.icmp.code": code,
  }
  expect(run("community_id", {}, event)["network.community_id"]).toBe(wanted)
})

test("domain finds the registered one, and none in an address", () => {
  const options = { field: "url.domain", to: "url" }
  expect(run("domain", options, { "url.domain": "www.news.example.co.uk" })).toMatchObject({
    "url.registered_domain": "example.co.uk",
    "url.subdomain": "www.news",
    "url.top_level_domain": "co.uk",
  })
  expect(run("domain", options, { "url.domain": "192.0.2.1" })).toEqual({
    "url.domain": "192.0.2.1",
  })
})

test("useragent names browser and system", () => {
  const original =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
  expect(run("useragent", {}, { "user_agent.original": original })).toMatchObject({
    "user_agent.name": "Chrome",
    "user_agent.os.name": "Windows",
  })
  const hostile = "Mozilla/5.0 (".repeat(5000)
  const begin = performance.now()
  run("useragent", {}, { "user_agent.original": hostile })
  expect(performance.now() - begin).toBeLessThan(5000) // it is cut before it is read
})

test("base64 decodes, and leaves what is none", () => {
  const options = { field: "vendor.a", target: "vendor.b", encoding: "utf16le" }
  const text = Buffer.from("whoami", "utf16le").toString("base64")
  expect(run("base64", options, { "vendor.a": text })["vendor.b"]).toBe("whoami")
  expect(run("base64", options, { "vendor.a": "no base64!" })["vendor.b"]).toBeUndefined()
})

test("hash covers several fields", () => {
  const options = { fields: ["vendor.a", "vendor.b"], target: "event.hash" }
  const one = run("hash", options, { "vendor.a": "x", "vendor.b": "y" })["event.hash"]
  expect(one).toMatch(/^[0-9a-f]{64}$/)
  expect(run("hash", options, { "vendor.a": "xy" })["event.hash"]).not.toBe(one)
})

test.each([
  ["UNIX", "1772366400.25", "2026-03-01T12:00:00.250Z"],
  ["UNIX_MS", "1772366400250", "2026-03-01T12:00:00.250Z"],
  ["UNIX_US", "1772366400250000", "2026-03-01T12:00:00.250Z"],
  ["UNIX_NS", "1772366400250000000", "2026-03-01T12:00:00.250Z"],
  ["dd/MMM/yyyy:HH:mm:ss Z", "01/Mar/2026:13:00:00 +0100", "2026-03-01T12:00:00.000Z"],
  ["MMM dd HH:mm:ss", "Mar  1 12:00:00", "2026-03-01T12:00:00.000Z"],
])("date reads %s", (format, text, wanted) => {
  const options = { field: "vendor.t", formats: [format] }
  expect(run("date", options, { "vendor.t": text })["@timestamp"]).toBe(wanted)
})

test("what is misspelt is refused at load", () => {
  const make = (name: string, options: unknown) => () => stepMakers.get(name)?.(options)
  expect(make("csv", { columns: ["user.nam"] })).toThrow("no ECS field")
  expect(make("set", { "event.id": "x" })).toThrow("Vedette alone")
  expect(make("grok", { patterns: ["%{NOPE:x}"] })).toThrow("unknown pattern")
})

test("the guide names every step", async () => {
  const guide = await Bun.file("shared/docs/datasets.md").text()
  expect([...stepMakers.keys()].filter((name) => !guide.includes(`\`${name}`))).toEqual([])
})

test("duration counts nanoseconds", () => {
  const options = { field: "vendor.took", unit: "ms" }
  expect(run("duration", options, { "vendor.took": "1.5" })["event.duration"]).toBe(1_500_000)
  expect(run("duration", options, { "vendor.took": "1e9" })["event.duration"]).toBeUndefined()
})
