import type { MiddlewareHandler } from "hono"
import { inNetworks } from "#shared/access/networks.ts"
import { ipOf } from "#shared/ecs/address.ts"
import { peerOf } from "./gate.ts"

const hopsMax = 32

/**
 * Finds who asks behind proxies that are known. What stands left of the last address that is no proxy
 * was written by that address itself and proves nothing.
 */
export function behindProxies(proxies: readonly string[] = []): MiddlewareHandler {
  const isProxy = proxies.length > 0 ? inNetworks(proxies) : () => false
  return (c, next) => {
    const peer = peerOf(c)
    if (!isProxy(peer)) return next()
    const hops = (c.req.header("x-forwarded-for") ?? "").split(",").slice(-hopsMax).reverse()
    let sender = peer
    for (const hop of hops) {
      const address = ipOf(hop)
      if (!address) break
      sender = address
      if (!isProxy(address)) break
    }
    c.env = { ...(c.env as object), peer: sender }
    return next()
  }
}
