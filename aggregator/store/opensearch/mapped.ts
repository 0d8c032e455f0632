import type { Client } from "@opensearch-project/opensearch"
import { eventClasses } from "./document.ts"
import type { OpensearchStoreOptions } from "./options.ts"
import { mappings } from "./templates.ts"

/** The newest index of a stream, which is the one that is written. */
export interface Newest {
  /** Name of the stream without the prefix. */
  readonly stream: string
  /** Fields as OpenSearch counts them against its limit: objects are fields too. */
  readonly fieldCount: number
  /** Fields of this version that it lacks, or has of another type: templates are for new indexes only. */
  readonly lacking: readonly string[]
}

const streams = [...eventClasses.map((one) => `events-${one}`), "alerts", "pipeline", "audit"]

/** What the newest index of each stream that is there has mapped. */
export async function newestIndexes(
  client: Client,
  { prefix }: OpensearchStoreOptions,
): Promise<readonly Newest[]> {
  const ours = Object.entries(mappings()["properties"] as Record<string, { type: string }>)
  const found: Newest[] = []
  for (const stream of streams) {
    const path = `/${prefix}-${stream}/_mapping?ignore_unavailable=true`
    const { body } = await client.transport.request({ method: "GET", path })
    const newest = Object.entries(body as Record<string, { mappings: Mapping }>)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .at(-1)
    if (!newest) continue
    const types = typesIn(newest[1].mappings)
    const lacking = ours.flatMap(([name, { type }]) => (types.get(name) === type ? [] : name))
    found.push({ stream, fieldCount: types.size, lacking })
  }
  return found
}

interface Mapping {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Mapping>>
}

function typesIn({ properties = {} }: Mapping, above = "", types = new Map<string, string>()) {
  for (const [name, field] of Object.entries(properties)) {
    types.set(above + name, field.type ?? "object")
    typesIn(field, `${above}${name}.`, types)
  }
  return types
}
