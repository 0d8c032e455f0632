import type { Bus } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import { letterOf, type Reading } from "#shared/pipeline/replay.ts"
import type { Query } from "./store/query.ts"
import type { Scope, Store } from "./store/types.ts"

/** Which dead letters to send back, and how they are to be read. */
export interface ReplayAsked {
  /** Dead letters that a search over the stream `pipeline` finds. */
  readonly scope: Omit<Scope, "streams">
  readonly limit: number
  /** Only count what would be sent. */
  readonly dryRun?: boolean
  /** Also those of which an event is stored already: harmless, since it has the same id. */
  readonly again?: boolean
  readonly reading?: Reading
}

export interface ReplayDone {
  /** Dead letters that the question finds. */
  readonly found: number
  /** Sent to the topic `replay`; in a dry run, what would be. */
  readonly sent: number
  /** Left out, since an event of theirs is stored already. */
  readonly known: number
  /** Records of the stream that hold no raw record to read anew. */
  readonly empty: number
  /** There were more than `limit`: those that are newest were sent. */
  readonly isCut: boolean
}

export const replayLimit = { usual: 10_000, most: 1_000_000 } as const
const pageSize = 500

/**
 * Sends dead letters back to a collector, newest first: their raw records with the origin they came
 * by. The letters stay; what becomes of them is stored under the id that was theirs to have.
 */
export async function replay(
  store: Store,
  bus: Pick<Bus, "publish">,
  { scope, limit, dryRun = false, again = false, reading }: ReplayAsked,
  signal: AbortSignal,
): Promise<ReplayDone> {
  const inPipeline = lettersIn(scope)
  const done = { found: 0, sent: 0, known: 0, empty: 0 }
  let after: string | undefined
  for (;;) {
    const size = Math.min(pageSize, limit - done.sent)
    const page = await store.search(inPipeline, size, after, signal)
    if (!after) done.found = page.total
    const known = again ? new Set<string>() : await recovered(store, page.events, signal)
    const letters = page.events.filter(({ "event.id": id }) => !known.has(id ?? ""))
    const records = letters.flatMap((letter) => recordsOf(letter, reading))
    if (!dryRun && records.length > 0) await bus.publish(records, signal)
    done.known += page.events.length - letters.length
    done.empty += letters.length - records.length
    done.sent += records.length
    after = page.after
    if (!after || done.sent >= limit) return { ...done, isCut: after !== undefined }
  }
}

/** The dead letters that a question is about. */
export function lettersIn(scope: Omit<Scope, "streams">): Scope {
  const isLetter: Query = { is: "term", field: "event.kind", value: "pipeline_error" }
  return {
    ...scope,
    streams: ["pipeline"],
    query: { is: "and", of: [isLetter, scope.query] },
  }
}

function recordsOf(event: Event, reading: Reading | undefined) {
  const letter = letterOf(event, reading)
  if (!letter) return []
  return [{ topic: "replay" as const, key: letter.source, value: JSON.stringify(letter) }]
}

/** Ids of those letters of which an event is stored, be it one or (of a record that is split) more. */
export async function recovered(
  store: Store,
  letters: readonly Event[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const ids = letters.flatMap((letter) => letter["event.id"] ?? [])
  if (ids.length === 0) return new Set()
  const made = [
    { is: "exists" as const, field: "vedette.letter" },
    {
      is: "or" as const,
      of: ids.map((value): Query => ({ is: "term", field: "vedette.letter", value })),
    },
  ]
  const scope: Scope = { streams: ["events"], query: { is: "and", of: made } }
  const { values } = await store.terms(scope, "vedette.letter", ids.length, signal)
  return new Set(values.map(({ value }) => value))
}

/** Counts by bounded labels, and says in the program's log who sent what back. */
export function replayTold(done: ReplayDone, by: string, { metrics, log }: Deps): void {
  const counted = metrics.counter(
    "vedette_replay_letters_total",
    "Dead letters that were asked to be replayed, by what was done.",
    ["outcome"],
  )
  for (const outcome of ["sent", "known", "empty"] as const) counted.inc({ outcome }, done[outcome])
  log.info("dead letters are replayed", { "user.name": by, "vedette.letters": done.sent })
}
