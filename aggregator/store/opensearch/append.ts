import type { Event } from "#shared/ecs/event.ts"
import type { Appended } from "../types.ts"
import { type Answer, hindranceText } from "./answers.ts"
import { bulkCreate, type Known } from "./bulk.ts"
import type { Hit, Indices } from "./indices.ts"
import type { OpensearchStoreOptions } from "./options.ts"

const idsPerLookup = 1000

/** Creates each event once and says which were known, from whom. */
export async function appendOnce(
  indices: Indices,
  options: OpensearchStoreOptions,
  events: readonly Event[],
  mayRepeat: boolean,
  signal: AbortSignal,
): Promise<Appended> {
  const suspects = events.filter((event) => mayRepeat || event["vedette.repeat"])
  const before = suspects.length > 0 ? await lookUp(indices, suspects) : new Map<string, string>()
  const fresh = events.filter((event) => !before.has(event["event.id"] ?? ""))
  const written = await bulkCreate(indices.client, fresh, options, signal)
  const stored = await batchesOf(indices, written.known)
  const isRepeat = (event: Event) => {
    const id = event["event.id"] ?? ""
    return (before.get(id) ?? stored.get(id)) === event["vedette.batch"]
  }
  const known = [
    ...events.filter((event) => before.has(event["event.id"] ?? "")),
    ...written.known.map(({ event }) => event),
  ]
  const duplicated = known.filter((event) => !isRepeat(event))
  await markDuplicates(indices, duplicated)
  return {
    created: written.created,
    duplicates: duplicated.length,
    redelivered: known.length - duplicated.length,
    refusals: written.refusals,
  }
}

/**
 * Batches under which ids are stored already, over all backing indices. They are refreshed first:
 * what was written just before a rollover is not yet visible, and the new index doesn't know it.
 */
async function lookUp(indices: Indices, events: readonly Event[]): Promise<Map<string, string>> {
  const batches = new Map<string, string>()
  const everything = indices.of(["events", "alerts", "pipeline", "audit"])
  await indices.refresh(everything)
  for (let i = 0; i < events.length; i += idsPerLookup) {
    const values = events.slice(i, i + idsPerLookup).map((event) => event["event.id"] ?? "")
    const { hits } = await indices.search(everything, {
      size: values.length,
      query: { ids: { values } },
      _source: ["vedette.batch"],
    })
    for (const { _id, _source } of hits.hits) batches.set(_id, String(_source["vedette.batch"]))
  }
  return batches
}

/** Batches under which ids are stored that a bulk request found known. */
async function batchesOf(
  { client }: Indices,
  known: readonly Known[],
): Promise<Map<string, string>> {
  const batches = new Map<string, string>()
  if (known.length === 0) return batches
  const docs = known.map(({ event, index }) => ({
    _index: index,
    _id: event["event.id"],
    _source: ["vedette.batch"],
  }))
  const { body } = await client.mget({ body: { docs } } as never)
  for (const { _id, _source } of (body as unknown as { docs: Hit[] }).docs)
    batches.set(_id, String(_source?.["vedette.batch"]))
  return batches
}

/** Known id, other batch: the sender sent it twice. One marker each, so that counting is exact. */
async function markDuplicates(indices: Indices, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return
  const body = events
    .map((event) => {
      const _id = `${event["event.id"]}@${event["vedette.batch"]}`
      const marker = {
        source: event["vedette.source"],
        collector: event["vedette.collector"],
        stream: event["vedette.stream"],
        created: event["event.created"],
      }
      return `${JSON.stringify({ index: { _index: indices.duplicates, _id } })}\n${JSON.stringify(marker)}\n`
    })
    .join("")
  const answer = await indices.client.bulk({ body } as never)
  const { items } = answer.body as unknown as { items: readonly { index: Answer }[] }
  const failed = items.find(({ index }) => index.error !== undefined)
  if (failed) throw new Error(hindranceText(failed.index))
}
