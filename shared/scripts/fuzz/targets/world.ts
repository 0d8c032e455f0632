import type { SourceWorld } from "../../../../collector/sources/define.ts"
import type { Deps } from "../../../config/define.ts"
import { openLog } from "../../../telemetry/log.ts"
import { openMetrics } from "../../../telemetry/metrics.ts"

/** A world for an opened source, which counts what it was told is lost. */
export interface World extends Deps, SourceWorld {
  readonly lost: () => number
}

export function quietWorld(home: string, datasets: readonly string[] = []): World {
  let lost = 0
  return {
    now: Date.now,
    random: Math.random,
    log: openLog("fuzz", "error", () => {}),
    metrics: openMetrics(),
    home,
    datasets,
    isFull: () => false,
    drop: (_source, _reason, count) => {
      lost += count
    },
    lost: () => lost,
  }
}
