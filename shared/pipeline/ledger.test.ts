import { expect, test } from "bun:test"
import type { Event } from "../ecs/event.ts"
import { openLedger } from "./ledger.ts"
import { hourMs } from "./ledger-row.ts"

const hour = Date.UTC(2026, 0, 10, 12)
let now = hour
const event = (source: string, atMs = hour, more: Event = {}): Event => ({
  "event.id": crypto.randomUUID(),
  "event.created": new Date(atMs).toISOString(),
  "vedette.stream": "events",
  "vedette.source": source,
  ...more,
})
const row = (source: string, counts: object = {}, atMs = hour) => ({
  ...{ source, hourMs: atMs, received: 0, unparsed: 0, alerts: 0 },
  ...{ dropped: {}, refused: {}, lastMs: 0, ...counts },
})
const open = (options = {}) => openLedger(() => now, options)

test("events count by source and hour of receipt once their note is written", () => {
  const ledger = open()
  const note = ledger.count([
    event("a"),
    event("a", hour + 5, { "vedette.stream": "pipeline" }),
    event("a", hour + 9, { "vedette.stream": "alerts" }),
    event("a", hour + hourMs),
    event("b"),
    event("", hour, { "vedette.stream": "status" }),
  ])
  expect(ledger.rows()).toEqual([])
  ledger.written(note)
  expect(ledger.rows()).toEqual([
    row("a", { received: 2, unparsed: 1, alerts: 1, lastMs: hour + 5 }),
    row("a", { received: 1, lastMs: hour + hourMs }, hour + hourMs),
    row("b", { received: 1, lastMs: hour }),
  ])
})

test("a thousand drops are one row of the next note, refusals are none of what was received", () => {
  const ledger = open()
  for (let i = 0; i < 1000; i++) ledger.drop("udp", "kernel buffer full", 2)
  ledger.refuse("http", "request: full", 3)
  const note = ledger.count([])
  expect(note.length).toBeLessThan(500)
  ledger.written(note)
  ledger.written(ledger.count([]))
  expect(ledger.rows()).toEqual([
    row("udp", { received: 2000, dropped: { "kernel buffer full": 2000 } }),
    row("http", { refused: { "request: full": 3 } }),
  ])
})

test("what was durable is there after a restart, from a snapshot and the notes after it", () => {
  const before = open()
  before.written(before.count([event("a")]))
  const snapshot = before.snapshot()
  const note = before.count([event("a"), event("b")])
  const after = open()
  after.restore(snapshot, [note])
  before.written(note)
  expect(after.rows()).toEqual(before.rows())
})

test("notes of an earlier version are read", () => {
  const ledger = open()
  const { refused: _, ...old } = row("a", { received: 4, lastMs: hour })
  ledger.restore(JSON.stringify([old]), [JSON.stringify([old])])
  expect(ledger.rows()).toEqual([row("a", { received: 8, lastMs: hour })])
})

test("a report begins with what has news, and takes turns with the rest", () => {
  const ledger = open()
  ledger.written(ledger.count(["a", "b", "c"].map((source) => event(source))))
  const report = (most: number) => {
    const { rows, done } = ledger.report(most)
    done()
    return rows.map(({ source }) => source).join("")
  }
  expect(report(2)).toBe("ab")
  expect(ledger.isNews).toBe(true)
  expect(report(2)).toBe("ca")
  expect(ledger.isNews).toBe(false)
  expect(report(2)).toBe("ba")
  ledger.written(ledger.count([event("b")]))
  expect(report(1)).toBe("b")
})

test("a report that came to nothing is made again", () => {
  const ledger = open()
  ledger.written(ledger.count([event("a")]))
  ledger.report(9)
  expect(ledger.isNews).toBe(true)
  const { done } = ledger.report(9)
  ledger.written(ledger.count([event("a")]))
  done()
  expect(ledger.isNews).toBe(true)
})

test("rows of days ago are kept until they are reported, then forgotten", () => {
  now = hour
  const ledger = open()
  ledger.written(ledger.count([event("a")]))
  now = hour + 100 * hourMs
  expect(JSON.parse(ledger.snapshot()).rows).toHaveLength(1)
  const restarted = open()
  restarted.restore(ledger.snapshot(), [])
  const { rows, done } = restarted.report(9)
  expect(rows).toHaveLength(1)
  done()
  expect(restarted.report(9).rows).toEqual([])
  now = hour
})

test("what is in the spool is counted, but for drops, until it is published", () => {
  const ledger = open({ isSpooled: true })
  ledger.drop("a", "too late", 7)
  const notes = [ledger.count([event("a"), event("a")]), ledger.count([event("a")])]
  notes.forEach(ledger.written)
  expect([...ledger.spooled()]).toEqual([["a", 3]])
  ledger.published(notes[0]!)
  expect(ledger.report(9).rows[0]).toMatchObject({ received: 10, spooled: 1 })
})

test("what an earlier run left in the spool is not counted, and that is said", () => {
  const before = open({ isSpooled: true })
  const old = before.count([event("a")])
  const ledger = open({ isSpooled: true })
  ledger.restore(undefined, [old])
  const own = ledger.count([event("a")])
  ledger.written(own)
  ledger.published(old)
  expect([...ledger.spooled(), ledger.spoolIsCounted]).toEqual([["a", 1], false])
  ledger.published(own)
  expect([...ledger.spooled(), ledger.spoolIsCounted]).toEqual([["a", 0], true])
})

test("a source of any name is only a name", () => {
  const ledger = open()
  const name = "__proto__"
  ledger.drop(name, "constructor", 1)
  ledger.written(ledger.count([event(name)]))
  expect(ledger.rows()[0]).toMatchObject({ source: name, received: 2, dropped: { constructor: 1 } })
})

test("revisions rise also where the clock is set back, before and after a restart", () => {
  now = hour
  const ledger = open()
  const notes = [ledger.count([])]
  now = hour - 2 * hourMs
  notes.push(ledger.count([]))
  expect(ledger.revision).toBe(hour + 1)
  for (const [snapshot, later] of [
    [ledger.snapshot(), []],
    [undefined, notes],
  ] as const) {
    const restarted = open()
    restarted.restore(snapshot, later)
    restarted.count([])
    expect(restarted.revision).toBe(hour + 2)
  }
  now = hour
})
