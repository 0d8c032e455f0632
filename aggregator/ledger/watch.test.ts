import { afterEach, beforeEach, expect, test } from "bun:test"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { hourMs } from "#shared/pipeline/ledger-row.ts"
import { openLocalStore } from "../store/local/local.ts"
import { localStoreOptions } from "../store/local/options.ts"
import { storeDeps, temporaryFolder } from "../store/store-deps.ts"
import { storeNoon } from "../store/store-events.ts"
import type { Store } from "../store/types.ts"
import { storeSink } from "../store-sink.ts"
import { watchLedger } from "./watch.ts"

const never = new AbortController().signal
const deps = storeDeps()
const hour = Math.floor(storeNoon / hourMs) * hourMs - hourMs
let folder: ReturnType<typeof temporaryFolder>
let store: Store
beforeEach(async () => {
  folder = temporaryFolder()
  const given = { type: "local", directory: folder.path, readers: 1 }
  store = await openLocalStore(v.parse(localStoreOptions, given), deps)
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const open = () =>
  watchLedger(
    { store, sink: storeSink(store, deps, () => {}), pending: async () => ({ records: 0 }) },
    deps,
  )

async function told(received: number, saidMs: number) {
  const row = { source: "s", collector: "edge", hourMs: hour, received }
  await store.put("ledger", { id: "edge s", revision: saidMs, body: row })
  const body = { program: "collector", name: "edge", atMs: saidMs, heardMs: saidMs }
  await store.put("status", { id: "collector edge", revision: saidMs, body })
}

const stored = (id: string) =>
  store.append(
    [
      {
        ...{ "@timestamp": new Date(hour).toISOString(), "event.id": id },
        ...{ "event.created": new Date(hour).toISOString(), "vedette.stream": "events" },
        ...{ "vedette.source": "s", "vedette.collector": "edge", "vedette.batch": "b" },
      } as Event,
    ],
    false,
    never,
  )

const hours = async () => {
  const query = { is: "term", field: "event.dataset", value: "vedette.ledger" } as never
  return (await store.search({ streams: ["events"], query }, 10, undefined, never)).events
}

test("an hour that is over is an event, once, and is in nobody's balance", async () => {
  await stored("1")
  await told(1, hour + hourMs + 60_000)
  await open().look(never)
  expect(await hours()).toEqual([])
  await told(1, hour + hourMs + 180_000)
  const watch = open()
  for (let look = 0; look < 2; look++) await watch.look(never)
  await open().look(never) // after a restart
  const [event, ...more] = await hours()
  expect(more).toEqual([])
  expect(event).toMatchObject({
    "vendor.ledger.source": "s",
    "vendor.ledger.received": 1,
    "vendor.ledger.difference": 0,
    "observer.name": "edge",
  })
  expect(watch.problems()).toEqual([])
  expect(await store.tally(hour, hour + hourMs)).toContainEqual(
    expect.objectContaining({ collector: "edge", stored: 1 }),
  )
})

test("a loss is a problem at the second look, and a metric", async () => {
  await told(3, hour + hourMs + 180_000)
  await stored("1")
  const watch = open()
  await watch.look(never)
  expect(watch.problems()).toEqual([])
  await watch.look(never)
  expect(watch.problems()).toHaveLength(1)
  expect(watch.problems()[0]).toStartWith("2 events of s at edge")
  const text = await deps.metrics.text()
  expect(text).toContain('vedette_ledger_difference{source="s",collector="edge"} 2')
  expect(text).toContain('vedette_ledger_events{source="s",collector="edge",outcome="stored"} 1')
})
