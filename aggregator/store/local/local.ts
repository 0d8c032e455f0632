import { Database } from "bun:sqlite"
import { accessSync, constants } from "node:fs"
import { join } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Bars, Document, DocumentKind, Page, Scope, Store, Tally, Terms } from "../types.ts"
import { Files } from "./files.ts"
import type { LocalStoreOptions } from "./options.ts"
import type { Answer, Ask } from "./worker.ts"
import type { WriteDone, WriteJob } from "./write.ts"

const hourMs = 3_600_000

/** Opens the embedded store: SQLite files by time of ingestion, written and read in Workers. */
export async function openLocalStore(options: LocalStoreOptions, deps: Deps): Promise<Store> {
  const { directory, scanMax } = options
  const files = new Files(directory)
  accessSync(directory, constants.W_OK) // else SQLite opens for reading, and stays so
  const state = openState(join(directory, "state.sqlite"))
  const damaged = new Set<string>()
  const note = (names: readonly string[]) => {
    for (const name of names) damaged.add(name)
  }
  const writer = openAsker(directory, note)
  const readers = Array.from({ length: options.readers }, () => openAsker(directory, note))
  let turn = 0
  const ask = <T>(signal: AbortSignal | undefined, name: Ask["name"], ...args: unknown[]) =>
    readers[turn++ % readers.length]!.ask<T>(name, args, signal)
  const limits = { scanMax }
  const oldestMs = () => deps.now() - options.retentionDays * 24 * hourMs

  return {
    async append(events, mayRepeat) {
      const job: WriteJob = {
        json: JSON.stringify(events),
        mayRepeat,
        nowMs: deps.now(),
        partitionMs: options.partitionHours * hourMs,
        eventBytesMax: options.eventBytesMax,
      }
      const { refused, ...done } = await writer.ask<WriteDone>("write", [job])
      const refusals = refused.map(({ index, reason }) => ({ event: events[index]!, reason }))
      return { ...done, refusals }
    },

    async put(kind, document) {
      return state.put(kind, document)
    },
    async documents(kind, ids) {
      return state.documents(kind, ids)
    },
    async remove(kind, ids) {
      state.remove(kind, ids)
    },

    get: (id) => ask<Event | undefined>(undefined, "get", id),
    search: (scope, size, after, signal) => ask<Page>(signal, "search", scope, size, after, limits),
    async count(scope: Scope, signal) {
      return (await ask<{ count: number }>(signal, "count", scope, limits)).count
    },
    histogram: (scope, stepMs, by, signal) =>
      ask<Bars>(signal, "histogram", scope, stepMs, by, limits),
    terms: (scope, field, size, signal) => ask<Terms>(signal, "terms", scope, field, size, limits),
    tally: (fromMs, toMs) => ask<readonly Tally[]>(undefined, "tally", fromMs, toMs),
    retainedFromMs: async () => oldestMs(),

    async maintain() {
      const oldest = oldestMs()
      for (const start of files.starts())
        if (start + options.partitionHours * hourMs < oldest) files.remove(start)
      for (const name of damaged) {
        deps.log.error("a damaged file of the store is set aside", { "file.path": name })
        files.setAside(name)
        damaged.delete(name)
      }
    },
    async problems() {
      return [
        ...[...damaged].map((name) => `the store's file ${name} is damaged`),
        ...files
          .setAsideBefore()
          .map((name) => `the store's file ${name} was damaged and set aside`),
      ]
    },
    async [Symbol.asyncDispose]() {
      await writer.close()
      for (const reader of readers) await reader.close()
      state.close()
      files.close()
    },
  }
}

interface Waiting {
  readonly worker: Worker
  resolve(value: unknown): void
  reject(cause: unknown): void
}

/** A Worker that answers questions; ended and begun anew to cancel one. */
function openAsker(directory: string, note: (damaged: readonly string[]) => void) {
  const waiting = new Map<number, Waiting>()
  let number = 0
  const begin = () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url))
    worker.postMessage({ directory })
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      note(data.damaged)
      const asked = waiting.get(data.number)
      waiting.delete(data.number)
      if (data.error === undefined) asked?.resolve(data.value)
      else asked?.reject(new Error(data.error))
    }
    worker.onerror = ({ message }) => restart(message)
    return worker
  }
  const restart = (why: string) => {
    worker.terminate()
    for (const [key, asked] of waiting) {
      asked.reject(new Error(why))
      waiting.delete(key)
    }
    worker = begin()
  }
  let worker = begin()
  return {
    async ask<T>(name: Ask["name"], args: readonly unknown[], signal?: AbortSignal): Promise<T> {
      signal?.throwIfAborted()
      const mine = number++
      return new Promise<T>((resolve, reject) => {
        const cancel = () => waiting.has(mine) && restart("the question was given up")
        signal?.addEventListener("abort", cancel, { once: true })
        waiting.set(mine, {
          worker,
          resolve(value) {
            signal?.removeEventListener("abort", cancel)
            resolve(value as T)
          },
          reject,
        })
        worker.postMessage({ number: mine, name, args } satisfies Ask)
      })
    },
    async close() {
      while (waiting.size > 0) await Bun.sleep(5)
      await this.ask("close", []).catch(() => {}) // else the files stay open till the program ends
      worker.terminate()
    },
  }
}

function openState(path: string) {
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
