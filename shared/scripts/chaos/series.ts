import type { Grounds } from "./grounds.ts"
import { type Pair, planOf } from "./plan.ts"
import { isGood, type Result, runTrial } from "./trial.ts"

/** The sums of a series of trials. */
export interface Summary {
  trials: number
  failed: number
  events: number
  acknowledged: number
  stored: number
  lost: number
  duplicated: number
  blows: number
  worstRecoveryMs: number
  /** Of the trial with the worst recovery. */
  worstSeed?: number
  /** `--trials 1 --seed N` makes such a trial again. */
  failedSeeds: number[]
  readonly firstSeed: number
  tookMs: number
}

export interface SeriesOptions {
  readonly pair: Pair
  readonly firstSeed: number
  readonly trials: number
  /** No trial begins after this. */
  readonly untilMs: number
  readonly onResult: (result: Result, summary: Summary) => void
}

export async function runSeries(grounds: Grounds, options: SeriesOptions): Promise<Summary> {
  const { pair, firstSeed, trials, untilMs, onResult } = options
  const startMs = Date.now()
  const summary = emptySummary(firstSeed)
  for (let i = 0; i < trials && Date.now() < untilMs; i++) {
    const result = await runTrial(planOf(firstSeed + i, pair), grounds)
    add(summary, result)
    summary.tookMs = Date.now() - startMs
    onResult(result, summary)
  }
  return summary
}

const emptySummary = (firstSeed: number): Summary => ({
  trials: 0,
  failed: 0,
  events: 0,
  acknowledged: 0,
  stored: 0,
  lost: 0,
  duplicated: 0,
  blows: 0,
  worstRecoveryMs: 0,
  failedSeeds: [],
  firstSeed,
  tookMs: 0,
})

function add(summary: Summary, result: Result): void {
  summary.trials++
  summary.events += result.sent
  summary.acknowledged += result.acknowledged
  summary.stored += result.stored
  summary.lost += result.lost.length
  summary.duplicated += result.duplicated.length
  summary.blows += result.blows.length
  for (const { ms } of result.recovery)
    if (ms > summary.worstRecoveryMs) {
      summary.worstRecoveryMs = ms
      summary.worstSeed = result.seed
    }
  if (isGood(result)) return
  summary.failed++
  summary.failedSeeds.push(result.seed)
}
