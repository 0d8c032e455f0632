import * as v from "valibot"
import { bytes, count, milliseconds, port, text } from "#shared/config/units.ts"
import { sourceEntries } from "#shared/pipeline/source-options.ts"

const host = v.optional(text("Address to listen on."), "127.0.0.1")

export const options = v.strictObject({
  type: v.literal("syslog"),
  ...sourceEntries,
  udp: v.optional(
    v.pipe(
      v.strictObject({ host, port: port("UDP port.") }),
      v.description("Listen for datagrams (RFC 5426)."),
    ),
  ),
  tcp: v.optional(
    v.pipe(
      v.strictObject({ host, port: port("TCP port.") }),
      v.description("Listen for connections, octet-counted or line by line (RFC 6587)."),
    ),
  ),
  tls: v.optional(
    v.pipe(
      v.strictObject({
        host,
        port: port("TLS port."),
        certificateFile: text("PEM file with the certificate and what leads to its root."),
        keyFile: text("PEM file with its private key."),
        clientCaFile: v.optional(
          text(
            "PEM file with the authority of the senders: each must have a certificate of it, " +
              "whose subject is written on its events.",
          ),
        ),
      }),
      v.description("Listen for TLS connections (RFC 5425). New certificates need a restart."),
    ),
  ),
  recordBytesMax: v.optional(bytes("Bytes of a record that are kept; the rest is cut."), 65536),
  frameBytesMax: v.optional(
    bytes("An octet count beyond it is a lie: the connection is closed."),
    16 * 2 ** 20,
  ),
  receiveBufferBytes: v.optional(
    bytes("Kernel buffer asked for the UDP socket; `net.core.rmem_max` bounds it."),
    4 * 2 ** 20,
  ),
  lingerMs: v.optional(milliseconds("Longest wait for more records of a batch."), 5),
  batchRecordsMax: v.optional(count("Records of a batch.", 1), 500),
  unsettledBytesMax: v.optional(
    bytes("Received but not yet delivered: beyond it TCP waits and UDP drops, counted."),
    32 * 2 ** 20,
  ),
  connectionsMax: v.optional(count("TCP connections at once; more are closed.", 1), 1024),
  idleMs: v.optional(
    milliseconds("A TCP connection silent for so long is closed. 0: never."),
    3_600_000,
  ),
})

export type SyslogOptions = v.InferOutput<typeof options>

/** What is listened on by TCP: `tcp`, or `tls`. */
export type Listen = NonNullable<SyslogOptions["tcp"] | SyslogOptions["tls"]>
