import { Database } from "bun:sqlite"
import type { Document, DocumentKind } from "../types.ts"

/** Documents with a current state, in a file of their own. */
export function openState(path: string) {
  const db = new Database(path, { create: true })
  db.run("PRAGMA journal_mode = WAL")
  db.run("PRAGMA busy_timeout = 10000")
  db.run(
    "CREATE TABLE IF NOT EXISTS documents(kind TEXT, id TEXT, revision INTEGER, body TEXT, PRIMARY KEY(kind, id)) WITHOUT ROWID",
  )
  return {
    put(kind: DocumentKind, { id, revision, body }: Document): boolean {
      const sql = `INSERT INTO documents(kind, id, revision, body) VALUES (?, ?, ?, ?)
        ON CONFLICT(kind, id) DO UPDATE SET revision = excluded.revision, body = excluded.body
        WHERE excluded.revision > documents.revision`
      return db.query(sql).run(kind, id, revision, JSON.stringify(body)).changes > 0
    },
    documents(kind: DocumentKind, ids?: readonly string[]): readonly Document[] {
      const sql = "SELECT id, revision, body FROM documents WHERE kind = ?"
      const only = `${sql} AND id IN (SELECT value FROM json_each(?))`
      const rows = ids ? db.query(only).all(kind, JSON.stringify(ids)) : db.query(sql).all(kind)
      return (rows as { id: string; revision: number; body: string }[]).map((row) => ({
        ...row,
        body: JSON.parse(row.body) as Record<string, unknown>,
      }))
    },
    remove(kind: DocumentKind, ids: readonly string[]): void {
      const removing = db.query("DELETE FROM documents WHERE kind = ? AND id = ?")
      db.transaction(() => {
        for (const id of ids) removing.run(kind, id)
      })()
    },
    close: () => db.close(),
  }
}
