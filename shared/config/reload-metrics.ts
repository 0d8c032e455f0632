import type { Deps } from "./define.ts"

interface Told {
  readonly result: "applied" | "refused"
  readonly atMs: number
  readonly tookMs: number
}

export function openReloadMetrics({ metrics }: Pick<Deps, "metrics">) {
  const success = metrics.gauge("vedette_reload_success", "1 unless the last reload was refused.")
  const seconds = metrics.gauge("vedette_reload_seconds", "How long the last reload took.")
  const at = metrics.gauge("vedette_reload_time_seconds", "Unix time of the last reload.")
  const reloads = metrics.counter("vedette_reloads_total", "Reloads, by result.", ["result"])
  const info = metrics.gauge(
    "vedette_config_info",
    "The hash of the configuration and rules in force, always 1.",
    ["hash"],
  )
  success.set(1)
  for (const result of ["applied", "refused"]) reloads.inc({ result }, 0)
  return {
    hash(hash: string) {
      info.reset()
      info.set({ hash }, 1)
    },
    told({ result, atMs, tookMs }: Told) {
      success.set(result === "applied" ? 1 : 0)
      seconds.set(tookMs / 1000)
      at.set(atMs / 1000)
      reloads.inc({ result })
    },
  }
}
