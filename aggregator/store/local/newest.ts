import type { Event } from "#shared/ecs/event.ts"
import { queryMatches } from "../query-match.ts"
import type { Scope } from "../types.ts"
import type { Files } from "./files.ts"
import { perhaps, yes } from "./judge.ts"
import { bodiesOf, type Matched, placesOf } from "./matches.ts"

/** Where a page ended: the next begins behind it. */
export type PageMark = readonly [ts: number, id: string]

interface Found {
  readonly ts: number
  readonly id: string
  readonly event: Event
}

interface Head {
  readonly of: Matched
  readonly places: Uint32Array
  readonly times: Float64Array
  at: number
}

/** Matching events, newest first, then by id. What may match is read, and marked for what it is. */
export function* newestOf(
  files: Files,
  { query }: Scope,
  all: readonly Matched[],
  from: PageMark | undefined,
): Generator<Found> {
  for (const rows of instants(all, from?.[0])) {
    const known = idsOf(files, rows)
      .filter(({ ts, id }) => !from || ts < from[0] || id < from[1])
      .sort((a, b) => (a.id < b.id ? 1 : -1))
    for (const one of eventsOf(files, known)) {
      const { of, at, event } = one
      if (of.mask[at] === perhaps) of.mask[at] = queryMatches(query, event) ? yes : 0
      if (of.mask[at] === yes) yield one
    }
  }
}

interface Place {
  readonly of: Matched
  readonly at: number
  readonly ts: number
}

/** Rows by their instants, the newest first. */
function* instants(all: readonly Matched[], fromMs = Infinity): Generator<Place[]> {
  const heads: Head[] = []
  const waiting = all.filter(({ segment }) => segment.minMs <= fromMs).reverse()
  let run: Place[] = []
  for (;;) {
    let best = newest(heads)
    while (waiting.length > 0 && !(best && best.ts > waiting.at(-1)!.segment.maxMs)) {
      const of = waiting.pop()!
      heads.push({ of, places: placesOf(of, perhaps, fromMs), times: of.segment.times(), at: 0 })
      best = newest(heads)
    }
    if (!best) break
    const { head, ts } = best
    if (run.length > 0 && ts !== run.at(-1)!.ts) {
      yield run
      run = []
    }
    run.push({ of: head.of, at: head.places[head.at++]!, ts })
  }
  if (run.length > 0) yield run
}

function newest(heads: Head[]): { head: Head; ts: number } | undefined {
  let best: { head: Head; ts: number } | undefined
  for (let at = heads.length - 1; at >= 0; at--) {
    const head = heads[at]!
    if (head.at >= head.places.length) {
      heads.splice(at, 1)
      continue
    }
    const ts = head.times[head.places[head.at]!]!
    if (!best || ts > best.ts) best = { head, ts }
  }
  return best
}

interface Named extends Place {
  readonly id: string
}

function idsOf(files: Files, rows: readonly Place[]): Named[] {
  return rows.flatMap((place) => {
    const { of, at } = place
    const found = files.guarded(of.start, () =>
      of.db.query("SELECT id FROM events WHERE rowid = ?").get(of.segment.first + at),
    ) as { id: string } | null | undefined
    return found ? [{ ...place, id: found.id }] : []
  })
}

function* eventsOf(files: Files, rows: readonly Named[]): Generator<Named & Found> {
  for (const row of rows) {
    const found = files.guarded(row.of.start, () =>
      bodiesOf(row.of.db, [row.of.segment.first + row.at]).next(),
    )
    if (found?.value) yield { ...row, event: found.value[1] }
  }
}
