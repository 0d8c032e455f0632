import * as v from "valibot"
import { pemFile } from "../config/pem.ts"
import { secretOf } from "../config/secret.ts"
import { bytes, count, milliseconds, text } from "../config/units.ts"

const sasl = v.strictObject({
  mechanism: v.pipe(
    v.picklist(["plain", "scram-sha-256", "scram-sha-512"]),
    v.description("How the client proves itself."),
  ),
  username: text("Name of the user."),
  password: secretOf("Password of the user."),
})

const tls = v.strictObject({
  ca: v.optional(pemFile("File of the authorities to trust (PEM); without it, the system's.")),
  cert: v.optional(pemFile("File of the client certificate (PEM).")),
  key: v.optional(pemFile("File of the client certificate's key (PEM).")),
  serverName: v.optional(text("Name expected on the brokers' certificates, where it differs.")),
})

const bothOrNone = v.check<v.InferOutput<typeof tls>, string>(
  ({ cert, key }) => (cert === undefined) === (key === undefined),
  "cert and key belong together",
)

/** How to reach a cluster. */
const connectEntries = {
  brokers: v.pipe(
    v.array(text("host:port")),
    v.minLength(1),
    v.maxLength(100),
    v.description("Brokers to ask first, as host:port."),
  ),
  clientId: v.optional(text("Name under which the brokers know this client."), "vedette"),
  sasl: v.optional(v.pipe(sasl, v.description("Authentication by user and password."))),
  tls: v.optional(
    v.pipe(tls, bothOrNone, v.description("Encryption; {} for the system's authorities.")),
  ),
}

/** How to read from it. */
const readEntries = {
  connectTimeoutMs: v.optional(milliseconds("Time to reach a broker.", 100), 5000),
  requestTimeoutMs: v.optional(milliseconds("Time for a broker's answer.", 1000), 30_000),
  sessionTimeoutMs: v.optional(
    milliseconds("Silence after which the group gives a reader's partitions to others.", 6000),
    30_000,
  ),
  commitIntervalMs: v.optional(milliseconds("Least time between two commits.", 200), 200),
  stallMs: v.optional(
    milliseconds("Time without progress, though records wait, until a reader is rebuilt.", 1000),
    60_000,
  ),
  batchBytesMax: v.optional(bytes("Largest batch sent, and handed to a reader.", 1024), 1_048_576),
  unpackedBytesMax: v.optional(bytes("Largest batch after decompression.", 1024), 67_108_864),
}

/** Options of whatever reads from a cluster. */
export const kafkaReaderEntries = { ...connectEntries, ...readEntries }

const readerOptions = v.object(kafkaReaderEntries)
export type KafkaReaderOptions = Readonly<v.InferOutput<typeof readerOptions>>

const principals = (summary: string) =>
  v.optional(v.pipe(v.array(text("User:NAME")), v.maxLength(100), v.description(summary)), [])

const rights = v.strictObject({
  collectors: principals(
    "Users of collectors, such as User:collector: they write, and read replays.",
  ),
  collectorGroups: principals("Groups that collectors may read as; a name begins them."),
  aggregators: principals("Users of aggregators: they read and write all topics of the bus."),
  aggregatorGroups: principals("Groups that aggregators may read as; a name begins them."),
})

/** Configuration of the bus on a Kafka cluster. */
export const kafkaBusOptions = v.strictObject({
  type: v.literal("kafka"),
  ...connectEntries,
  topicPrefix: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{0,100}$/), v.description("Begins each topic.")),
    "vedette-",
  ),
  partitions: v.optional(count("Partitions of topics that provision makes.", 1), 6),
  replicationFactor: v.optional(
    count("Copies of topics that provision makes; without it, the brokers' default.", 1),
  ),
  retentionMs: v.optional(
    milliseconds("How long topics that provision makes keep records.", 60_000),
    7 * 24 * 3_600_000,
  ),
  rights: v.optional(
    v.pipe(rights, v.description("Whom provision gives which rights on the topics (ACLs).")),
  ),
  deadLetterBytesMax: v.optional(
    bytes("Size of the folder of records too large for the brokers, in the program's home."),
    1_073_741_824,
  ),
  ...readEntries,
})

export type KafkaBusOptions = v.InferOutput<typeof kafkaBusOptions>
