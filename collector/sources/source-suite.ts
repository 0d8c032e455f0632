import { afterEach, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import type { Batch, Raw, Source } from "#shared/pipeline/types.ts"
import { openLog } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import type { SourceWorld } from "./define.ts"

/** A world for a source under test; what it dropped and whether it is full can be read and set. */
export interface TestWorld extends Deps, SourceWorld {
  readonly drops: { source: string; reason: string; count: number }[]
  full: boolean
}

export function testWorld(home = ""): TestWorld {
  const drops: TestWorld["drops"] = []
  const world: TestWorld = {
    now: Date.now,
    random: Math.random,
    log: openLog("test", "error", () => {}),
    metrics: openMetrics(),
    home,
    datasets: ["nginx.access"],
    drops,
    full: false,
    isFull: () => world.full,
    drop: (source, reason, count) => void drops.push({ source, reason, count }),
  }
  return world
}

/** Reads batches until there are so many records, settling each; leaves the source open. */
export async function take(source: Source<Raw>, count: number): Promise<Batch<Raw>[]> {
  const batches: Batch<Raw>[] = []
  let taken = 0
  const abort = new AbortController()
  for await (const batch of source.read(abort.signal)) {
    batches.push(batch)
    taken += batch.items.length
    await batch.settle()
    if (taken >= count) break
  }
  return batches
}

export const textsOf = (batches: readonly Batch<Raw>[]) =>
  batches.flatMap(({ items }) => items.map(({ text }) => text))

/** A source, opened with the name `under-test`, and a way to send it records. */
export interface Subject {
  readonly source: Source<Raw>
  /** Sends each text as one record. Needn't wait until they are read. */
  send(texts: readonly string[]): unknown
  /** What becomes of a record whose delivery failed. */
  readonly afterFailure: "comes again" | "sender is told" | "not kept"
}

/** What every source does. */
export function describeSource(name: string, open: (world: TestWorld) => Promise<Subject>) {
  describe(`source ${name}`, () => {
    const homes: string[] = []
    const opened: Source<Raw>[] = []
    const start = async () => {
      const home = mkdtempSync(join(tmpdir(), "vedette-source-"))
      homes.push(home)
      const subject = await open(testWorld(home))
      opened.push(subject.source)
      return subject
    }
    afterEach(async () => {
      for (const source of opened.splice(0)) await source[Symbol.asyncDispose]()
      for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
    })

    test("delivers each record once, in order", async () => {
      const subject = await start()
      const sent = Array.from({ length: 20 }, (_, index) => `{"n":${index}}`)
      void subject.send(sent)
      expect(textsOf(await take(subject.source, 20))).toEqual(sent)
    })

    test("gives each record a position and each batch an id of its own", async () => {
      const subject = await start()
      void subject.send(['{"same":1}', '{"same":1}', '{"same":1}'])
      const batches = await take(subject.source, 3)
      const positions = batches.flatMap(({ items }) => items.map(({ position }) => position))
      expect(new Set(positions).size).toBe(3)
      expect(new Set(batches.map(({ origin }) => origin.batch)).size).toBe(batches.length)
      expect(batches[0]!.origin.source).toBe("under-test")
    })

    test("ends when the signal aborts, though nothing arrives", async () => {
      const { source } = await start()
      const abort = new AbortController()
      const reading = source.read(abort.signal)[Symbol.asyncIterator]()
      const next = reading.next()
      abort.abort()
      expect((await next).done).toBe(true)
    })

    test("ends at once when the signal has been aborted before", async () => {
      const { source } = await start()
      const reading = source.read(AbortSignal.abort())[Symbol.asyncIterator]()
      expect((await reading.next()).done).toBe(true)
    })

    test("can be disposed of twice, also while it is read", async () => {
      const { source } = await start()
      const next = source.read(new AbortController().signal)[Symbol.asyncIterator]().next()
      await source[Symbol.asyncDispose]()
      await source[Symbol.asyncDispose]()
      expect((await next).done).toBe(true)
    })

    test("takes a second settling of a batch without harm", async () => {
      const subject = await start()
      void subject.send(['{"n":1}'])
      const [batch] = await take(subject.source, 1)
      await batch!.settle()
      await batch!.settle(new Error("too late"))
      void subject.send(['{"n":2}'])
      expect(textsOf(await take(subject.source, 1))).toEqual(['{"n":2}'])
    })

    test("loses nothing when delivery fails", async () => {
      const subject = await start()
      const answer = subject.send(['{"n":1}'])
      const reading = subject.source.read(new AbortController().signal)[Symbol.asyncIterator]()
      const { value: failed } = await reading.next()
      await failed!.settle(new Error("the sink is down"))
      await reading.return?.()
      if (subject.afterFailure === "not kept") return
      if (subject.afterFailure === "sender is told") return expect(await answer).toBe(false)
      const [again] = await take(subject.source, 1)
      expect(again!.items).toEqual(failed!.items)
      expect(again!.origin).toMatchObject({ batch: failed!.origin.batch, mayRepeat: true })
    })
  })
}
