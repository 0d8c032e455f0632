import * as v from "valibot"
import { pemFile } from "#shared/config/pem.ts"
import { secretOf } from "#shared/config/secret.ts"
import { bytes, count, milliseconds, text } from "#shared/config/units.ts"
import { awsOptions } from "./aws.ts"

const options = v.strictObject({
  type: v.literal("opensearch"),
  nodes: v.pipe(
    v.array(text("An address such as https://search.example.org:9200.")),
    v.minLength(1),
    v.description("Addresses of the cluster."),
  ),
  username: v.optional(text("User for basic authentication.")),
  password: v.optional(secretOf("Its password.")),
  aws: v.optional(v.pipe(awsOptions, v.description("Signs requests for Amazon's service."))),
  ca: v.optional(pemFile("File of the authorities to trust (PEM); without it, the system's.")),
  cert: v.optional(pemFile("File of the client certificate (PEM).")),
  key: v.optional(pemFile("File of the client certificate's key (PEM).")),
  prefix: v.optional(text("Begins the name of every stream and index."), "vedette"),
  shards: v.optional(count("Primary shards of a backing index.", 1), 1),
  replicas: v.optional(count("Copies of each shard."), 0),
  refreshMs: v.optional(milliseconds("How soon an event can be found.", 100), 1000),
  bulkBytesMax: v.optional(bytes("Size of one bulk request.", 1 << 16), 8 << 20),
  eventBytesMax: v.optional(bytes("A larger event is refused and kept as text.", 1 << 10), 4 << 20),
  timeoutMs: v.optional(milliseconds("How long a request may take.", 1000), 30_000),
})

export const opensearchStoreOptions = v.pipe(
  options,
  v.check(
    ({ username, password }) => (username === undefined) === (password === undefined),
    "username and password belong together",
  ),
  v.check(
    ({ username, aws }) => username === undefined || aws === undefined,
    "either username or aws: a request has one signature",
  ),
  v.check(
    ({ cert, key }) => (cert === undefined) === (key === undefined),
    "cert and key belong together",
  ),
)

export type OpensearchStoreOptions = v.InferOutput<typeof opensearchStoreOptions>
