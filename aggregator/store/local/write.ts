import type { Database } from "bun:sqlite"
import type { Event } from "#shared/ecs/event.ts"
import { fieldOf } from "#shared/ecs/event.ts"
import { textFields, valuesOf, wordsOf } from "../query-match.ts"
import { cellsOf, columnNames } from "./columns.ts"
import type { Files } from "./files.ts"

export interface WriteJob {
  readonly json: string
  readonly mayRepeat: boolean
  readonly nowMs: number
  readonly partitionMs: number
  readonly eventBytesMax: number
}

export interface WriteDone {
  created: number
  duplicates: number
  redelivered: number
  readonly refused: { readonly index: number; readonly reason: string }[]
}

const idCharsMax = 512

/** Writes a batch in one transaction of the current file. */
export function write(files: Files, job: WriteJob): WriteDone {
  const start = Math.floor(job.nowMs / job.partitionMs) * job.partitionMs
  const current = files.database(start)
  const others = files.all().filter((file) => file.start !== start)
  const events = JSON.parse(job.json) as Event[]
  const done: WriteDone = { created: 0, duplicates: 0, redelivered: 0, refused: [] }
  current.transaction(() => {
    for (const [index, event] of events.entries()) {
      const body = JSON.stringify(event)
      const reason = refusal(event, body, job.eventBytesMax)
      if (reason) {
        done.refused.push({ index, reason })
        continue
      }
      const wide = job.mayRepeat || event["vedette.repeat"] === true
      const before = wide ? others : others.slice(0, 1)
      const places = [current, ...before.map(({ db }) => db)]
      const known = batchOf(places, event["event.id"]!)
      if (known === undefined) {
        insert(current, event, body, job.nowMs)
        done.created++
      } else if (known === (event["vedette.batch"] ?? "")) done.redelivered++
      else if (addDuplicate(places, event, job.nowMs)) done.duplicates++
      else done.redelivered++
    }
  })()
  return done
}

function refusal(event: Event, body: string, bytesMax: number): string | undefined {
  const id = event["event.id"]
  if (typeof id !== "string" || id === "") return "no event.id"
  if (id.length > idCharsMax || !id.isWellFormed() || id.includes("\0")) return "unfit event.id"
  return Buffer.byteLength(body) > bytesMax ? "larger than eventBytesMax" : undefined
}

function batchOf(places: readonly Database[], id: string): string | undefined {
  for (const db of places) {
    const row = db.query("SELECT batch FROM events WHERE id = ?").get(id) as {
      batch: string | null
    } | null
    if (row) return row.batch ?? ""
  }
  return undefined
}

function insert(db: Database, event: Event, body: string, nowMs: number): void {
  const created = instant(event["event.created"], nowMs)
  const { values, odd } = cellsOf({
    ...event,
    "vedette.stream": event["vedette.stream"] ?? "events",
  })
  const { lastInsertRowid } = db
    .query(insertSql)
    .run(event["event.id"]!, instant(event["@timestamp"], created), created, odd ? 1 : 0, ...values)
  db.query("INSERT INTO bodies(rowid, body) VALUES (?, ?)").run(lastInsertRowid, body)
  const words = new Set(
    textFields.flatMap((field) =>
      valuesOf(event, field).flatMap((value) => wordsOf(String(value))),
    ),
  )
  if (words.size > 0)
    db.query("INSERT INTO words(rowid, text) VALUES (?, ?)").run(
      lastInsertRowid,
      [...words].join(" "),
    )
}

const insertSql = `INSERT INTO events(id, ts, created, odd, ${columnNames.join(", ")})
  VALUES (?, ?, ?, ?, ${columnNames.map(() => "?").join(", ")})`

/** Returns whether this delivery was not yet counted. */
function addDuplicate(places: readonly Database[], event: Event, nowMs: number): boolean {
  const id = event["event.id"]!
  const batch = String(fieldOf(event, "vedette.batch") ?? "")
  for (const db of places.slice(1))
    if (db.query("SELECT 1 FROM duplicates WHERE id = ? AND batch = ?").get(id, batch)) return false
  const { changes } = places[0]!
    .query(
      "INSERT OR IGNORE INTO duplicates(id, batch, source, created, stream) VALUES (?,?,?,?,?)",
    )
    .run(
      id,
      batch,
      event["vedette.source"] ?? null,
      instant(event["event.created"], nowMs),
      event["vedette.stream"] ?? "events",
    )
  return changes > 0
}

function instant(text: string | undefined, otherwise: number): number {
  const ms = Date.parse(text ?? "")
  return Number.isNaN(ms) ? otherwise : ms
}
