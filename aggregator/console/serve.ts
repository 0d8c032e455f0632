import { bodyBytesMax, consoleApp } from "./app.ts"
import type { World } from "./world.ts"

export interface Served {
  readonly port: number
  dispose(): Promise<void>
}

/** Serves the console at the host and port of its options. */
export function serveConsole(world: World): Served {
  const app = consoleApp(world)
  const { host, port, tls } = world.options
  const server = Bun.serve({
    hostname: host,
    port,
    ...(tls && { tls }),
    fetch: (request, server) => app.fetch(request, { peer: server.requestIP(request)?.address }),
    maxRequestBodySize: bodyBytesMax,
    idleTimeout: 60,
  })
  return { port: server.port!, dispose: () => server.stop(true) }
}
