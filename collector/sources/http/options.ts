import * as v from "valibot"
import { networks } from "#shared/access/networks.ts"
import { tokenHashOf } from "#shared/access/token.ts"
import { bytes, count, milliseconds, name, port, text } from "#shared/config/units.ts"
import { tlsOptions } from "#shared/pipeline/listen-options.ts"
import { sourceEntries } from "#shared/pipeline/source-options.ts"

/** How much one sender may send. */
const rates = {
  eventsPerSecMax: v.optional(count("Events a second of a token; beyond it 429.", 1)),
  bytesPerSecMax: v.optional(bytes("Bytes a second of a token, decompressed; beyond it 429.")),
}

const token = v.strictObject({
  name: name("Who sends with it: written on the events as the peer's identity."),
  token: tokenHashOf(
    "The bearer token: its hash as sha256:HEX (`collector/main.ts token NAME` makes both), " +
      "or env:NAME or file:PATH.",
  ),
  allow: v.optional(networks("Networks it may be used from; by default any.")),
  datasets: v.optional(
    v.pipe(
      v.array(text("A dataset.")),
      v.description("Datasets it may send; then each request must name one of them."),
    ),
  ),
  bodyBytesMax: v.optional(bytes("As bodyBytesMax, smaller, for this token.")),
  ...rates,
})

export type TokenOptions = v.InferOutput<typeof token>

export const options = v.strictObject({
  type: v.literal("http"),
  ...sourceEntries,
  host: v.optional(
    text("Address to listen on. Beyond loopback, tokens are required."),
    "127.0.0.1",
  ),
  port: port("Port to listen on."),
  tls: v.optional(tlsOptions("Then it speaks TLS, and nothing else.")),
  connectionsMax: v.optional(count("TLS connections at once; more are closed.", 1), 4096),
  hostNames: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description("Names by which senders may call it, beside loopback names and addresses."),
    ),
    [],
  ),
  tokens: v.optional(
    v.pipe(v.array(token), v.description("Bearer tokens; with any, each request needs one.")),
    [],
  ),
  tokensFile: v.optional(
    text("File of further tokens, `NAME:sha256:HEX` a line; read again when it changes."),
  ),
  allow: v.optional(networks("Networks that may send; by default all.")),
  ...rates,
  burstSec: v.optional(
    count("A sender that was quiet may send at once what it may in so many seconds.", 1),
    10,
  ),
  wrongTokensPerMinMax: v.optional(
    count(
      "Requests a minute without a valid token by an address; beyond it 429, but for tokens that " +
        "were valid from there before.",
      1,
    ),
    60,
  ),
  requestsMax: v.optional(count("Requests under way at once; beyond it 429.", 1), 1024),
  addressRequestsMax: v.optional(
    count("Requests under way at once by one address; beyond it 429.", 1),
    256,
  ),
  bodyBytesMax: v.optional(
    bytes("Bytes of a body, as sent and when decompressed; a larger one gets 413."),
    16 * 2 ** 20,
  ),
  recordBytesMax: v.optional(bytes("Bytes of a record that are kept; the rest is cut."), 2 ** 20),
  requestRecordsMax: v.optional(count("Records of a request; one with more gets 413.", 1), 100_000),
  refusedListMax: v.optional(count("Refused records that an answer names."), 1000),
  unsettledBytesMax: v.optional(
    bytes("Received but not yet delivered: beyond it a request gets 429."),
    64 * 2 ** 20,
  ),
  deliveryMs: v.optional(
    milliseconds(
      "A request whose records are not safe after so long gets 503; they may become so later.",
      1,
    ),
    30_000,
  ),
  retryAfterMs: v.optional(milliseconds("What `Retry-After` of a 429 or 503 asks for."), 1000),
  bodyMs: v.optional(milliseconds("A body that takes longer gets 408.", 1), 120_000),
  idleMs: v.optional(
    v.pipe(
      milliseconds(
        "A request whose sender is silent for so long, and up to 8 s more, is cut off.",
        1000,
      ),
      v.maxValue(250_000),
    ),
    30_000,
  ),
})

export type HttpOptions = v.InferOutput<typeof options>
