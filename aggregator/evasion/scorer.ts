import { attributed, type RuleScore } from "./attribution.ts"
import { type Evidence, openReader } from "./evidence.ts"
import { featuresOf } from "./features.ts"
import type { TextKind } from "./kinds.ts"
import type { EvasionModel, KindModel } from "./model.ts"
import { rowsOf } from "./rows.ts"
import { type Baseline, evidenceOf, marginOf } from "./vector.ts"

export interface Score {
  /** Larger is more malicious; the threshold of the kind is at 0. */
  readonly score: number
  readonly outcome: "malicious" | "benign" | "unknown"
  /** The rules that come nearest, best first. */
  readonly rules: readonly RuleScore[]
}

export interface Vector {
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** Length of the vector of words beside the evidence, whose margin reaches 1: words alone decide nothing. */
const wordShare = 0.25

export function openScorer({ kinds }: EvasionModel): (text: string, kind: TextKind) => Score {
  const scorers = new Map(kinds.map((kind) => [kind.kind, openKind(kind)]))
  return (text, kind) =>
    scorers.get(kind)?.score(text) ?? { score: 0, outcome: "unknown", rules: [] }
}

const seriousLevels = ["medium", "high", "critical"]

/** @param model with or without its linear part: training asks for vectors before there is one */
export function openKind(model: Omit<KindModel, "linear" | "calibration"> & Partial<KindModel>) {
  const { rules, hashes, tellings, baseline, linear, calibration } = model
  const columns = new Map<number, number>()
  for (let i = 0; i < hashes.length; i++) columns.set(hashes[i]!, i)
  const rows = rowsOf(rules)
  const reader = openReader(rows, (hash) => tellings[columns.get(hash) ?? -1] ?? 10)
  const isSerious = rules.map(({ level }) => seriousLevels.includes(level))

  const look = (text: string, evidence = reader.read(text), against: Baseline = baseline) => {
    let best: Evidence | undefined
    let margin = 0
    for (const one of evidence) {
      const row = rows.rows[one.row]!
      if (!isSerious[row.rule]) continue
      const own = marginOf(one, row, reader.masses[one.row]!, against)
      if (own > margin) {
        margin = own
        best = one
      }
    }
    return { evidence, best, margin }
  }

  const vectorOf = (text: string, looked = look(text)) => {
    const counts = new Map<number, number>()
    let all = 0
    let known = 0
    featuresOf(text, (hash) => {
      all++
      const column = columns.get(hash)
      if (column === undefined) return
      known++
      counts.set(column, (counts.get(column) ?? 0) + 1)
    })
    const own = [...counts.keys()].sort((a, b) => a - b)
    const extra = evidenceOf(looked.margin)
    const columnsOut = new Int32Array(own.length + extra.length)
    const values = new Float32Array(own.length + extra.length)
    let sum = 0
    for (const [i, column] of own.entries()) {
      columnsOut[i] = column
      values[i] = tellings[column]! * (1 + Math.log(counts.get(column)!))
      sum += values[i]! * values[i]!
    }
    const norm = (Math.sqrt(sum) || 1) / wordShare
    for (let i = 0; i < own.length; i++) values[i]! /= norm
    for (let i = 0; i < extra.length; i++) {
      columnsOut[own.length + i] = hashes.length + i
      values[own.length + i] = extra[i]!
    }
    return { columns: columnsOut, values, knownShare: all === 0 ? 0 : known / all }
  }

  const decide = ({ columns: at, values }: Vector): number => {
    let sum = linear?.bias ?? 0
    for (let i = 0; i < at.length; i++) sum += linear!.weights[at[i]!]! * values[i]!
    return sum
  }

  return {
    rows,
    masses: reader.masses,
    read: reader.read,
    look,
    vectorOf,
    decide,
    score(text: string): Score {
      const looked = look(text)
      const vector = vectorOf(text, looked)
      const score = decide(vector) - (calibration?.threshold ?? 0)
      const isKnown = score > 0 || vector.knownShare >= (calibration?.knownMin ?? 0)
      const outcome = score > 0 ? "malicious" : isKnown ? "benign" : "unknown"
      return { score, outcome, rules: attributed(looked.evidence, rules, rows, reader.masses) }
    },
  }
}
