import type { Deps } from "#shared/config/define.ts"
import { type TextKind, textKinds } from "./kinds.ts"
import type { EvasionModel } from "./model.ts"
import { type Drift, driftMuch, openDrift } from "./profile.ts"
import type { Score } from "./scorer.ts"

/** Counts what is scored, and tells how far it has drifted from what the model was trained on. */
export interface Watch {
  use(model: EvasionModel): void
  scored(kind: TextKind, score: Score, isCached: boolean): void
  alerted(isSuppressed: boolean): void
  drift(kind: TextKind): number | undefined
  /** Kinds whose texts are no longer like those of the training. */
  drifted(): readonly TextKind[]
  counts(kind: TextKind): Readonly<Record<Score["outcome"], number>>
}

const buckets = [-2, -1.5, -1, -0.75, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 1, 2]

export function openWatch({ metrics }: Pick<Deps, "metrics">): Watch {
  const part = ["kind", "outcome"]
  const scored = metrics.counter(
    "vedette_evasion_scored_total",
    "Texts scored, by kind and outcome.",
    part,
  )
  const cached = metrics.counter(
    "vedette_evasion_cached_total",
    "Of these, texts whose score was known from before.",
    ["kind"],
  )
  const alerts = metrics.counter(
    "vedette_evasion_alerts_total",
    "Malicious texts that raised an alert, and those of which one was told already.",
    ["suppressed"],
  )
  const scores = metrics.histogram(
    "vedette_evasion_score",
    "Scores of texts that were not known from before; above 0 is malicious.",
    ["kind"],
    buckets,
  )
  const trained = metrics.gauge(
    "vedette_evasion_model_trained_seconds",
    "When the model in force was trained, seconds of the epoch.",
  )
  const drifts = new Map<TextKind, Drift>()
  const counts = new Map<TextKind, Record<Score["outcome"], number>>()
  const countsOf = (kind: TextKind) => counts.get(kind) ?? { malicious: 0, benign: 0, unknown: 0 }
  metrics.gauge(
    "vedette_evasion_drift",
    "Population stability index of the scores against the training; above 0.25 much has changed.",
    ["kind"],
    (gauge) => {
      for (const [kind, drift] of drifts) gauge.set({ kind }, drift.index() ?? 0)
    },
  )
  const drift = (kind: TextKind) => drifts.get(kind)?.index()
  return {
    use({ kinds, trainedAt }) {
      trained.set((Date.parse(trainedAt) || 0) / 1000)
      drifts.clear()
      for (const { kind, profile } of kinds) if (profile) drifts.set(kind, openDrift(profile))
    },
    scored(kind, score, isCached) {
      scored.inc({ kind, outcome: score.outcome })
      const own = countsOf(kind)
      own[score.outcome]++
      counts.set(kind, own)
      if (isCached) return cached.inc({ kind })
      scores.observe({ kind }, score.score)
      drifts.get(kind)?.add(score)
    },
    alerted: (isSuppressed) => alerts.inc({ suppressed: String(isSuppressed) }),
    drift,
    drifted: () => textKinds.filter((kind) => (drift(kind) ?? 0) > driftMuch),
    counts: countsOf,
  }
}
