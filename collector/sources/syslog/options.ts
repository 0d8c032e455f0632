import * as v from "valibot"
import { bytes } from "#shared/config/units.ts"
import { listenEntries, tcpListen, tlsListen, udpListen } from "#shared/pipeline/listen-options.ts"
import { sourceEntries } from "#shared/pipeline/source-options.ts"

export const options = v.strictObject({
  type: v.literal("syslog"),
  ...sourceEntries,
  udp: v.optional(udpListen("Listen for datagrams (RFC 5426).")),
  tcp: v.optional(tcpListen("Listen for connections, octet-counted or line by line (RFC 6587).")),
  tls: v.optional(tlsListen("Listen for TLS connections (RFC 5425).")),
  recordBytesMax: v.optional(bytes("Bytes of a record that are kept; the rest is cut."), 65536),
  frameBytesMax: v.optional(
    bytes("An octet count beyond it is a lie: the connection is closed."),
    16 * 2 ** 20,
  ),
  ...listenEntries,
})

export type SyslogOptions = v.InferOutput<typeof options>
