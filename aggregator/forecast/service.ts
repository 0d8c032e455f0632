import type { Deps } from "#shared/config/define.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { fitBeside } from "./beside.ts"
import type { Fit } from "./fit.ts"
import { type Reach, reachOf } from "./full.ts"
import { filled, gridOf } from "./grid.ts"
import { forecastMetrics } from "./metrics.ts"
import type { ForecastOptions } from "./options.ts"
import { openOwnSeries } from "./own.ts"
import { queryRange } from "./prometheus.ts"
import { Anomalous, type Standing, standingAt } from "./state.ts"

export interface SeriesStanding {
  readonly name: string
  fit?: Fit
  fittedMs?: number
  fitMs?: number
  value?: number
  standing?: Standing | undefined
  anomalous: -1 | 0 | 1
  reach?: Reach | undefined
  /** Why there is nothing new. */
  problem?: string | undefined
}

export interface ForecastService {
  /** Takes the newest values, and fits anew what is due. To be called once a step. */
  look(signal: AbortSignal): Promise<void>
  standing(): readonly SeriesStanding[]
  /** What can't be forecast, in words. */
  notices(): readonly string[]
  close(): Promise<void>
}

type Sample = readonly [ms: number, value: number]

interface Series {
  readonly state: SeriesStanding
  limit(): Promise<number | undefined>
  readonly rule: Anomalous
  samples(fromMs: number, signal: AbortSignal): Promise<readonly Sample[]>
}

/** Forecasts the configured series and our own; publishes them as metrics. */
export function openForecasts(
  options: ForecastOptions,
  deps: Pick<Deps, "now" | "metrics" | "home" | "log">,
): ForecastService {
  const { now } = deps
  const own = options.own ? openOwnSeries(options, deps) : undefined
  const all = [...ownSeries(own), ...askedSeries(options, now)]
  const count = forecastMetrics(() => all.map(({ state }) => state), deps)

  const lookAt = async (series: Series, signal: AbortSignal) => {
    const { state, rule } = series
    const spanMs = options.historySteps * options.stepMs
    const isDue = now() - (state.fittedMs ?? 0) >= options.refitMs || !state.fit
    const fromMs = isDue ? now() - spanMs : now() - 3 * options.stepMs
    const samples = await series.samples(fromMs, signal)
    const last = samples.at(-1)
    if (!last) throw new Error(noValues)
    state.value = last[1]
    if (state.fit) state.standing = standingAt(state.fit, last[0], last[1])
    state.anomalous = state.fit?.ready ? rule.next(state.standing, last[1]) : 0
    if (!isDue) return
    const grid = gridOf(samples, options.stepMs, options.historySteps)
    const startMs = performance.now()
    state.fit = await fitBeside(grid, options.horizonSteps)
    state.fitMs = performance.now() - startMs
    state.fittedMs = now()
    state.standing ??= standingAt(state.fit, state.fit.startMs, last[1])
    const limit = await series.limit()
    if (limit !== undefined) state.reach = reachOf(grid.startMs, grid.stepMs, filled(grid), limit)
  }
  return {
    async look(signal) {
      await own?.measure()
      for (const series of all) {
        try {
          await lookAt(series, signal)
          series.state.problem = undefined
        } catch (cause) {
          if (signal.aborted) return
          series.state.problem = errorText(cause)
          count.failed()
        }
      }
    },
    standing: () =>
      all
        .map(({ state }) => state)
        .filter(({ value, problem }) => value !== undefined || problem !== noValues),
    notices: () =>
      all.flatMap(({ state: { name, problem } }) =>
        problem === undefined || problem === noValues
          ? []
          : [`the forecast of ${name}: ${problem}`],
      ),
    close: async () => own?.close(),
  }
}

/** At first, and of a series that Prometheus does not have yet. */
const noValues = "no values"

/** Where nothing is forecast. */
export const noForecasts: ForecastService = {
  async look() {},
  standing: () => [],
  notices: () => [],
  async close() {},
}

const open = (name: string, limit: Series["limit"], samples: Series["samples"]): Series => ({
  state: { name, anomalous: 0 },
  limit,
  rule: new Anomalous(),
  samples,
})

const ownSeries = (own: ReturnType<typeof openOwnSeries> | undefined): Series[] =>
  (own?.names ?? []).map(({ name, limit }) =>
    open(name, limit ?? (async () => undefined), async () => own!.of(name)),
  )

function askedSeries({ prometheus, series, stepMs }: ForecastOptions, now: () => number): Series[] {
  if (prometheus === undefined) return []
  return series.map(({ name, query, limit }) =>
    open(
      name,
      async () => limit,
      (fromMs, signal) => queryRange(prometheus, query, { fromMs, toMs: now(), stepMs }, signal),
    ),
  )
}
