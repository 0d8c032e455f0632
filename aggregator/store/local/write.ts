import type { Database } from "bun:sqlite"
import type { Event } from "#shared/ecs/event.ts"
import { fieldOf } from "#shared/ecs/event.ts"
import { textFields, valuesOf, wordsOf } from "../query-match.ts"
import { cellsOf, columnNames } from "./columns.ts"
import { type Files, isDamage, nameOf } from "./files.ts"

import { singleBit } from "./segments.ts"

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

/** Writes a batch in one transaction of the current file; a damaged one is set aside for a new. */
export function write(files: Files, job: WriteJob): WriteDone {
  const start = Math.floor(job.nowMs / job.partitionMs) * job.partitionMs
  try {
    return writeInto(files, start, job)
  } catch (cause) {
    if (!isDamage(cause)) throw cause
    files.setAside(nameOf(start))
    return writeInto(files, start, job)
  }
}

function writeInto(files: Files, start: number, job: WriteJob): WriteDone {
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
      const known = batchOf(current, files, before, event["event.id"]!)
      if (known === undefined) {
        insert(current, event, body, job.nowMs)
        done.created++
      } else if (known === (event["vedette.batch"] ?? "")) done.redelivered++
      else if (addDuplicate(current, files, before, event, job.nowMs)) done.duplicates++
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

type Place = ReturnType<Files["all"]>[number]

/** The batch under which an id is stored. An older file that is damaged knows nothing. */
function batchOf(
  current: Database,
  files: Files,
  before: readonly Place[],
  id: string,
): string | undefined {
  const known = batchIn(current, id)
  if (known !== undefined) return known
  for (const { start, db } of before) {
    const there = files.guarded(start, () => batchIn(db, id))
    if (there !== undefined) return there
  }
  return undefined
}

function batchIn(db: Database, id: string): string | undefined {
  const row = db.query("SELECT batch FROM events WHERE id = ?").get(id)
  return row ? ((row as { batch: string | null }).batch ?? "") : undefined
}

function insert(db: Database, event: Event, body: string, nowMs: number): void {
  const created = instant(event["event.created"], nowMs)
  const { values, odd } = cellsOf({
    ...event,
    "vedette.stream": event["vedette.stream"] ?? "events",
  })
  const texts = textFields.flatMap((field) =>
    valuesOf(event, field).map((value) => new Set(wordsOf(String(value)))),
  )
  const words = new Set(texts.flatMap((text) => [...text]))
  const flags = (odd ? 1 : 0) | (texts.some(({ size }) => size === words.size) ? singleBit : 0)
  const { lastInsertRowid } = db
    .query(insertSql)
    .run(event["event.id"]!, instant(event["@timestamp"], created), created, flags, ...values)
  db.query("INSERT INTO bodies(rowid, body) VALUES (?, ?)").run(lastInsertRowid, body)
  if (words.size > 0)
    db.query("INSERT INTO words(rowid, text) VALUES (?, ?)").run(
      lastInsertRowid,
      [...words].join(" "),
    )
}

const insertSql = `INSERT INTO events(id, ts, created, odd, ${columnNames.join(", ")})
  VALUES (?, ?, ?, ?, ${columnNames.map(() => "?").join(", ")})`

/** Returns whether this delivery was not yet counted. */
function addDuplicate(
  current: Database,
  files: Files,
  before: readonly Place[],
  event: Event,
  nowMs: number,
): boolean {
  const id = event["event.id"]!
  const batch = String(fieldOf(event, "vedette.batch") ?? "")
  const sql = "SELECT 1 FROM duplicates WHERE id = ? AND batch = ?"
  for (const { start, db } of before)
    if (files.guarded(start, () => db.query(sql).get(id, batch))) return false
  const { changes } = current
    .query(
      `INSERT OR IGNORE INTO duplicates(id, batch, source, created, stream, collector)
       VALUES (?,?,?,?,?,?)`,
    )
    .run(
      id,
      batch,
      event["vedette.source"] ?? null,
      instant(event["event.created"], nowMs),
      event["vedette.stream"] ?? "events",
      event["vedette.collector"] ?? null,
    )
  return changes > 0
}

function instant(text: string | undefined, otherwise: number): number {
  const ms = Date.parse(text ?? "")
  return Number.isNaN(ms) ? otherwise : ms
}
