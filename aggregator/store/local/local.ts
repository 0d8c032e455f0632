import { accessSync, constants } from "node:fs"
import { join } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Bars, Page, Scope, Store, Tally, Terms } from "../types.ts"
import { openAsker } from "./asker.ts"
import { type Damage, Files } from "./files.ts"
import type { LocalStoreOptions } from "./options.ts"
import { openSealer } from "./sealer.ts"
import { openState } from "./state.ts"
import type { Ask } from "./worker.ts"
import type { WriteDone, WriteJob } from "./write.ts"

const hourMs = 3_600_000

/** Opens the embedded store: SQLite files by time of ingestion, written and read in Workers. */
export async function openLocalStore(options: LocalStoreOptions, deps: Deps): Promise<Store> {
  const { directory, scanMax } = options
  const files = new Files(directory)
  accessSync(directory, constants.W_OK) // else SQLite opens for reading, and stays so
  const state = openState(join(directory, "state.sqlite"))
  const damaged = new Map<string, Damage>()
  const note = (found: readonly Damage[]) => {
    for (const one of found) if (files.isThere(one)) damaged.set(one.name, one)
  }
  const { writer, ask, next, sealer, close } = openWorkers(options, deps, note)
  if (files.starts().length > 0) sealer.begin()
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
      sealer.written(done.created)
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
    search: (scope, size, after, signal, tell) =>
      next().ask<Page>("search", [scope, size, after, limits], signal, tell),
    async count(scope: Scope, signal) {
      return (await ask<{ count: number }>(signal, "count", scope, limits)).count
    },
    histogram: (scope, stepMs, by, signal) =>
      ask<Bars>(signal, "histogram", scope, stepMs, by, limits),
    terms: (scope, field, size, signal) => ask<Terms>(signal, "terms", scope, field, size, limits),
    tally: (fromMs, toMs) => ask<readonly Tally[]>(undefined, "tally", fromMs, toMs),
    retainedFromMs: async () => oldestMs(),

    async maintain() {
      sealer.begin()
      const oldest = oldestMs()
      for (const start of files.starts())
        if (start + options.partitionHours * hourMs < oldest) files.remove(start)
      files.removeOrphans()
      for (const [name, found] of damaged) {
        damaged.delete(name)
        if (!files.isThere(found)) continue
        deps.log.error("a damaged file of the store is set aside", { "file.path": name })
        files.setAside(name)
      }
    },
    async problems() {
      return [
        ...sealer.problems(),
        ...[...damaged.keys()].map((name) => `the store's file ${name} is damaged`),
        ...files
          .setAsideBefore()
          .map((name) => `the store's file ${name} was damaged and set aside`),
      ]
    },
    async [Symbol.asyncDispose]() {
      await close()
      state.close()
      files.close()
    },
  }
}

/** One Worker writes, some answer questions in turn, one puts columns on disk. */
function openWorkers(
  options: LocalStoreOptions,
  deps: Deps,
  note: (found: readonly Damage[]) => void,
) {
  const opening = {
    directory: options.directory,
    cacheBytesMax: options.columnCacheBytesMax,
  }
  const writer = openAsker(opening, note)
  const readers = Array.from({ length: options.readers }, () => openAsker(opening, note))
  const partitionMs = options.partitionHours * hourMs
  const openStart = () => Math.floor(deps.now() / partitionMs) * partitionMs
  const sealer = openSealer(opening, note, openStart, deps)
  let turn = 0
  const next = () => readers[turn++ % readers.length]!
  return {
    ...{ writer, next, sealer },
    ask: <T>(signal: AbortSignal | undefined, name: Ask["name"], ...args: unknown[]) =>
      next().ask<T>(name, args, signal),
    async close() {
      await sealer.close()
      await writer.close()
      for (const reader of readers) await reader.close()
    },
  }
}
