import type { Context, MiddlewareHandler } from "hono"

const loopbackNames = ["localhost", "127.0.0.1", "::1"]
const anyAddress = ["0.0.0.0", "::"]

/**
 * Refuses a request that calls us by another name: a page that rebinds its name to our address
 * (DNS rebinding) is stopped here, because the browser still sends the page's name.
 */
export function onlyKnownHosts(host: string, allowed: readonly string[]): MiddlewareHandler {
  const own = anyAddress.includes(host) ? [] : [host]
  const known = new Set([...loopbackNames, ...own, ...allowed].map((name) => name.toLowerCase()))
  return async (c, next) => {
    if (known.has(hostName(hostOf(c)))) return next()
    return c.json({ error: "this host name is not allowed: see allowedHosts" }, 403)
  }
}

/** A request that changes something must come from our own pages, or from no page at all. */
export const onlySameOrigin: MiddlewareHandler = async (c, next) => {
  if (c.req.method === "GET" || c.req.method === "HEAD") return next()
  const site = c.req.header("sec-fetch-site")
  const origin = c.req.header("origin")
  const foreign =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    (origin !== undefined && originHost(origin) !== hostOf(c).toLowerCase())
  return foreign ? c.json({ error: "refused: sent by another site" }, 403) : next()
}

const csp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "form-action 'self'",
  "base-uri 'none'",
].join("; ")

const yearSeconds = 31_536_000

export const secureHeaders =
  (isTls: boolean): MiddlewareHandler =>
  async (c, next) => {
    await next()
    if (isTls) c.header("strict-transport-security", `max-age=${yearSeconds}`)
    c.header("x-frame-options", "DENY")
    c.header("permissions-policy", "camera=(), geolocation=(), microphone=()")
    c.header("content-security-policy", csp)
    c.header("x-content-type-options", "nosniff")
    c.header("referrer-policy", "same-origin") // of no-referrer forms would say `Origin: null`
    c.header("cross-origin-opener-policy", "same-origin")
    c.header("cross-origin-resource-policy", "same-origin")
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store")
  }

const hostOf = (c: Context) => c.req.header("host") ?? new URL(c.req.url).host

/** `name`, `name:port`, `[address]:port` → the name, in lower case and without its last dot. */
function hostName(header: string): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(header)
  return (match?.[1] ?? match?.[2] ?? "").toLowerCase().replace(/\.$/, "")
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
