import type { Deps } from "#shared/config/define.ts"
import type { Watched } from "./watch.ts"

const seriesMax = 1000

/** Names of sources and collectors are those that the collectors' configurations give them. */
export function silenceMetrics(
  watched: () => ReadonlyMap<string, Watched>,
  { metrics, now }: Pick<Deps, "metrics" | "now">,
): void {
  const labels = ["source", "collector"]
  metrics.gauge(
    "vedette_source_silent",
    "1 while a source is silent for unusually long.",
    labels,
    (gauge) => {
      gauge.reset()
      for (const { source, collector, track } of tracksOf(watched()))
        gauge.set({ source, collector }, track.silentSinceMs === undefined ? 0 : 1)
    },
  )
  metrics.gauge(
    "vedette_source_last_seconds",
    "Time since an event of the source was received.",
    labels,
    (gauge) => {
      gauge.reset()
      for (const { source, collector, track, atMs, heardMs } of tracksOf(watched()))
        gauge.set({ source, collector }, Math.max(0, atMs - track.lastMs + now() - heardMs) / 1000)
    },
  )
}

function tracksOf(watched: ReadonlyMap<string, Watched>) {
  return [...watched]
    .flatMap(([collector, { sources, ...times }]) =>
      [...sources].map(([source, track]) => ({ source, collector, track, ...times })),
    )
    .slice(0, seriesMax)
}
