import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { Query } from "../store/query.ts"
import type { Store } from "../store/types.ts"
import { valueText } from "./parts/text.tsx"
import { isStart, type ProcessTree, processTree } from "./process-tree.ts"
import { eventStreams } from "./question.ts"

const beforeMs = 3_600_000
const afterMs = 900_000
const startsMax = 300
const forebearMs = 7 * 86_400_000
const forebearsMax = 8

const textOf = (event: Event, field: string) => valueText(fieldOf(event, field))
const exists = (field: string): Query => ({ is: "exists", field })
const term = (field: string, value: string): Query => ({ is: "term", field, value })

/** Of some events' processes: who started them and what they started, on the host of the first. */
export async function processesOf(
  store: Pick<Store, "search">,
  focus: readonly Event[],
  signal: AbortSignal,
): Promise<ProcessTree | undefined> {
  const own = focus.filter(
    (event) => textOf(event, "process.pid") || textOf(event, "process.entity_id"),
  )
  const [first] = own
  const host = first && textOf(first, "host.name")
  if (!first || !host || host.length > 256) return undefined
  const on = own.filter((event) => textOf(event, "host.name") === host)
  const atMs = Date.parse(first["@timestamp"] ?? "") || 0
  const search = async (query: Query, fromMs: number, toMs: number, size: number) => {
    const of = [term("host.name", host), term("event.type", "start"), query]
    const scope = { streams: eventStreams, query: { is: "and", of }, fromMs, toMs } as const
    return (await store.search(scope, size, undefined, signal)).events.filter(isStart)
  }
  const anyParent: Query = {
    is: "or",
    of: [exists("process.parent.pid"), exists("process.parent.entity_id")],
  }
  const [before, after] = await Promise.all([
    search(anyParent, atMs - beforeMs, atMs + 1, startsMax),
    search(anyParent, atMs + 1, atMs + afterMs, startsMax),
  ])
  const starts = [...before, ...after, ...on.filter(isStart)]
  await addForebears(starts, on, search)
  return processTree(starts, on)
}

type Search = (
  query: Query,
  fromMs: number,
  toMs: number,
  size: number,
) => Promise<readonly Event[]>

/** Those that started long before: each is asked for by what its child says of it. */
async function addForebears(starts: Event[], focus: readonly Event[], search: Search) {
  let child = oldestOf(starts, focus)
  for (let asked = 0; child && asked < forebearsMax; asked++) {
    const atMs = Date.parse(child["@timestamp"] ?? "") || 0
    const query = parentQuery(child)
    const [parent] = query ? await search(query, atMs - forebearMs, atMs + 1, 1) : []
    if (!parent || starts.some((one) => one["event.id"] === parent["event.id"])) return
    starts.push(parent)
    child = oldestOf(starts, [parent])
  }
}

/** Up from a process as far as its forebears are known. */
function oldestOf(starts: readonly Event[], focus: readonly Event[]): Event | undefined {
  let child = starts.find((one) => focus.some((event) => isSame(one, event)))
  for (let level = 0; child && level < starts.length; level++) {
    const below: Event = child
    const parent = starts.find((one) => one !== below && isParent(one, below))
    if (!parent) return child
    child = parent
  }
  return child
}

const isSame = (start: Event, event: Event) =>
  ["process.entity_id", "process.pid"].some(
    (field) => textOf(start, field) !== "" && textOf(start, field) === textOf(event, field),
  )

function isParent(parent: Event, child: Event): boolean {
  const [id, pid] = [textOf(child, "process.parent.entity_id"), textOf(child, "process.parent.pid")]
  if (id && textOf(parent, "process.entity_id")) return id === textOf(parent, "process.entity_id")
  const isBefore = (parent["@timestamp"] ?? "") <= (child["@timestamp"] ?? "")
  return pid !== "" && pid === textOf(parent, "process.pid") && isBefore
}

function parentQuery(child: Event): Query | undefined {
  const id = textOf(child, "process.parent.entity_id")
  if (id && id.length <= 256) return term("process.entity_id", id)
  const pid = textOf(child, "process.parent.pid")
  return /^\d{1,10}$/.test(pid) ? term("process.pid", pid) : undefined
}
