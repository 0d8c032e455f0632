import { openAttribution, type RuleScore } from "./attribution.ts"
import { type Evidence, openReader } from "./evidence.ts"
import type { TextKind } from "./kinds.ts"
import type { EvasionModel, KindModel } from "./model.ts"
import { type Nearest, openNearest } from "./nearest.ts"
import { openReading } from "./reading.ts"
import { rowsOf } from "./rows.ts"
import { triggerHashes, triggersOf } from "./triggers.ts"
import { type Highest, highestOf, leastCoverage, marginOf } from "./vector.ts"
import { vocabularyOf } from "./vocabulary.ts"
import { decide, decided, type Vector, vectorOf } from "./words.ts"

export interface Score {
  /** Larger is more malicious; the threshold of the kind is at 0. */
  readonly score: number
  readonly outcome: "malicious" | "benign" | "unknown"
  /** The rules that come nearest, best first; looked for when first asked for. */
  readonly rules: readonly RuleScore[]
  /** What of the text spoke for the nearest rule, as shells read it. */
  readonly tokens?: readonly string[]
}

const nothing: Score = { score: 0, outcome: "unknown", rules: [], tokens: [] }

export function openScorer({ kinds }: EvasionModel): (text: string, kind: TextKind) => Score {
  const scorers = new Map(kinds.map((kind) => [kind.kind, openKind(kind)]))
  return (text, kind) => scorers.get(kind)?.score(text) ?? nothing
}

const seriousLevels = ["medium", "high", "critical"]
/** How telling a feature is that the model does not know. */
const strange = 10

/** A model with or without its linear part: training asks for vectors before there is one. */
type Given = Omit<KindModel, "linear" | "calibration"> & Partial<KindModel>

export function openKind(model: Given) {
  const { rules, hashes, linear, calibration } = model
  const columns = hashes.length
  const { rows, weights, reading, reader, triggers, nearest } = opened(model)

  const nameOf = openAttribution(rules, rows, model.baseline)

  let taken: string | undefined
  const take = (text: string) => {
    if (text !== taken) reading.take(text)
    taken = text
  }

  const read = (text: string): Evidence[] => {
    take(text)
    return reader.read(nearest.reached())
  }

  /** @param against what benign texts show, if it isn't what the model knows of them */
  const look = (evidence: readonly Evidence[], against: Highest): Nearest => {
    let best: Evidence | undefined
    let margin = 0
    for (const one of evidence) {
      if (triggers.isLed[one.row] === 0) continue
      const own = marginOf(one, rows.rows[one.row]!, against(one))
      if (own <= margin) continue
      margin = own
      best = one
    }
    return { best, margin }
  }

  const near = (text: string): Nearest => {
    take(text)
    return nearest.nearest()
  }

  const knownShare = () => (reading.all === 0 ? 0 : reading.known / reading.all)

  return {
    rows,
    masses: reader.masses,
    read,
    /** The rules that evidence comes nearest to, best first. */
    nameOf,
    look,
    near,
    vectorOf(text: string, margin = near(text).margin): Vector & { readonly knownShare: number } {
      take(text)
      return { ...vectorOf(reading, weights, columns, margin), knownShare: knownShare() }
    },
    decide: (vector: Vector): number => decide(linear!, vector),
    score(text: string): Score {
      const { margin, best } = near(text)
      const decision = decided(linear!, reading, weights, columns, margin)
      const score = decision - (calibration?.threshold ?? 0)
      const isKnown = score > 0 || knownShare() >= (calibration?.knownMin ?? 0)
      const outcome = score > 0 ? "malicious" : isKnown ? "benign" : "unknown"
      let named: readonly RuleScore[] | undefined
      return {
        score,
        outcome,
        get rules() {
          named ??= nameOf(read(text))
          return named
        },
        get tokens() {
          take(text)
          return best ? reader.tokensOf(best.row) : []
        },
      }
    },
  }
}

function opened({ rules, hashes, tellings, baseline }: Given) {
  const rows = rowsOf(rules)
  const features = rows.pieces.flatMap((piece) => piece.features)
  const vocabulary = vocabularyOf(hashes, [...features, ...triggerHashes(rows.pieces)])
  const weights = new Float32Array(vocabulary.size).fill(strange)
  weights.set(tellings)
  const reading = openReading(vocabulary, hashes.length)
  const reader = openReader(rows, reading, vocabulary, weights)
  const isSerious = rules.map(({ level }) => seriousLevels.includes(level))
  const leastOf = (row: number): number | undefined => {
    const own = rows.rows[row]!
    return isSerious[own.rule] ? leastCoverage(row, own, reader.masses[row]!, baseline) : undefined
  }
  const triggers = triggersOf(reader, rows.pieces, vocabulary, weights, leastOf)
  const nearest = openNearest(reader, reading, triggers, rows.rows, highestOf(baseline), leastOf)
  return { rows, weights, reading, reader, triggers, nearest }
}
