import type { Socket, TLSUpgradeOptions } from "bun"
import { type LiveCertificate, openCertificate } from "../config/certificates.ts"
import type { Deps } from "../config/define.ts"
import { OptionError } from "../config/opening.ts"
import type { TlsListen } from "./listen-options.ts"
import { isNamed, type PeerCertificate, peerCertificateOf } from "./peer-certificate.ts"

/** What becomes of a connection behind the gate. */
export interface Behind<C> {
  readonly connection: () => C
  /** The handshake is done and the sender may send. */
  admitted(socket: Socket<C>, certificate: PeerCertificate | undefined): void
  readonly handlers: {
    data(socket: Socket<C>, chunk: Buffer): void
    drain?(socket: Socket<C>): void
    timeout(socket: Socket<C>): void
    close(socket: Socket<C>): void
    error(): void
  }
}

type Raw = Socket<Waiting>

interface Waiting {
  readonly peer: string
  readonly sinceMs: number
  /** Of the TLS socket: the one below it has no hold on the connection any more. */
  terminate(): void
}

/** Why a connection was not let in: a label, so each is a constant. */
type Refusal =
  | "not TLS"
  | "broken off"
  | "too slow"
  | "too many handshakes"
  | "protocol version"
  | "no certificate"
  | "certificate not trusted"
  | "name not allowed"
  | "failed"

const versions = { "1.2": 0x0303, "1.3": 0x0304 } as const
const checkEveryMs = 50
const tellEveryMs = 10 * 60_000

export interface Gate<C> {
  /** Handlers of the listener below. */
  readonly below: {
    open(raw: Raw): void
    data(): void
    close(raw: Raw): void
    error(): void
  }
  readonly certificate: LiveCertificate
  /** For connections from here on. */
  use(listen: TlsListen): void
  close(): void
  readonly behind: Behind<C>
}

/**
 * TLS in front of a listener that goes on listening: each connection gets the certificate that is in
 * force when it comes, since Bun's own TLS listeners keep their first one for good. Nothing of a
 * sender is read before its handshake is done and its certificate, where one is asked for, trusted.
 * @throws OptionError where a certificate can't be used
 */
export function openGate<C>(
  source: string,
  first: TlsListen,
  deps: Pick<Deps, "now" | "metrics" | "log">,
  behind: Behind<C>,
): Gate<C> {
  const certificate = openCertificate(`${source}.tls`, first, deps)
  const waiting = new Set<Raw>() // oldest first
  const refusals = openRefusals(source, deps)
  let listen = first
  let timer: Timer | undefined

  const refuse = (raw: Raw, reason: Refusal) => {
    if (!waiting.delete(raw)) return
    refusals.count(reason, raw.data.peer)
    raw.data.terminate()
  }
  const sweep = () => {
    timer = undefined
    const until = performance.now() - listen.handshakeMs
    for (const raw of waiting) {
      if (raw.data.sinceMs > until) break
      refuse(raw, "too slow")
    }
    if (waiting.size > 0) timer = setTimeout(sweep, checkEveryMs)
  }
  const verdict = (raw: Raw, socket: Socket<C>, isDone: boolean, cause: Error | null) => {
    if (!isDone) return refuse(raw, refusalOf(cause))
    if (listen.clientCaFile === undefined) return pass(raw, socket, undefined)
    if (!socket.authorized) return refuse(raw, "certificate not trusted")
    const peer = peerCertificateOf(socket.getPeerCertificate?.()?.raw)
    if (!peer) return refuse(raw, "no certificate")
    if (listen.clientNames && !isNamed(peer, listen.clientNames))
      return refuse(raw, "name not allowed")
    pass(raw, socket, peer)
  }
  const pass = (raw: Raw, socket: Socket<C>, peer: PeerCertificate | undefined) => {
    if (waiting.delete(raw)) behind.admitted(socket, peer)
  }

  return {
    behind,
    certificate,
    below: {
      open(raw) {
        const sinceMs = performance.now()
        raw.data = { peer: raw.remoteAddress, sinceMs, terminate: () => raw.terminate() }
        if (waiting.size >= listen.handshakesMax) refuse(crowding(waiting), "too many handshakes")
        waiting.add(raw)
        timer ??= setTimeout(sweep, checkEveryMs)
        const upgrade: TLSUpgradeOptions<C> & { isServer: true } = {
          tls: tlsOf(listen, certificate),
          isServer: true, // Bun's types lack it
          data: behind.connection(),
          socket: {
            ...behind.handlers,
            handshake: (socket, isDone, cause) => verdict(raw, socket, isDone, cause),
          },
        }
        const [, socket] = raw.upgradeTLS(upgrade)
        raw.data.terminate = () => socket.terminate()
      },
      data() {}, // what TLS is made of
      close: (raw) => refuse(raw, "broken off"),
      error() {}, // the close that follows tells all there is to do
    },
    use(next) {
      listen = next
    },
    close() {
      clearTimeout(timer)
      certificate[Symbol.dispose]()
      const left = [...waiting]
      waiting.clear()
      for (const raw of left) raw.data.terminate()
    },
  }
}

/** The oldest of the address that has most of them: who floods pushes out its own. */
function crowding(waiting: ReadonlySet<Raw>): Raw {
  const byPeer = Map.groupBy(waiting, ({ data }) => data.peer)
  let most: readonly Raw[] = []
  for (const list of byPeer.values()) if (list.length > most.length) most = list
  return most[0]!
}

function tlsOf({ versionMin }: TlsListen, { current: { cert, key, ca } }: LiveCertificate) {
  return {
    cert,
    key,
    minVersion: versions[versionMin],
    ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: true }),
  }
}

function refusalOf(cause: Error | null): Refusal {
  const text = cause?.message ?? ""
  if (/DID_NOT_RETURN_A_CERTIFICATE/.test(text)) return "no certificate"
  if (/UNSUPPORTED_PROTOCOL/.test(text)) return "protocol version"
  if (/WRONG_VERSION_NUMBER|HTTP_REQUEST/.test(text)) return "not TLS"
  if (/CERTIFICATE/.test(text)) return "certificate not trusted"
  return "failed"
}

/** Counts each, and tells a person of each kind now and then. */
function openRefusals(
  source: string,
  { metrics, log, now }: Pick<Deps, "now" | "metrics" | "log">,
) {
  const counter = metrics.counter(
    "vedette_source_handshakes_refused_total",
    "Connections that were not let in, by what was wrong with them.",
    ["source", "reason"],
  )
  const toldMs = new Map<Refusal, number>()
  return {
    count(reason: Refusal, peer: string) {
      counter.inc({ source, reason })
      if (reason === "broken off" || now() - (toldMs.get(reason) ?? 0) < tellEveryMs) return
      toldMs.set(reason, now())
      log.warn("a connection was not let in", {
        "vedette.source": source,
        "error.message": reason,
        "source.address": peer,
      })
    },
  }
}

/** @throws OptionError with its path below the source */
export function underTls<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof OptionError)) throw cause
    throw new OptionError(`tls.${cause.option}`, cause.reason)
  }
}
