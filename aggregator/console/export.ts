import type { Context } from "hono"
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { Page, Scope } from "../store/types.ts"
import { InputError } from "./input-error.ts"
import { columnsOf } from "./narrow.ts"
import { valueText } from "./parts/text.tsx"
import { eventStreams, scopeOf } from "./question.ts"
import { queryTimeoutMs, type World } from "./world.ts"

export const usualColumns = ["event.dataset", "host.name", "user.name", "source.ip"]

const pageEvents = 1_000

/**
 * All matches, newest first, as NDJSON or CSV, a page of the store at a time. What arrives meanwhile
 * is left out. A store that fails midway breaks the answer off, so that nobody takes it for whole.
 */
export async function exportEvents(
  world: World,
  c: Context,
  of: Exported = { name: "events", columns: [...usualColumns, "message"] },
): Promise<Response> {
  const { q, from, to, format = "ndjson", columns } = c.req.query()
  const kind = formats[format]
  if (!kind) throw new InputError("format is ndjson or csv")
  const asked = of.scope ?? scopeOf({ q, from, to }, eventStreams, world.now())
  const scope = { ...asked, toMs: asked.toMs ?? world.now() + 1 }
  const names = columnsOf(columns, of.columns)
  const next = pagesOf(world, scope, c.req.raw.signal)
  const first = await next.next() // before the head is sent: what is wrong with it is told as such
  return new Response(streamOf(first, next, kind.rows(names), of.dress), {
    headers: {
      "content-type": kind.type,
      "content-disposition": `attachment; filename="${of.name}.${format}"`,
    },
  })
}

/** What is exported, where it is not what the request's query asks for. */
export interface Exported {
  /** Of the file. */
  readonly name: string
  readonly columns: readonly string[]
  readonly scope?: Scope
  /** Adds to an event what is known of it elsewhere. */
  dress?(event: Event): Event
}

type Rows = { head: string; row(event: Event): string }
type Format = { readonly type: string; rows(names: readonly string[]): Rows }

const formats: Readonly<Record<string, Format | undefined>> = Object.assign(Object.create(null), {
  ndjson: {
    type: "application/x-ndjson",
    rows: () => ({ head: "", row: (event: Event) => `${JSON.stringify(event)}\n` }),
  },
  csv: {
    type: "text/csv; charset=utf-8",
    rows: (names: readonly string[]) => ({
      head: csvLine(["timestamp", ...names]), // "@timestamp" would be taken for a formula
      row: (event: Event) =>
        csvLine(["@timestamp", ...names].map((name) => valueText(fieldOf(event, name)))),
    }),
  },
})

async function* pagesOf(world: World, scope: Scope, left: AbortSignal): AsyncGenerator<Page> {
  let after: string | undefined
  do {
    const signal = AbortSignal.any([left, AbortSignal.timeout(queryTimeoutMs(world))])
    const page: Page = await world.store.search(scope, pageEvents, after, signal)
    yield page
    after = page.after
  } while (after !== undefined)
}

/** Pages are asked for as the reader takes them. */
function streamOf(
  first: IteratorResult<Page>,
  next: AsyncGenerator<Page>,
  { head, row }: Rows,
  dress: Exported["dress"] = (event) => event,
) {
  const encoder = new TextEncoder()
  let result: IteratorResult<Page> | undefined = first
  return new ReadableStream<Uint8Array>({
    start: (out) => (head ? out.enqueue(encoder.encode(head)) : undefined),
    async pull(out) {
      result ??= await next.next()
      if (result.done) return out.close()
      out.enqueue(encoder.encode(result.value.events.map((event) => row(dress(event))).join("")))
      result = undefined
    },
    cancel: async () => {
      await next.return(undefined)
    },
  })
}

/** RFC 4180. A cell that a spreadsheet would run as a formula begins with an apostrophe instead. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(",")}\r\n`

function csvCell(text: string): string {
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n\t;']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
