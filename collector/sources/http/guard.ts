import { isIP } from "node:net"
import { inNetworks, isLoopback } from "#shared/access/networks.ts"
import { digestOf } from "#shared/access/token.ts"
import { openTries } from "#shared/access/tries.ts"
import type { Deps } from "#shared/config/define.ts"
import { OptionError } from "#shared/config/opening.ts"
import type { HttpOptions } from "./options.ts"
import { openSenders, type Sender } from "./senders.ts"

/** A request that is turned away. `reason` is a constant: a label of a metric. */
export interface Turned {
  readonly status: 400 | 401 | 403 | 408 | 413 | 415 | 429 | 503
  readonly error: string
  readonly reason: string
  readonly retryMs?: number
}

/** Who may send: decided by address and headers alone, before a byte of the body is read. */
export interface Guard {
  /** Why nobody from there may send, or why a browser page may be behind the request. */
  refusal(headers: Headers, peer: string | undefined): Turned | undefined
  /** Who sends. */
  admit(headers: Headers, peer: string | undefined): Sender | Turned
}

/** @throws if it would let anyone on the network in */
export function openGuard(options: HttpOptions, deps: Pick<Deps, "now" | "log">): Guard {
  const { host, hostNames, tokens, tokensFile } = options
  const isOpen = tokens.length === 0 && tokensFile === undefined
  const isProven = options.tls?.clientCaFile !== undefined
  if (isOpen && !isProven && !isLoopback(host))
    throw new OptionError("tokens", `listening on ${host} needs them; only loopback goes without`)
  const names = new Set([host, ...hostNames].map((known) => known.toLowerCase()))
  const isAllowed = inNetworks(options.allow)
  const senders = openSenders(options, deps)
  const tries = openTries(options.wrongTokensPerMinMax, deps.now)

  return {
    refusal(headers, peer) {
      if (!isAllowed(peer)) return turned(403, "network", "this address may not send (allow)")
      const called = headers.get("host") ?? ""
      if (!isKnownHost(called, names)) return page("the Host header names another host")
      const origin = headers.get("origin")
      if (origin !== null && origin !== `http://${called}` && origin !== `https://${called}`)
        return page("a page of another origin may not send")
      const site = headers.get("sec-fetch-site") ?? "none"
      if (site !== "none" && site !== "same-origin")
        return page("a page of another site may not send")
      return undefined
    },
    admit(headers, peer) {
      if (isOpen) return senders.anyone
      const given = digestOf(tokenOf(headers.get("authorization") ?? ""))
      const sender = senders.of(given) // first: so that it takes as long for all
      const refusedMs = tries.refusedMs(peer, given)
      if (refusedMs > 0) return tooManyWrong(refusedMs)
      if (!sender) {
        tries.wrong(peer, given)
        return turned(401, "token", "no valid bearer token")
      }
      if (!sender.mayComeFrom(peer))
        return turned(403, "network", "this address may not use the token (allow)")
      tries.right(peer, given)
      return sender
    },
  }
}

const turned = (status: 401 | 403, reason: string, error: string): Turned => ({
  status,
  reason,
  error,
})

const page = (error: string) => turned(403, "page", error)

const tooManyWrong = (retryMs: number): Turned => ({
  status: 429,
  reason: "wrong tokens",
  error: "too many requests without a valid token",
  retryMs,
})

/**
 * The token of `Bearer TOKEN`, of `Splunk TOKEN` (HTTP Event Collector), and as the password of
 * `Basic` or the key of `ApiKey` (Elasticsearch), whatever the name before the colon.
 */
function tokenOf(authorization: string): string {
  const [, scheme = "", value = ""] =
    /^(Bearer|Splunk|Basic|ApiKey) +(\S+)$/i.exec(authorization) ?? []
  if (!/^(?:Basic|ApiKey)$/i.test(scheme)) return value
  const pair = Buffer.from(value, "base64").toString("utf8")
  return pair.slice(pair.indexOf(":") + 1)
}

/**
 * DNS rebinding always goes by a name, so an address in the Host header is as good as ours.
 * `host = uri-host [ ":" port ]`, IPv6 in brackets.
 */
function isKnownHost(header: string, names: ReadonlySet<string>): boolean {
  const host = header.replace(/:\d{1,5}$/, "").toLowerCase()
  const bare = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host
  return bare === "localhost" || names.has(bare) || isIP(bare) > 0
}
