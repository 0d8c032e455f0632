import { hourMs } from "#shared/pipeline/ledger-row.ts"
import { openTallies } from "../tallies.ts"
import type { Tally } from "../types.ts"
import type { Indices } from "./indices.ts"

/** What is counted: in which indices, under which names of fields, as what. */
interface Counted {
  readonly index: string
  readonly fields: { readonly created: string; readonly source: string; readonly collector: string }
  readonly filter?: readonly object[]
  readonly except?: readonly object[]
  readonly as: Parameters<ReturnType<typeof openTallies>["add"]>[1]
}

const ofEvents = {
  created: "event.created",
  source: "vedette.source",
  collector: "vedette.collector",
}
const ofMarkers = { created: "created", source: "source", collector: "collector" }
const areAlerts = { term: { stream: "alerts" } }
/** Made of a dead letter by a replay: counted with it. */
const ofLetters = { exists: { field: "vedette.letter" } }

/** Counts by collector, source and hour what is stored, and the markers of duplicates. */
export async function tally(
  indices: Indices,
  fromMs: number,
  toMs: number,
): Promise<readonly Tally[]> {
  const tallies = openTallies()
  const { duplicates } = indices
  const stored = indices.of(["events", "pipeline"])
  const alerts = indices.of(["alerts"])
  await indices.refresh(`${stored},${alerts},${duplicates}`)
  const all: readonly Counted[] = [
    { index: stored, fields: ofEvents, except: [ofLetters], as: "stored" },
    { index: alerts, fields: ofEvents, except: [ofLetters], as: "alerts" },
    { index: duplicates, fields: ofMarkers, except: [areAlerts], as: "deduplicated" },
    { index: duplicates, fields: ofMarkers, filter: [areAlerts], as: "alertsDeduplicated" },
  ]
  await Promise.all(
    all.map(async (counted) => {
      for await (const { key, doc_count } of groups(indices, counted, fromMs, toMs))
        tallies.add({ ...key, hourMs: key.hour }, counted.as, doc_count)
    }),
  )
  return tallies.all()
}

interface Group {
  readonly key: { readonly collector: string; readonly source: string; readonly hour: number }
  readonly doc_count: number
}

const groupsPerPage = 5000

async function* groups(
  indices: Indices,
  { index, fields, filter = [], except = [] }: Counted,
  fromMs: number,
  toMs: number,
): AsyncGenerator<Group> {
  const range = { gte: fromMs, lt: toMs, format: "epoch_millis" }
  const term = (field: string) => ({ terms: { field, missing_bucket: true } })
  const histogram = { field: fields.created, fixed_interval: `${hourMs}ms` }
  const sources = [
    { hour: { date_histogram: histogram } },
    { source: term(fields.source) },
    { collector: term(fields.collector) },
  ]
  let after: object | undefined
  do {
    const composite = { size: groupsPerPage, sources, ...(after && { after }) }
    const { aggregations } = await indices.search(index, {
      size: 0,
      query: {
        bool: { filter: [{ range: { [fields.created]: range } }, ...filter], must_not: except },
      },
      aggs: { groups: { composite } },
    })
    const found = aggregations?.groups as { buckets?: Group[]; after_key?: object } | undefined
    yield* found?.buckets ?? []
    after = found?.after_key
  } while (after)
}
