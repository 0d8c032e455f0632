import { expect, test } from "bun:test"
import * as v from "valibot"
import { hourMs } from "#shared/pipeline/ledger-row.ts"
import type { Document, DocumentKind } from "../store/types.ts"
import { silenceOptions } from "./options.ts"
import { watchRates } from "./rate.ts"

const hour = Date.UTC(2026, 2, 20, 9)
const now = hour + hourMs + 10 * 60_000

/** What each of the days before sent in that hour, and what it was now. */
function site(before: readonly number[], last: number, status: object = {}) {
  const row = (received: number, hourMs: number): Document => ({
    id: String(hourMs),
    revision: 1,
    body: { collector: "edge", source: "s", hourMs, received },
  })
  const rows = before.map((count, day) => row(count, hour - (day + 1) * 24 * hourMs))
  if (last > 0) rows.push(row(last, hour))
  const body = { atMs: now, intakeSinceMs: 0, ...status }
  const documents: Partial<Record<DocumentKind, Document[]>> = {
    ledger: rows,
    status: [{ id: "collector edge", revision: 1, body }],
  }
  return { documents: async (kind: DocumentKind) => documents[kind] ?? [] }
}

const told = (store: ReturnType<typeof site>, options: object = {}) =>
  watchRates(v.parse(silenceOptions, options), store)(now)

test("an hour with less than a tenth of what is usual in it is an alert", async () => {
  const [alert] = await told(site([1000, 1200, 900, 5000], 90))
  expect(alert?.message).toBe("s at edge sent 90 events in an hour in which 1200 are usual")
  expect(alert).toMatchObject({ "rule.id": "vedette-source-rate", "event.kind": "alert" })
})

test.each([
  ["a tenth and more", [1000, 1000, 1000], 101, {}],
  ["a source that sends little anyway", [90, 90, 90], 1, {}],
  ["less than three days known", [1000, 1000], 1, {}],
  ["silence, which is told apart", [1000, 1000, 1000], 0, {}],
  ["a collector that started in that hour", [1000, 1000, 1000], 1, { intakeSinceMs: hour + 1 }],
  ["a quiet hour of the week before the last days", [10, 10, 10, 9000, 9000], 5, {}],
])("%s is none", async (_, before, last, status) => {
  expect(await told(site(before, last, status))).toEqual([])
})

test("it is judged once an hour, and can be left off", async () => {
  const watch = watchRates(v.parse(silenceOptions, {}), site([1000, 1000, 1000], 9))
  expect(await watch(now)).toHaveLength(1)
  expect(await watch(now + 60_000)).toEqual([])
  for (const options of [{ alert: false }, { rateFactor: 0 }, { ignore: ["s"] }])
    expect(await told(site([1000, 1000, 1000], 9), options)).toEqual([])
})
