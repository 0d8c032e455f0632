import { Database } from "bun:sqlite"
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { columnNames } from "./columns.ts"
import { type ColumnCache, DamagedSegment, removeSegment } from "./segment-file.ts"
import { openColumnCache, removeSegments, Segments } from "./segments.ts"

const fileName = /^events-(\d{1,16})\.sqlite$/

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS events(
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ts INTEGER NOT NULL,
    created INTEGER NOT NULL, odd INTEGER NOT NULL, ${columnNames.join(", ")});
  CREATE INDEX IF NOT EXISTS events_ts ON events(ts);
  CREATE INDEX IF NOT EXISTS events_odd ON events(odd) WHERE odd = 1;
  CREATE TABLE IF NOT EXISTS bodies(rowid INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS duplicates(
    id TEXT, batch TEXT, source TEXT, created INTEGER, stream TEXT, collector TEXT,
    PRIMARY KEY(id, batch)) WITHOUT ROWID;
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, content='', detail=none, columnsize=0, tokenize='ascii');`

const indexes = `
  DROP INDEX IF EXISTS events_tally;
  CREATE INDEX IF NOT EXISTS events_by_hour ON events(created, stream, source, collector, letter);
  CREATE INDEX IF NOT EXISTS events_letter ON events(letter) WHERE letter IS NOT NULL;`

/** A file that was found damaged. */
export interface Damage {
  readonly name: string
  readonly inode: number
}

/** The store's files, newest first; each holds what was ingested in one span of time. */
export class Files {
  readonly directory: string
  /** Hears how much of the question that is being answered is done. */
  tell: (share: number) => void = () => {}
  private readonly damaged = new Map<string, Damage>()
  /** Of each file as it was opened last: another may bear its name since. */
  private readonly inodes = new Map<number, number>()
  private readonly open = new Map<string, Database>()
  private readonly seen = new WeakMap<Database, Segments>()
  private readonly cache: ColumnCache

  constructor(directory: string, cacheBytesMax = 0) {
    this.directory = directory
    this.cache = openColumnCache(cacheBytesMax)
    mkdirSync(directory, { recursive: true })
  }

  starts(): number[] {
    return readdirSync(this.directory)
      .flatMap((name) => fileName.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a)
  }

  /** Every readable file. What cannot be read is noted as damaged and left out. */
  all(): { start: number; db: Database }[] {
    return this.starts().flatMap((start) => {
      const db = this.guarded(start, () => this.database(start))
      return db ? [{ start, db }] : []
    })
  }

  /** The rows of a file by columns. */
  segments(start: number, db: Database): Segments {
    const known = this.seen.get(db) ?? new Segments(db, this.columnsOf(start), this.cache)
    this.seen.set(db, known)
    return known
  }

  private columnsOf = (start: number) => join(this.directory, "columns", String(start))

  /** Runs `act`; a damaged file is noted, any other failure is thrown. */
  guarded<T>(start: number, act: () => T): T | undefined {
    try {
      return act()
    } catch (cause) {
      if (cause instanceof DamagedSegment) {
        removeSegment(cause.path) // that it be made anew
        this.segments(start, this.database(start)).forget()
        throw cause
      }
      if (!isDamage(cause)) throw cause
      this.damaged.set(nameOf(start), { name: nameOf(start), inode: this.inodes.get(start) ?? 0 })
      return undefined
    }
  }

  /** The files found damaged since it was last asked. */
  takeDamaged(): Damage[] {
    const found = [...this.damaged.values()]
    this.damaged.clear() // a new file may bear the name soon
    return found
  }

  /** Whether the file that was found damaged is still there under its name. */
  isThere = ({ name, inode }: Damage): boolean =>
    statSync(join(this.directory, name), { throwIfNoEntry: false })?.ino === inode

  database(start: number): Database {
    const path = join(this.directory, nameOf(start))
    const inode = statSync(path, { throwIfNoEntry: false })?.ino
    const known = this.open.get(`${path} ${inode}`)
    this.inodes.set(start, inode ?? 0)
    if (known) return known
    const db = new Database(path, { create: true, strict: true })
    try {
      db.run("PRAGMA busy_timeout = 10000")
      db.run(schema)
      addColumns(db)
      db.run(indexes)
      db.query("SELECT min(ts), max(ts) FROM events").get()
    } catch (cause) {
      db.close()
      throw cause
    }
    this.open.set(`${path} ${statSync(path).ino}`, db)
    return db
  }

  /** Renames a damaged file, so that the others serve on. */
  setAside(name: string): void {
    for (const end of ["", "-wal", "-shm"]) {
      const path = join(this.directory, name + end)
      if (statSync(path, { throwIfNoEntry: false }))
        renameSync(path, `${join(this.directory, name)}.${Date.now()}.damaged${end}`)
    }
    this.forget(name)
    const start = fileName.exec(name)?.[1]
    if (start) removeSegments(this.columnsOf(Number(start)))
  }

  remove(start: number): void {
    this.forget(nameOf(start))
    for (const end of ["", "-wal", "-shm"])
      rmSync(join(this.directory, nameOf(start) + end), { force: true })
    removeSegments(this.columnsOf(start))
  }

  /** Columns of files that are gone. */
  removeOrphans(): void {
    const known = new Set(this.starts().map(String))
    const folder = join(this.directory, "columns")
    if (!existsSync(folder)) return
    for (const name of readdirSync(folder)) if (!known.has(name)) removeSegments(join(folder, name))
  }

  setAsideBefore(): string[] {
    return readdirSync(this.directory).filter((name) => name.endsWith(".damaged"))
  }

  close(): void {
    for (const db of this.open.values()) db.close()
    this.open.clear()
  }

  private forget(name: string): void {
    for (const [key, db] of this.open)
      if (key.includes(`${name} `)) {
        db.close()
        this.open.delete(key)
      }
  }
}

/** A file of an earlier version lacks the columns that have come since. */
function addColumns(db: Database): void {
  const missing = () => {
    const rows = db.query("SELECT name FROM pragma_table_info('events')").all()
    const known = new Set((rows as { name: string }[]).map(({ name }) => name))
    return columnNames.filter((name) => !known.has(name))
  }
  if (missing().length === 0) return
  db.run("BEGIN IMMEDIATE") // the other Workers open the file at the same time
  for (const name of missing()) {
    db.run(`ALTER TABLE events ADD COLUMN ${name}`)
    if (name === "collector") {
      db.run(`UPDATE events SET collector = (SELECT json_extract(body, '$."vedette.collector"')
        FROM bodies WHERE bodies.rowid = events.rowid)`)
      db.run("ALTER TABLE duplicates ADD COLUMN collector TEXT")
    }
  }
  db.run("COMMIT")
}

export const nameOf = (start: number): string => `events-${start}.sqlite`

export const isDamage = (cause: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB)/.test(String((cause as { code?: unknown }).code))
