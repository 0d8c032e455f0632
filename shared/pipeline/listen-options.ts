import * as v from "valibot"
import { networks } from "../access/networks.ts"
import { bytes, count, milliseconds, port, text } from "../config/units.ts"
import type { SourceEntries } from "./source-options.ts"

const host = v.optional(text("Address to listen on."), "127.0.0.1")

export const udpListen = (summary: string) =>
  v.pipe(v.strictObject({ host, port: port("UDP port.") }), v.description(summary))

export const tcpListen = (summary: string) =>
  v.pipe(v.strictObject({ host, port: port("TCP port.") }), v.description(summary))

/** How TLS is spoken; the files are read anew at each reload, and when one changes. */
const tlsEntries = {
  certificateFile: text("PEM file with the certificate and what leads to its root."),
  keyFile: text("PEM file with its private key."),
  clientCaFile: v.optional(
    text(
      "PEM file with the authorities of the senders: each must have a certificate of one, " +
        "whose subject is written on its events.",
    ),
  ),
  clientNames: v.optional(
    v.pipe(
      v.array(text("A common or alternative name, `*.example.org`, or `sha256:HEX`.")),
      v.minLength(1),
      v.description(
        "Senders that may send: names of their certificates' subjects, `*.` for one label, or " +
          "`sha256:` and a certificate's fingerprint. Without it, all of the authorities.",
      ),
    ),
  ),
  versionMin: v.optional(
    v.pipe(v.picklist(["1.2", "1.3"]), v.description("Oldest TLS that is spoken.")),
    "1.2",
  ),
  handshakeMs: v.optional(
    milliseconds("A connection without a handshake by then is closed.", 100),
    10_000,
  ),
  handshakesMax: v.optional(
    count(
      "Handshakes under way at once; beyond it the oldest of the address with most is given up.",
      1,
    ),
    256,
  ),
}

interface Named {
  readonly clientCaFile?: string | undefined
  readonly clientNames?: readonly string[] | undefined
}

const areVouchedFor = ({ clientCaFile, clientNames }: Named) =>
  clientNames === undefined || clientCaFile !== undefined
const notVouchedFor = "clientNames need clientCaFile: names that nobody vouches for prove nothing"

export const tlsListen = (summary: string) =>
  v.pipe(
    v.strictObject({ host, port: port("TLS port."), ...tlsEntries }),
    v.check((tls) => areVouchedFor(tls), notVouchedFor),
    v.description(summary),
  )

/** TLS at an address that is told elsewhere. */
export const tlsOptions = (summary: string) =>
  v.pipe(
    v.strictObject(tlsEntries),
    v.check((tls) => areVouchedFor(tls), notVouchedFor),
    v.description(summary),
  )

/** Limits of what listens for records by UDP and TCP. */
export const listenEntries = {
  allow: v.optional(
    networks(
      "Networks that may send, by default all; what comes from others is closed or passed over, " +
        "counted. Anyone can write any sender's address on a datagram.",
    ),
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
}

const limits = v.object(listenEntries)

/** What a listener must know. */
export interface ListenOptions extends SourceEntries, Readonly<v.InferOutput<typeof limits>> {
  readonly recordBytesMax: number
}

export type TcpListen = v.InferOutput<ReturnType<typeof tcpListen>>
export type TlsListen = v.InferOutput<ReturnType<typeof tlsListen>>
export type UdpListen = v.InferOutput<ReturnType<typeof udpListen>>

/** What is listened on by TCP: plain, or with TLS. */
export type Listen = TcpListen | TlsListen
