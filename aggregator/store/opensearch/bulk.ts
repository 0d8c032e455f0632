import type { Client } from "@opensearch-project/opensearch"
import type { Event } from "#shared/ecs/event.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import type { Refusal } from "#shared/pipeline/types.ts"
import { type Answer, answerOf, hindranceText, isPassing } from "./answers.ts"
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

interface Item extends Answer {
  readonly _index: string
}

interface Sum {
  created: number
  readonly known: Known[]
  readonly refusals: Refusal[]
}

const idBytesMax = 512
const triesMax = 4
const firstWaitMs = 100

/**
 * Creates documents by raw `_bulk` requests: 409 on an item means already stored, 413 on a request
 * halves it, a 4xx on an item is a refusal. What is hindered for now (429, blocks) waits a little,
 * then throws in words: the caller writes all of it again, which the ids make harmless.
 */
export async function bulkCreate(
  client: Client,
  events: readonly Event[],
  options: OpensearchStoreOptions,
  signal: AbortSignal,
): Promise<Written> {
  const lines: Line[] = []
  const sum: Sum = { created: 0, known: [], refusals: [] }
  for (const event of events) {
    const text = JSON.stringify(toDocument(event))
    const reason = unfit(event, text, options)
    if (reason === undefined) lines.push({ event, text })
    else sum.refusals.push({ event, reason })
  }
  for (const chunk of chunks(lines, options.bulkBytesMax))
    await sendPatiently(client, chunk, options, sum, signal)
  return sum
}

/** What the index would refuse, and with it the whole request. */
function unfit(event: Event, text: string, { eventBytesMax }: OpensearchStoreOptions) {
  const id = event["event.id"]
  if (!id) return "no event.id"
  if (!id.isWellFormed() || Buffer.byteLength(id) > idBytesMax) return "unfit event.id"
  return Buffer.byteLength(text) > eventBytesMax ? "larger than eventBytesMax" : undefined
}

/** Those of the lines that are hindered are sent again, later and later, but not for ever. */
async function sendPatiently(
  client: Client,
  lines: readonly Line[],
  options: OpensearchStoreOptions,
  sum: Sum,
  signal: AbortSignal,
): Promise<void> {
  let left = lines
  for (let tries = 1; ; tries++) {
    const hindered = await send(client, left, options, sum)
    if (hindered.lines.length === 0) return
    if (tries === triesMax) throw new Error(hindranceText(hindered.by!))
    await pause(firstWaitMs * 4 ** (tries - 1) * (0.5 + Math.random() / 2), signal)
    signal.throwIfAborted()
    left = hindered.lines
  }
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

interface Hindered {
  readonly lines: readonly Line[]
  /** What hinders the last of them. */
  readonly by?: Answer | undefined
}

async function send(
  client: Client,
  lines: readonly Line[],
  options: OpensearchStoreOptions,
  sum: Sum,
): Promise<Hindered> {
  const body = lines
    .map(({ event, text }) => `${action(event, options.prefix)}\n${text}\n`)
    .join("")
  let items: readonly Readonly<Record<string, Item>>[]
  try {
    const answer = await client.bulk({ body } as never)
    items = (answer.body as unknown as { items: typeof items }).items
  } catch (cause) {
    return failed(cause, client, lines, options, sum)
  }
  const hindered: Line[] = []
  let by: Item | undefined
  for (const [i, line] of lines.entries()) {
    const item = items[i]?.create
    if (!item) throw new Error("the bulk answer has fewer items than the request")
    const { event } = line
    if (item.status === 201) sum.created++
    else if (item.status === 409) sum.known.push({ event, index: item._index })
    else if (!isPassing(item)) sum.refusals.push({ event, reason: reasonOf(item) })
    else {
      hindered.push(line)
      by = item
    }
  }
  return { lines: hindered, by }
}

/** A request that was refused as a whole: halved, waited for, or thrown. */
async function failed(
  cause: unknown,
  client: Client,
  lines: readonly Line[],
  options: OpensearchStoreOptions,
  sum: Sum,
): Promise<Hindered> {
  const answer = answerOf(cause)
  if (answer?.status === 429) return { lines, by: answer }
  const isTooLarge = answer?.status === 413
  const isOneBad = answer?.error?.type === "action_request_validation_exception"
  if (!isTooLarge && !isOneBad) throw answer?.error ? new Error(hindranceText(answer)) : cause
  if (lines.length === 1) {
    const reason = isTooLarge ? "the index finds it too large (413)" : reasonOf(answer)
    sum.refusals.push({ event: lines[0]!.event, reason })
    return { lines: [] }
  }
  const middle = lines.length >> 1
  const first = await send(client, lines.slice(0, middle), options, sum)
  const second = await send(client, lines.slice(middle), options, sum)
  return { lines: [...first.lines, ...second.lines], by: second.by ?? first.by }
}

const action = (event: Event, prefix: string) =>
  JSON.stringify({ create: { _index: streamOf(event, prefix), _id: event["event.id"] } })

const reasonOf = ({ status, error }: Answer) =>
  `${error?.type ?? status}: ${error?.reason ?? ""}`.slice(0, 400)
