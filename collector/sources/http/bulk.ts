import type { Context, Hono } from "hono"
import { trimEnd } from "#shared/pipeline/raw.ts"
import { Refused } from "./body.ts"
import type { HttpOptions } from "./options.ts"
import { objectFault } from "./split.ts"
import type { Ctx, Env, Item, Take } from "./take.ts"

/** The version we give ourselves out for: shippers of 7 and 8 send to it. */
const version = "8.17.0"

/** What a bulk request asks for, item by item; a refused one says why. */
interface Action {
  readonly name: "create" | "index"
  readonly index: string
  readonly id?: string
  readonly item?: Item
  readonly reason?: string
}

/**
 * The part of Elasticsearch's API that shippers ask for: `POST /_bulk`, and the questions that they
 * ask before. Nothing but `create` and `index` is done; what a document's `_id` is makes its id here,
 * so that a repeated request is harmless.
 */
export function bulkRoutes(
  app: Hono<{ Bindings: Env }>,
  take: Take,
  datasets: () => readonly string[],
  options: HttpOptions,
): void {
  const product = (c: Context) => c.header("x-elastic-product", "Elasticsearch")
  const bulk = async (c: Ctx, index = "") => {
    product(c)
    const begun = performance.now()
    let actions: readonly Action[] = []
    const isSafe = await take(
      c,
      (body) => {
        actions = actionsOf(body, index, options.requestRecordsMax)
        return actions.flatMap(({ item }) => item ?? [])
      },
      datasetOf(index, datasets()),
    )
    if (actions.length === 0) throw new Refused(400, "the body holds no action")
    if (!isSafe) throw new Refused(503, "not delivered")
    return c.json({
      took: Math.round(performance.now() - begun),
      errors: actions.some(({ reason }) => reason !== undefined),
      items: actions.map(answerOf),
    })
  }
  app.on(["POST", "PUT"], "/_bulk", (c) => bulk(c))
  app.on(["POST", "PUT"], "/:index/_bulk", (c) => bulk(c, c.req.param("index")))
  for (const [path, answer] of Object.entries(questions)) {
    app.get(path, (c) => {
      product(c)
      return c.json(answer)
    })
  }
  // Set-up of templates and policies is ours: it is thanked for and left.
  for (const path of setUps) {
    app.on(["GET", "HEAD", "PUT", "POST"], [path, `${path}/*`], (c) => {
      product(c)
      return c.json(c.req.method === "GET" ? {} : { acknowledged: true })
    })
  }
}

const setUps = [
  "/_index_template",
  "/_component_template",
  "/_template",
  "/_ilm/policy",
  "/_ingest/pipeline",
  "/_data_stream",
  "/_alias",
]

const node = {
  name: "vedette",
  cluster_name: "vedette",
  cluster_uuid: "AAAAAAAAAAAAAAAAAAAAAA",
  version: {
    number: version,
    build_flavor: "default",
    build_type: "tar",
    build_hash: "unknown",
    build_date: "2026-01-01T00:00:00.000Z",
    build_snapshot: false,
    lucene_version: "9.12.0",
    minimum_wire_compatibility_version: "7.17.0",
    minimum_index_compatibility_version: "7.0.0",
  },
  tagline: "You Know, for Search",
}
const license = { uid: "vedette", type: "basic", status: "active", mode: "basic" }

/** What shippers want to know before they send. */
const questions: Readonly<Record<string, object>> = {
  "/": node,
  "/_license": { license },
  "/_xpack": { license, features: { ilm: { available: false, enabled: false } } },
  "/_cluster/health": { cluster_name: "vedette", status: "green", number_of_nodes: 1 },
  "/_nodes/http": { nodes: {} },
  "/_nodes/_all/http": { nodes: {} },
}

/** `logs-nginx.access-default`, the data stream of a dataset, names it. */
function datasetOf(index: string, datasets: readonly string[]) {
  const dataset = /^logs-([^-]+)-/.exec(index)?.[1]
  return dataset !== undefined && datasets.includes(dataset) ? { dataset } : {}
}

function actionsOf(body: Buffer, index: string, recordsMax: number): Action[] {
  const actions: Action[] = []
  const lines = linesOf(body)
  for (const line of lines) {
    if (actions.length >= recordsMax)
      throw new Refused(413, `the body has more than ${recordsMax} actions (requestRecordsMax)`)
    const { name, target } = actionOf(line)
    const about = { index: textOf(target["_index"]) ?? index, ...idOf(target["_id"]) }
    if (name === "delete") {
      actions.push({ name: "index", ...about, reason: "only create and index are done here" })
      continue
    }
    const document = lines.next().value
    if (!document) throw new Refused(400, "the last action has no document")
    if (name === "create" || name === "index") actions.push(taken(name, about, document))
    else actions.push({ name: "index", ...about, reason: "only create and index are done here" })
  }
  return actions
}

function taken(
  name: "create" | "index",
  about: { readonly index: string; readonly id?: string },
  document: Buffer,
): Action {
  const reason = objectFault(document)
  if (reason) return { name, ...about, reason }
  const key = about.id === undefined ? {} : { key: `${about.index}/${about.id}` }
  return { name, ...about, item: { bytes: document, ...key } }
}

/** An action's line: `{"create": {"_index": …, "_id": …}}`. @throws Refused */
function actionOf(line: Buffer): { name: string; target: Readonly<Record<string, unknown>> } {
  const fault = objectFault(line)
  const entries = fault ? [] : Object.entries(JSON.parse(line.toString("utf8")) as object)
  const [name, target] = entries[0] ?? []
  if (name === undefined || entries.length > 1 || typeof target !== "object" || target === null)
    throw new Refused(400, "a line that should be an action is none")
  return { name, target: target as Record<string, unknown> }
}

const idLengthMax = 512

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value.slice(0, idLengthMax) : undefined

const idOf = (value: unknown): { id?: string } => {
  const id = textOf(value)
  return id ? { id } : {}
}

function* linesOf(body: Buffer): Generator<Buffer, undefined> {
  let start = 0
  while (start < body.length) {
    const lf = body.indexOf(10, start)
    const end = lf < 0 ? body.length : lf
    const line = trimEnd(body.subarray(start, end))
    if (line.length > 0) yield line
    start = end + 1
  }
  return undefined
}

function answerOf({ name, index, id, reason }: Action) {
  const about = { _index: index, _id: id ?? "" }
  if (reason !== undefined) {
    return {
      [name]: { ...about, status: 400, error: { type: "mapper_parsing_exception", reason } },
    }
  }
  return { [name]: { ...about, ...created } }
}

const created = {
  _version: 1,
  result: "created",
  _shards: { total: 1, successful: 1, failed: 0 },
  _seq_no: 0,
  _primary_term: 1,
  status: 201,
}
