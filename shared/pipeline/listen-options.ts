import * as v from "valibot"
import { bytes, count, milliseconds, port, text } from "../config/units.ts"
import type { SourceEntries } from "./source-options.ts"

const host = v.optional(text("Address to listen on."), "127.0.0.1")

export const udpListen = (summary: string) =>
  v.pipe(v.strictObject({ host, port: port("UDP port.") }), v.description(summary))

export const tcpListen = (summary: string) =>
  v.pipe(v.strictObject({ host, port: port("TCP port.") }), v.description(summary))

export const tlsListen = (summary: string) =>
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
    v.description(summary),
  )

/** Limits of what listens for records by UDP and TCP. */
export const listenEntries = {
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

/** What is listened on by TCP: plain, or with TLS. */
export type Listen =
  | v.InferOutput<ReturnType<typeof tcpListen>>
  | v.InferOutput<ReturnType<typeof tlsListen>>

export type UdpListen = v.InferOutput<ReturnType<typeof udpListen>>
