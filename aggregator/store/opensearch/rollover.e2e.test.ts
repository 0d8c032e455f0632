import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { services } from "#shared/testing/services.ts"
import { decode } from "../../decode.ts"
import { storeSink } from "../../store-sink.ts"
import { storeDeps } from "../store-deps.ts"
import { eventAt } from "../store-events.ts"
import type { Scope } from "../types.ts"
import { openSubject } from "./opensearch-subject.ts"

const running = await services({ opensearch: true })
const missing = "missing" in running
if (missing) console.warn(`skipped: ${running.missing}`)
const node = missing ? "" : running.opensearch!.node

const never = new AbortController().signal
const everything: Scope = { streams: ["events"], query: { is: "all" } }
const events = Array.from({ length: 200 }, (_, at) => eventAt(at))

/** The events as the aggregator reads them from the bus. */
function delivered(mayRepeat: boolean): Event[] {
  const out: Event[] = []
  const origin = { source: "aggregator", batch: "1", receivedMs: Date.now(), mayRepeat }
  for (const [at, event] of events.entries())
    decode(
      { topic: "events", key: "k", value: JSON.stringify(event), position: `${at}` },
      origin,
      out,
    )
  return out
}

test.skipIf(missing)("what is delivered again after a rollover is stored once", async () => {
  await using subject = await openSubject(node)
  const { store, prefix, request, settled } = subject
  const sink = storeSink(store, storeDeps(), () => {})
  await sink.write(delivered(false), never)
  await request("POST", `/${prefix}-events-other/_rollover`)
  await sink.write(delivered(true), never)
  await settled()
  expect(await store.count(everything, never)).toBe(events.length)
  const resent = delivered(true).map((event) => ({ ...event, "vedette.batch": "b2" }) as Event)
  expect(await store.append(resent, false, never)).toMatchObject({
    created: 0,
    duplicates: events.length,
  })
  const tallies = await store.tally(0, Date.now() * 2)
  const sum = (what: "stored" | "deduplicated") =>
    tallies.reduce((all, tally) => all + tally[what], 0)
  expect([sum("stored"), sum("deduplicated")]).toEqual([events.length, events.length])
})

test.skipIf(missing)("known ids are found though no refresh made them visible", async () => {
  await using subject = await openSubject(node)
  const { store, prefix, request } = subject
  await store.append(events, false, never)
  await request("POST", `/${prefix}-events-other/_rollover`)
  expect(await store.append(events, true, never)).toMatchObject({
    created: 0,
    redelivered: events.length,
  })
})
