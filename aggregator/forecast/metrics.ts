import type { Deps } from "#shared/config/define.ts"
import type { SeriesStanding } from "./service.ts"

/** What each metric of a series says; undefined leaves it out. */
const gauges: Readonly<
  Record<`vedette_${string}`, readonly [string, (state: SeriesStanding) => number | undefined]>
> = {
  vedette_forecast_actual: ["The newest value of the series.", ({ value }) => value],
  vedette_forecast_expected: ["What was forecast for it.", ({ standing }) => standing?.expected],
  vedette_forecast_lower: ["Lower end of the 95 % band.", ({ standing }) => standing?.lower],
  vedette_forecast_upper: ["Upper end of the 95 % band.", ({ standing }) => standing?.upper],
  vedette_forecast_score: [
    "Distance from what was forecast in half bands: up to 1 is inside.",
    ({ standing }) => standing?.score,
  ],
  vedette_forecast_anomalous: [
    "-1 or 1 while the series is below or above its band for long enough.",
    ({ anomalous }) => anomalous,
  ],
  vedette_forecast_ready: [
    "1 when three days are known and a forecast made earlier held.",
    ({ fit }) => Number(fit?.ready ?? false),
  ],
  vedette_forecast_backtest_coverage: [
    "Share of the last values within the band that was forecast before them.",
    ({ fit }) => fit?.coverage,
  ],
  vedette_forecast_backtest_error: [
    "Error of that forecast as a share of yesterday's values as a forecast.",
    ({ fit }) => fit?.mase,
  ],
  vedette_forecast_fit_duration_seconds: [
    "Time that the last forecast took.",
    ({ fitMs }) => fitMs && fitMs / 1000,
  ],
  vedette_forecast_last_fit_timestamp_seconds: [
    "When the last forecast was made.",
    ({ fittedMs }) => fittedMs && fittedMs / 1000,
  ],
  vedette_forecast_limit_timestamp_seconds: [
    "When the trend reaches the limit; absent while it does not.",
    ({ reach }) => reach && reach.expectedMs / 1000,
  ],
  vedette_forecast_limit_earliest_timestamp_seconds: [
    "The earliest date that the values allow at 95 %.",
    ({ reach }) => reach && reach.earliestMs / 1000,
  ],
  vedette_forecast_limit_latest_timestamp_seconds: [
    "The latest date that the values allow; absent if they also allow that it is never reached.",
    ({ reach }) => reach?.latestMs && reach.latestMs / 1000,
  ],
}

/** The label `series` is a name of the configuration. */
export function forecastMetrics(
  states: () => readonly SeriesStanding[],
  { metrics }: Pick<Deps, "metrics">,
): { failed(): void } {
  for (const [name, [help, read]] of Object.entries(gauges))
    metrics.gauge(name as `vedette_${string}`, help, ["series"], (gauge) => {
      gauge.reset()
      for (const state of states()) {
        const value = read(state)
        if (value !== undefined) gauge.set({ series: state.name }, value)
      }
    })
  const failures = metrics.counter(
    "vedette_forecast_failures_total",
    "Times that a series could not be read or forecast.",
  )
  return { failed: () => failures.inc() }
}
