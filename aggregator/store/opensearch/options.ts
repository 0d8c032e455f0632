import * as v from "valibot"
import { secret } from "#shared/config/secret.ts"
import { bytes, count, milliseconds, text } from "#shared/config/units.ts"

export const opensearchStoreOptions = v.strictObject({
  type: v.literal("opensearch"),
  nodes: v.pipe(
    v.array(text("An address such as https://search.example.org:9200.")),
    v.minLength(1),
    v.description("Addresses of the cluster."),
  ),
  username: v.optional(text("User for basic authentication.")),
  password: v.optional(v.pipe(secret, v.description("Its password."))),
  ca: v.optional(text("PEM file of the authority that signed the cluster's certificate.")),
  prefix: v.optional(text("Begins the name of every stream and index."), "vedette"),
  shards: v.optional(count("Primary shards of a backing index.", 1), 1),
  replicas: v.optional(count("Copies of each shard."), 0),
  refreshMs: v.optional(milliseconds("How soon an event can be found.", 100), 1000),
  bulkBytesMax: v.optional(bytes("Size of one bulk request.", 1 << 16), 8 << 20),
  eventBytesMax: v.optional(bytes("A larger event is refused and kept as text.", 1 << 10), 1 << 20),
  timeoutMs: v.optional(milliseconds("How long a request may take.", 1000), 30_000),
})

export type OpensearchStoreOptions = v.InferOutput<typeof opensearchStoreOptions>
