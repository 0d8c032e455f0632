import * as v from "valibot"
import { bytes, count, milliseconds, text } from "#shared/config/units.ts"
import { listenEntries, tcpListen, tlsListen, udpListen } from "#shared/pipeline/listen-options.ts"
import { sourceEntries } from "#shared/pipeline/source-options.ts"

export const options = v.strictObject({
  type: v.literal("gelf"),
  ...sourceEntries,
  format: v.optional(text("Wire format of its records; `auto` looks at each record."), "gelf"),
  udp: v.optional(
    udpListen("Listen for datagrams: whole or in chunks, plain or packed by gzip or zlib."),
  ),
  tcp: v.optional(tcpListen("Listen for connections, each message ended by NUL.")),
  tls: v.optional(tlsListen("Listen for TLS connections, as for `tcp`.")),
  recordBytesMax: v.optional(
    bytes(
      "Bytes of a message that are kept; the rest is cut. A packed message that holds more is kept " +
        "as it was received.",
    ),
    2 ** 20,
  ),
  chunkMs: v.optional(milliseconds("Time in which all chunks of a message must come.", 1), 5000),
  chunkMessagesMax: v.optional(
    count("Messages of which chunks are missing; beyond it the oldest is given up.", 1),
    1000,
  ),
  chunkBytesMax: v.optional(
    bytes("Bytes of such messages together; beyond it the oldest is given up."),
    16 * 2 ** 20,
  ),
  ...listenEntries,
})

export type GelfOptions = v.InferOutput<typeof options>
