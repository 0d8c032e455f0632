import type { Client } from "@opensearch-project/opensearch"
import type { Event } from "#shared/ecs/event.ts"
import type { Refusal } from "#shared/pipeline/types.ts"
import { streamOf, toDocument } from "./document.ts"
import type { OpensearchStoreOptions } from "./options.ts"

/** One event on its way into a bulk request. */
interface Line {
  readonly event: Event
  readonly text: string
}

/** A known id: where it stands (a backing index), so that it can be read at once, unrefreshed. */
export interface Known {
  readonly event: Event
  readonly index: string
}

export interface Written {
  readonly created: number
  readonly known: readonly Known[]
  readonly refusals: readonly Refusal[]
}

interface Item {
  readonly _index: string
  readonly status: number
  readonly error?: { readonly type: string; readonly reason: string }
}

/**
 * Creates documents by raw `_bulk` requests: 409 on an item means already stored, 413 on a request
 * halves it, a 4xx on an item is a refusal. Throws where the answer is not known or may change
 * (429, 5xx, a blocked index): the caller writes all of it again, which the ids make harmless.
 */
export async function bulkCreate(
  client: Client,
  events: readonly Event[],
  options: OpensearchStoreOptions,
): Promise<Written> {
  const lines: Line[] = []
  const refusals: Refusal[] = []
  for (const event of events) {
    const text = JSON.stringify(toDocument(event))
    if (!event["event.id"]) refusals.push({ event, reason: "no event.id" })
    else if (Buffer.byteLength(text) > options.eventBytesMax)
      refusals.push({ event, reason: "larger than eventBytesMax" })
    else lines.push({ event, text })
  }
  const sum = { created: 0, known: [] as Known[], refusals }
  for (const chunk of chunks(lines, options.bulkBytesMax)) await send(client, chunk, options, sum)
  return sum
}

function* chunks(lines: readonly Line[], bytesMax: number): Generator<Line[]> {
  let chunk: Line[] = []
  let size = 0
  for (const line of lines) {
    if (chunk.length > 0 && size + line.text.length > bytesMax) {
      yield chunk
      chunk = []
      size = 0
    }
    chunk.push(line)
    size += line.text.length
  }
  if (chunk.length > 0) yield chunk
}

async function send(
  client: Client,
  lines: readonly Line[],
  options: OpensearchStoreOptions,
  sum: { created: number; known: Known[]; refusals: Refusal[] },
): Promise<void> {
  const body = lines
    .map(({ event, text }) => `${action(event, options.prefix)}\n${text}\n`)
    .join("")
  let items: readonly Readonly<Record<string, Item>>[]
  try {
    const answer = await client.bulk({ body } as never)
    items = (answer.body as unknown as { items: typeof items }).items
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode !== 413) throw cause
    if (lines.length === 1) {
      sum.refusals.push({ event: lines[0]!.event, reason: "the index finds it too large (413)" })
      return
    }
    const middle = lines.length >> 1
    await send(client, lines.slice(0, middle), options, sum)
    await send(client, lines.slice(middle), options, sum)
    return
  }
  let later: Item | undefined
  for (const [i, { event }] of lines.entries()) {
    const item = items[i]?.create
    if (!item) throw new Error("the bulk answer has fewer items than the request")
    if (item.status === 201) sum.created++
    else if (item.status === 409) sum.known.push({ event, index: item._index })
    else if (isRefusal(item)) sum.refusals.push({ event, reason: reasonOf(item) })
    else later = item
  }
  if (later) throw new Error(`the index takes nothing now: ${reasonOf(later)}`)
}

const action = (event: Event, prefix: string) =>
  JSON.stringify({ create: { _index: streamOf(event, prefix), _id: event["event.id"] } })

/** Bad documents stay bad; blocks and overload pass. */
const isRefusal = ({ status, error }: Item) =>
  status >= 400 &&
  status < 500 &&
  status !== 429 &&
  status !== 403 &&
  status !== 404 &&
  error !== undefined

const reasonOf = ({ status, error }: Item) =>
  `${error?.type ?? status}: ${error?.reason ?? ""}`.slice(0, 400)
