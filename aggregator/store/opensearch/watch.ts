import type { Client } from "@opensearch-project/opensearch"
import type { Deps } from "#shared/config/define.ts"
import { newestIndexes } from "./mapped.ts"
import type { OpensearchStoreOptions } from "./options.ts"
import { drifted } from "./provision.ts"
import { fieldsMax } from "./templates.ts"

/** Of a limit this much is used when it becomes a problem. */
const tightAt = 0.9

/** What is wrong with the cluster, or soon will be, though it still answers. */
export interface Watch {
  /** Looks again. What the user may not see is left out. */
  look(): Promise<void>
  readonly problems: readonly string[]
}

type Look = (
  client: Client,
  options: OpensearchStoreOptions,
  gauges: ReturnType<typeof openGauges>,
) => Promise<readonly string[]>

export function openWatch(
  client: Client,
  options: OpensearchStoreOptions,
  { metrics }: Pick<Deps, "metrics">,
): Watch {
  const gauges = openGauges(metrics)
  const looks: readonly Look[] = [lookForDrift, lookForOverlap, lookAtHealth, lookAtFields]
  let problems: readonly string[] = []
  return {
    get problems() {
      return problems
    },
    async look() {
      const found = looks.map((one) => one(client, options, gauges).catch(() => []))
      problems = (await Promise.all(found)).flat()
    },
  }
}

function openGauges(metrics: Deps["metrics"]) {
  return {
    fields: metrics.gauge("vedette_store_fields", "Fields that a stream's mapping has.", [
      "stream",
    ]),
    fieldsLimit: metrics.gauge("vedette_store_fields_limit", "Fields that a mapping may have."),
    shards: metrics.gauge("vedette_store_shards", "Shards that the cluster holds."),
    shardsLimit: metrics.gauge("vedette_store_shards_limit", "Shards that it may hold."),
    templates: metrics.gauge("vedette_store_templates_drifted", "Templates that differ from ours."),
  }
}

const lookForDrift: Look = async (client, options, { templates }) => {
  const problems = await drifted(client, options)
  templates.set(problems.length)
  return problems
}

interface Simulated {
  readonly template?: { readonly mappings?: { dynamic?: unknown; properties?: object } }
}

/** A template of another that comes before ours makes the next index one that is not ours. */
const lookForOverlap: Look = async (client, { prefix }) => {
  const name = `${prefix}-events-other`
  const path = `/_index_template/_simulate_index/${name}`
  const { body } = await client.transport.request({ method: "POST", path })
  const { dynamic, properties = {} } = (body as Simulated).template?.mappings ?? {}
  if (String(dynamic) === "false" && "vendor" in properties) return []
  return [
    `another template comes before ${prefix}-events (priority 200): the next index of ${name} would ` +
      "not be ours, and refuse events",
  ]
}

interface Health {
  readonly status: string
  readonly unassigned_shards: number
  readonly active_shards: number
  readonly number_of_data_nodes: number
}

const lookAtHealth: Look = async (client, _, gauges) => {
  const { body } = await client.transport.request({ method: "GET", path: "/_cluster/health" })
  const health = body as unknown as Health
  const isRed = health.status === "red"
  const red = isRed
    ? [`OpenSearch is red: ${health.unassigned_shards} shards are not assigned`]
    : []
  const perNode = await shardsPerNode(client).catch(() => undefined)
  const shards = health.active_shards + health.unassigned_shards
  gauges.shards.set(shards)
  if (perNode === undefined) return red
  const limit = perNode * health.number_of_data_nodes
  gauges.shardsLimit.set(limit)
  if (shards < limit * tightAt) return red
  return [
    ...red,
    `OpenSearch holds ${shards} of ${limit} shards: remove old indexes, add a node or raise ` +
      "cluster.max_shards_per_node before no index can be made",
  ]
}

async function shardsPerNode(client: Client): Promise<number> {
  const path = "/_cluster/settings?include_defaults=true&flat_settings=true"
  const { body } = await client.transport.request({ method: "GET", path })
  const { transient, persistent, defaults } = body as Record<string, Record<string, string>>
  const name = "cluster.max_shards_per_node"
  const set = transient?.[name] ?? persistent?.[name] ?? defaults?.[name]
  return Number(set ?? 1000)
}

const namedMax = 5

const lookAtFields: Look = async (client, options, gauges) => {
  const problems: string[] = []
  gauges.fieldsLimit.set(fieldsMax)
  for (const { stream, fieldCount, lacking } of await newestIndexes(client, options)) {
    const name = `${options.prefix}-${stream}`
    gauges.fields.set({ stream }, fieldCount)
    if (fieldCount >= fieldsMax * tightAt)
      problems.push(`the stream ${name} has ${fieldCount} of ${fieldsMax} fields`)
    if (lacking.length > 0)
      problems.push(
        `the newest index of ${name} lacks ${lacking.length} of this version's fields ` +
          `(${lacking.slice(0, namedMax).join(", ")}${lacking.length > namedMax ? " …" : ""}), which ` +
          "can't be searched in it; the command provision begins a new one",
      )
  }
  return problems
}
