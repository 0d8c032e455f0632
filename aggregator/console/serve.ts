import { consoleApp } from "./app.ts"
import type { World } from "./world.ts"

export interface Served {
  readonly port: number
  dispose(): Promise<void>
}

/** Serves the console at the host and port of its options. */
export function serveConsole(world: World): Served {
  const server = Bun.serve({
    hostname: world.options.host,
    port: world.options.port,
    fetch: consoleApp(world).fetch,
    maxRequestBodySize: 65_536,
    idleTimeout: 60,
  })
  return { port: server.port!, dispose: () => server.stop(true) }
}
