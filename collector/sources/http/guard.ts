import { createHash, timingSafeEqual } from "node:crypto"
import { isIP } from "node:net"
import { OptionError } from "#shared/config/opening.ts"
import type { HttpOptions } from "./options.ts"

/** Who may send: decided by the headers alone, before a byte of the body is read. */
export interface Guard {
  /** Why a browser page may be behind the request, or nothing. */
  refusal(headers: Headers): string | undefined
  /** The name of the token that was sent; nothing if it is wrong; "" where none is asked for. */
  identity(headers: Headers): string | undefined
}

/** @throws if it would let anyone on the network in */
export function openGuard({ host, hostNames, tokens }: HttpOptions): Guard {
  if (tokens.length === 0 && !isLoopback(host))
    throw new OptionError("tokens", `listening on ${host} needs them; only loopback goes without`)
  const names = new Set([host, ...hostNames].map((known) => known.toLowerCase()))
  const known = tokens.map(({ name, token }) => ({ name, digest: digest(token.reveal()) }))

  return {
    refusal(headers) {
      const called = headers.get("host") ?? ""
      if (!isKnownHost(called, names)) return "the Host header names another host"
      const origin = headers.get("origin")
      if (origin !== null && origin !== `http://${called}` && origin !== `https://${called}`)
        return "a page of another origin may not send"
      const site = headers.get("sec-fetch-site") ?? "none"
      if (site !== "none" && site !== "same-origin") return "a page of another site may not send"
      return undefined
    },
    identity(headers) {
      if (known.length === 0) return ""
      const given = digest(tokenOf(headers.get("authorization") ?? ""))
      let found: string | undefined
      for (const { name, digest } of known) if (timingSafeEqual(given, digest)) found = name
      return found
    },
  }
}

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

const digest = (text: string) => createHash("sha256").update(text).digest()

/**
 * DNS rebinding always goes by a name, so an address in the Host header is as good as ours.
 * `host = uri-host [ ":" port ]`, IPv6 in brackets.
 */
function isKnownHost(header: string, names: ReadonlySet<string>): boolean {
  const host = header.replace(/:\d{1,5}$/, "").toLowerCase()
  const bare = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host
  return bare === "localhost" || names.has(bare) || isIP(bare) > 0
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."))
}
