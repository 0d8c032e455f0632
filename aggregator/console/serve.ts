import type { Change } from "#shared/config/reload-change.ts"
import { bodyBytesMax, consoleApp } from "./app.ts"
import type { World } from "./world.ts"

export interface Served {
  readonly port: number
  /** With other options at the same address. @throws where it would stand open */
  prepare(world: World): Change
  dispose(): Promise<void>
}

/** Serves the console at the host and port of its options. */
export function serveConsole(world: World): Served {
  let app = consoleApp(world)
  const { host, port, tls } = world.options
  const server = Bun.serve({
    hostname: host,
    port,
    ...(tls && { tls }),
    fetch: (request, server) => app.fetch(request, { peer: server.requestIP(request)?.address }),
    maxRequestBodySize: bodyBytesMax,
    idleTimeout: 60,
  })
  return {
    port: server.port!,
    prepare(next) {
      const nextApp = consoleApp(next)
      return {
        commit() {
          app = nextApp
        },
      }
    },
    dispose: () => server.stop(true),
  }
}
