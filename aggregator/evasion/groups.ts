import type { Pieces } from "./pieces.ts"
import type { Reading } from "./reading.ts"
import { type Choice, isBound, isSeen, type Rows } from "./rows.ts"

/** Credit of what stands in a text and not at its end, where the rule asks for that. */
const unboundShare = 0.6

export type Groups = ReturnType<typeof openGroups>

/** What each group of the rows has in the text that is being read, by the choice that has the most. */
export function openGroups({ pieces, rows }: Rows, reading: Reading, known: Pieces) {
  const { groups, ofRows } = groupsOf(rows)
  const masses = Float32Array.from(groups, (choices) => massOf(choices, known.masses))
  const judgedAt = new Int32Array(groups.length)
  const best = new Float32Array(groups.length)
  const bestWhole = new Uint8Array(groups.length)
  const bestSeen = new Uint8Array(groups.length)
  /** Of the choice that has the most, at most the group's. */
  const bestMass = new Float32Array(groups.length)
  const bound = ({ pieces: own, anchor }: Choice) =>
    isBound(
      reading.plain(),
      own.map((piece) => pieces[piece]!),
      anchor,
    )

  /** Its credit from 0 to 1; judged once a text. */
  const judge = (group: number): number => {
    if (judgedAt[group] === reading.now) return best[group]!
    judgedAt[group] = reading.now
    let highest = 0
    bestWhole[group] = 0
    bestSeen[group] = 0
    bestMass[group] = masses[group]!
    for (const choice of groups[group]!) {
      let own = 0
      let mass = 0
      let whole = 1
      for (const piece of choice.pieces) {
        own += known.credit(piece) * known.masses[piece]!
        mass += known.masses[piece]!
        if (known.whole[piece] !== 1) whole = whole === 0 ? 0 : known.whole[piece]!
      }
      own /= mass
      if (own < highest || own === 0) continue
      if (whole > 0 && choice.anchor !== undefined && !bound(choice)) {
        whole = 0
        own *= unboundShare
        if (own < highest) continue
      }
      const seen = whole === 1 && isSeen(reading.raw(), choice) ? 1 : 0
      if (own === highest && seen === 0) continue
      highest = own
      bestMass[group] = Math.min(mass, masses[group]!)
      bestWhole[group] = whole
      bestSeen[group] = seen
    }
    best[group] = highest
    return highest
  }

  /** The least that each group weighs where it is told of. */
  const leastMasses = Float32Array.from(groups, (choices, group) =>
    Math.min(
      masses[group]!,
      ...choices.map(({ pieces: own }) =>
        own.reduce((sum, piece) => sum + known.masses[piece]!, 0),
      ),
    ),
  )
  return { groups, ofRows, masses, leastMasses, judge, bestMass, bestWhole, bestSeen }
}

/** The groups of all rows, each once; of a row those first that are soon judged. */
function groupsOf(rows: Rows["rows"]) {
  const groups: (readonly Choice[])[] = []
  const numbers = new Map<string, number>()
  const ofRows = rows.map((row) =>
    [...row.groups].sort(byChoices).map((group) => {
      const key = JSON.stringify(group)
      const before = numbers.get(key)
      if (before !== undefined) return before
      numbers.set(key, groups.length)
      return groups.push(group) - 1
    }),
  )
  return { groups, ofRows }
}

const byChoices = (a: readonly Choice[], b: readonly Choice[]) => a.length - b.length

/** A group of many choices says less than one of few. */
function massOf(choices: readonly Choice[], masses: Float32Array): number {
  let sum = 0
  for (const { pieces } of choices) for (const piece of pieces) sum += masses[piece]!
  return Math.max(1, sum / choices.length - 1.5 * Math.log2(choices.length))
}
