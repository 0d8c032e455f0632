import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { storeNoon } from "./store-events.ts"

/** For the tests: dependencies whose clock stands at a noon, or where it is put. */
export function storeDeps(now: () => number = () => storeNoon): Deps {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  return { now, random: () => 0.5, log, metrics: openMetrics(), home: "" }
}

export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "vedette-store-"))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
