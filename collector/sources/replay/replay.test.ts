import { expect, test } from "bun:test"
import type { Delivered } from "#shared/bus/types.ts"
import { eventIdOf } from "#shared/ecs/event.ts"
import type { Letter } from "#shared/pipeline/replay.ts"
import type { Batch, Raw, Source } from "#shared/pipeline/types.ts"
import { testWorld } from "../source-suite.ts"
import { replaySource } from "./replay.ts"

const letterAt = (n: number, more: Partial<Letter> = {}): Letter => ({
  letter: `id-${n}.letter`,
  source: "web",
  batch: "b1",
  receivedMs: 1000,
  text: `line ${n}`,
  position: `${n}`,
  ...more,
})

/** A bus that delivers these records at once, and what its batch was settled with. */
function delivering(values: readonly string[]) {
  const settled: unknown[] = []
  const items = values.map((value, n) => ({
    topic: "replay" as const,
    key: "",
    value,
    position: `replay/0/${n}`,
  }))
  const source: Source<Delivered> = {
    async *read() {
      const origin = { source: "replay", batch: "x", receivedMs: 0 }
      yield { items, origin, bytes: 1, settle: (failure) => void settled.push(failure) }
    },
    async [Symbol.asyncDispose]() {},
  }
  return { source, settled }
}

async function batchesOf(source: Source<Raw>): Promise<Batch<Raw>[]> {
  const batches: Batch<Raw>[] = []
  for await (const batch of source.read(new AbortController().signal)) batches.push(batch)
  return batches
}

const texts = (letters: readonly Letter[]) => letters.map((letter) => JSON.stringify(letter))

test("letters of one origin are one batch; each origin is the one the records first had", async () => {
  const mail = { source: "mail", path: "/var/log/mail", format: "syslog", receivedMs: 2000 }
  const { source } = delivering(
    texts([letterAt(1), letterAt(2), letterAt(3, mail), letterAt(4, mail), letterAt(5)]),
  )
  const batches = await batchesOf(replaySource(source, testWorld()))
  expect(batches.map(({ items }) => items.map(({ text }) => text))).toEqual([
    ["line 1", "line 2"],
    ["line 3", "line 4"],
    ["line 5"],
  ])
  expect(batches[1]!.origin).toEqual({ ...mail, batch: "b1", mayRepeat: true })
})

test("a record comes with its place, its exact bytes, its length and the ids of its letter", async () => {
  const { source } = delivering(texts([letterAt(1, { base64: "Y2Fm6Q==", originalBytes: 99 })]))
  const [batch] = await batchesOf(replaySource(source, testWorld()))
  expect(batch!.items[0]).toEqual({
    text: "line 1",
    position: "1",
    bytes: Uint8Array.from(Buffer.from("caf\xe9", "latin1")),
    originalBytes: 99,
    replayed: { letter: "id-1.letter", id: eventIdOf("id-1.letter") },
  })
})

test("what was delivered is settled once all its batches are", async () => {
  const { source, settled } = delivering(texts([letterAt(1), letterAt(2, { source: "mail" })]))
  const [first, second] = await batchesOf(replaySource(source, testWorld()))
  await first!.settle()
  await first!.settle()
  expect(settled).toEqual([])
  await second!.settle()
  expect(settled).toEqual([undefined])
})

test("a batch that fails leaves all of what was delivered for the next reading", async () => {
  const { source, settled } = delivering(texts([letterAt(1), letterAt(2, { source: "mail" })]))
  const [first, second] = await batchesOf(replaySource(source, testWorld()))
  await first!.settle(new Error("down"))
  await second!.settle()
  expect(settled).toEqual([new Error("down")])
})

test("what is no letter is counted and holds up nothing", async () => {
  const world = testWorld()
  const { source } = delivering(["{", "[]", ...texts([letterAt(1)]), '{"letter":1}'])
  const [batch] = await batchesOf(replaySource(source, world))
  expect(batch!.items.length).toBe(1)
  expect(await world.metrics.text()).toContain("vedette_replay_unreadable_total 3")
  const empty = delivering(["{"])
  expect(await batchesOf(replaySource(empty.source, world))).toEqual([])
  expect(empty.settled).toEqual([undefined])
})
