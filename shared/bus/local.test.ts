import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { busSuite, quietDeps, type World } from "./bus-suite.ts"
import { localBus } from "./local.ts"

async function world(): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), "vedette-bus-"))
  const options = { type: "local", directory, bytesMax: 1 << 26, writer: "test" } as const
  return {
    open: async () => localBus(options, quietDeps),
    [Symbol.asyncDispose]: async () => rmSync(directory, { recursive: true }),
  }
}

busSuite("the local bus", false, world)
