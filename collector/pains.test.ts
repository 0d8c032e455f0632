import { expect, test } from "bun:test"
import { join } from "node:path"
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { rawOf } from "#shared/pipeline/raw.ts"
import { formats } from "./formats/index.ts"
import { openNormaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"

/** What other products are complained of, as a reader of records meets it. */
const normalise = openNormaliser([join(import.meta.dir, "../rules/normalize")])
const parse = parserOf({ formats, normalise, collector: "edge" })

interface Way {
  readonly zone?: string
  readonly receivedAt?: string
  readonly format?: string
  readonly peer?: string
}

function read(record: string | Buffer, { receivedAt = "2026-06-01T00:00:00Z", ...way }: Way = {}) {
  const out: Event[] = []
  const origin = { source: "s", batch: "b", receivedMs: Date.parse(receivedAt), ...way }
  parse(rawOf(Buffer.from(record as string), "1", 2 ** 20), origin, out)
  expect(out.length).toBeGreaterThan(0)
  return out[0]!
}

const at = (record: string, way?: Way) => read(record, way)["@timestamp"]

test("syslog of no tag, no host, no priority is read, and keeps its text", () => {
  for (const line of [
    "<34>1 2026-05-01T10:00:00Z h app - - - text",
    "<34>May  1 10:00:00 text without a tag",
    "<34>text alone",
    "May  1 10:00:00 h app: text",
    "<34>@weird : host : text",
  ]) {
    const event = read(line, { format: "syslog" })
    expect([line, event["event.kind"]]).toEqual([line, "event"])
    expect(event["event.original"]).toBe(line)
  }
})

test("each escape of structured data is undone, and an unknown one stays as it is", () => {
  const event = read(
    '<34>1 2026-05-01T10:00:00Z h app - - [x@1 a="q\\"q" b="s\\\\s" c="b\\]b" d="u\\nu"] m',
  )
  const value = (name: string) => fieldOf(event, `log.syslog.structured_data.x@1.${name}`)
  expect(["a", "b", "c", "d"].map(value)).toEqual(['q"q', "s\\s", "b]b", "u\\nu"])
  expect(event.message).toBe("m")
})

test("the peer's address stands apart from the host that a line names", () => {
  const event = read("<34>May  1 10:00:00 forged app: text", { peer: "192.0.2.9" })
  expect([event["host.hostname"], event["vedette.peer.ip"]]).toEqual(["forged", "192.0.2.9"])
})

test("at new year a stamp without a year is of the year nearest to its receipt", () => {
  const line = (stamp: string) => `<34>${stamp} h app: text`
  expect(at(line("Dec 31 23:59:58"), { receivedAt: "2026-01-01T00:00:03Z" })).toBe(
    "2025-12-31T23:59:58.000Z",
  )
  expect(at(line("Jan  1 00:00:01"), { receivedAt: "2025-12-31T23:59:59Z" })).toBe(
    "2026-01-01T00:00:01.000Z",
  )
})

test("29 February is itself in a leap year, and no other day in any", () => {
  const line = "<34>Feb 29 12:00:00 h app: text"
  expect(at(line, { receivedAt: "2028-02-29T12:00:05Z" })).toBe("2028-02-29T12:00:00.000Z")
  expect(at(line, { receivedAt: "2026-03-01T12:00:05Z" })).not.toMatch(/-03-01T12:00:00/)
})

test("a source's zone is its own, through the hour that is not and the one that is twice", () => {
  const way = { zone: "Europe/Berlin", receivedAt: "2026-11-01T00:00:00Z" }
  const line = (stamp: string) => `<34>1 ${stamp} h app - - - text`
  const local = (stamp: string) => at(`<34>${stamp} h app: text`, way)
  expect(local("Mar 29 01:59:59")).toBe("2026-03-29T00:59:59.000Z")
  expect(local("Mar 29 02:30:00")).toBe("2026-03-29T01:30:00.000Z") // it is taken as 03:30
  expect(local("Mar 29 03:00:00")).toBe("2026-03-29T01:00:00.000Z")
  expect(local("Oct 25 02:30:00")).toBe("2026-10-25T00:30:00.000Z") // the first of two
  expect(local("Oct 25 03:00:00")).toBe("2026-10-25T02:00:00.000Z")
  expect(at(line("2026-03-29T02:30:00+02:00"), way)).toBe("2026-03-29T00:30:00.000Z")
})

test("an integer of 64 bits keeps each digit", () => {
  const event = read('{"id":18446744073709551615,"n":9007199254740993,"small":42}')
  const values = ["id", "n", "small"].map((name) => fieldOf(event, `vendor.${name}`))
  expect(values).toEqual(["18446744073709551615", "9007199254740993", 42])
})

test("a field that is text once and an object once is kept both times", () => {
  expect(fieldOf(read('{"actor":"anna"}'), "vendor.actor")).toBe("anna")
  expect(fieldOf(read('{"actor":{"id":7}}'), "vendor.actor.id")).toBe(7)
  const both = read('{"a.b":1,"a":{"b":{"c":2}}}')
  expect([fieldOf(both, "vendor.a.b"), fieldOf(both, "vendor.a.b.c")]).toEqual([1, 2])
})

test.each(["1.2.3.4:443", "[::1]:80", "host-7", "", "-", "1.2.3.4, 5.6.7.8", "300.1.2.3"])(
  "%p is never written to a field for addresses, and not lost",
  (address) => {
    const event = read(JSON.stringify({ source: { ip: address }, message: "m" }))
    expect(["undefined", "1.2.3.4", "::1"]).toContain(String(event["source.ip"]))
    expect(event["event.original"]).toContain(address)
  },
)

test("every record has a time, of its own or of its receipt", () => {
  for (const record of ["{}", "x", '{"@timestamp":"yesterday"}', "<34>", "CEF:0|", "\u0000a"])
    expect([record, at(record)]).toEqual([record, "2026-06-01T00:00:00.000Z"])
})

test("FortiGate: key=value inside a quoted address sets no field", () => {
  const line =
    'date=2026-05-01 time=10:00:00 devname="fw" logid="0000000013" type="traffic" subtype="forward" srcip=10.0.0.5 dstip=192.0.2.7 url="/x srcip=9.9.9.9 date=2020-01-01 action=accept" action="deny"'
  const event = read(line)
  expect([event["source.ip"], event["@timestamp"]?.slice(0, 10)]).toEqual([
    "10.0.0.5",
    "2026-05-01",
  ])
})

test("CEF: an equals sign that nobody escaped belongs to the value", () => {
  const event = read(
    "CEF:0|A|B|1|9|N|5|src=192.0.2.1 request=http://h/?a=b&c=d msg=x = y suser=anna",
  )
  expect([event["source.ip"], event["user.name"]]).toEqual(["192.0.2.1", "anna"])
  expect(event.message).toBe("x = y")
})

test("a control character in a Windows event in XML takes nothing from it", () => {
  const xml = (text: string) =>
    `<Event><System><Provider Name='P'/><EventID>4688</EventID><Channel>Security</Channel><Computer>c</Computer></System><EventData><Data Name='CommandLine'>a${text}b</Data><Data Name='SubjectUserName'>anna</Data></EventData></Event>`
  const event = read(xml("\u0003\u0000"))
  expect(fieldOf(event, "vendor.winlog.event_data.SubjectUserName")).toBe("anna")
  expect(String(fieldOf(event, "vendor.winlog.event_data.CommandLine"))).toMatch(/^a.*b$/s)
})

test("what is not UTF-8 is read on behind it, and keeps its bytes", () => {
  const bytes = Buffer.from("<34>May  1 10:00:00 h app: caf\xe9 then more", "latin1")
  const event = read(bytes)
  expect(event.message).toEndWith("then more")
  expect(event["vedette.raw_base64"]).toBe(bytes.toString("base64"))
})

test("a stamp of the future or of the past is kept beside the time of receipt", () => {
  const event = read('{"@timestamp":"2031-01-01T00:00:00Z","message":"m"}')
  expect(event["@timestamp"]).toBe("2031-01-01T00:00:00.000Z")
  expect(event["event.created"]).toBe("2026-06-01T00:00:00.000Z")
})
