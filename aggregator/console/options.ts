import type { AggregatorConfig } from "../config.ts"
import type { ConsoleOptions } from "./world.ts"

/** The console's options as the configuration has them. */
export function consoleOptions(config: AggregatorConfig["console"]): ConsoleOptions {
  const {
    host,
    port,
    token,
    tokenRole,
    allowedHosts,
    tls,
    behindTls,
    proxies,
    sessionMs,
    sessionIdleMs,
  } = config
  return {
    host,
    port,
    allowedHosts,
    tokenRole,
    behindTls,
    proxies,
    sessionMs,
    sessionIdleMs,
    ...(token && { token }),
    ...(tls && { tls }),
  }
}
