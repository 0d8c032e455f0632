import { afterAll, beforeAll, describe } from "bun:test"
import type { Socket } from "node:net"
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls"
import * as v from "valibot"
import { type Certificates, makeCertificates } from "#shared/testing/certificates.ts"
import { testWorld } from "../source-suite.ts"
import { openSyslog, syslog } from "./syslog.ts"

/** Syslog by TLS under test, and senders with every kind of certificate. */
export const world = testWorld()
export let made: Certificates

const hasOpenssl = Bun.which("openssl") !== null
export const group = describe.skipIf(!hasOpenssl)

/** To be called once by each file of tests. */
export function useCertificates(): void {
  beforeAll(() => {
    if (!hasOpenssl) return
    made = makeCertificates()
    for (const name of ["server", "sender-1", "sender-2"]) made.issue(name)
  })
  afterAll(() => made?.[Symbol.dispose]())
}

export interface Dial extends ConnectionOptions {
  /** Whose certificate is shown. */
  readonly as?: string
}

export const optionsOf = (tls: object = {}, extra: object = {}) => {
  const files = { certificateFile: made.file("server.pem"), keyFile: made.file("server.key") }
  return v.parse(syslog.options, {
    type: "syslog",
    name: "under-test",
    tls: { port: 0, ...files, ...tls },
    ...extra,
  })
}

export const open = (tls?: object, extra?: object) => openSyslog(optionsOf(tls, extra), world)

export const mutual = (more: object = {}) => ({ clientCaFile: made.file("ca.pem"), ...more })

export function dial(port: number, { as, ...more }: Dial = {}): TLSSocket {
  const ca = made.pair("ca").cert
  const identity = as === undefined ? {} : made.pair(as)
  const socket = connect({
    port,
    host: "127.0.0.1",
    ca,
    servername: "server",
    ...identity,
    ...more,
  })
  return socket.on("error", () => {})
}

export const closed = (socket: Socket) => new Promise((done) => socket.resume().on("close", done))

export async function refusals(): Promise<Record<string, number>> {
  const text = await world.metrics.text()
  const rows = text.matchAll(/^vedette_source_handshakes_refused_total\{.*reason="(.*)"\} (\d+)$/gm)
  return Object.fromEntries([...rows].map(([, reason, count]) => [reason, Number(count)]))
}
