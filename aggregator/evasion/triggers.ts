import type { Reader } from "./evidence.ts"
import { featuresOf, gramsOf, leadOf } from "./features.ts"
import { shareOf, spellingsOf } from "./pieces.ts"
import type { Choice, Piece } from "./rows.ts"
import { numberOf, type Vocabulary } from "./vocabulary.ts"

/**
 * Which features of a text can lead to a row at all, given the coverage that a row must exceed: a text
 * without any of them need not be compared with it. Exact: no row that exceeds its coverage is missed.
 */
export interface Triggers {
  /** Pieces that a feature asks to be looked at: `pieces[starts[id] … starts[id + 1])`. */
  readonly starts: Int32Array
  readonly pieces: Int32Array
  /** Credit of a piece from which its rows are looked at. */
  readonly credits: Float32Array
  readonly rowsOfPiece: readonly (readonly number[])[]
  /** 1 for rows that features lead to; what the others ask for is too short to be told by. */
  readonly isLed: Uint8Array
}

/** Features beyond those of the pieces that triggers need. */
export const triggerHashes = (pieces: readonly Piece[]): number[] =>
  pieces.flatMap((piece) => [
    ...gramsOf(piece.canon),
    ...spellingsOf(piece).flat(),
    leadOf(piece.canon.replace(/^ ?-/, "").charCodeAt(0)),
  ])

/** @param leastOf coverage that a row must exceed; undefined where it doesn't matter */
export function triggersOf(
  reader: Reader,
  pieces: readonly Piece[],
  vocabulary: Vocabulary,
  weights: Float32Array,
  leastOf: (row: number) => number | undefined,
): Triggers {
  const hooks = hooksOf(reader, pieces, vocabulary, weights)
  const credits = new Float32Array(pieces.length).fill(2)
  const rowsOfPiece: number[][] = pieces.map(() => [])
  const isLed = new Uint8Array(reader.ofRows.length)
  for (const [row, groups] of reader.ofRows.entries()) {
    const least = leastOf(row)
    if (least === undefined) continue
    const led = leadersOf(groups, least)
    if (!led) continue
    isLed[row] = 1
    for (const [piece, credit] of led) {
      credits[piece] = Math.min(credits[piece]!, credit - 0.001)
      if (rowsOfPiece[piece]!.at(-1) !== row) rowsOfPiece[piece]!.push(row)
    }
  }

  /** Pieces of which one must have its credit for the groups to reach a coverage. */
  function leadersOf(groups: readonly number[], least: number): Leader[] | undefined {
    const parts = groups.map((group) => ({
      mass: reader.groupMasses[group]!,
      least: reader.leastMasses[group]!,
      canLead: reader.groups[group]!.every((choice) => leading(choice, least) !== undefined),
      group,
    }))
    const needed = heaviest(parts, least)
    const choices = needed?.parts.flatMap(({ group }) => reader.groups[group]!) ?? []
    const found = choices.map((choice) => leading(choice, needed!.credit))
    return needed && found.every((one) => one !== undefined) ? found.flat() : undefined
  }

  /** Pieces of a choice of which one has its credit where the choice has that. */
  function leading({ pieces: own }: Choice, credit: number): Leader[] | undefined {
    const { masses } = reader.known
    const parts = own.map((piece) => ({
      mass: masses[piece]!,
      least: masses[piece]!,
      canLead: hooks.can[piece] === 1,
      piece,
    }))
    const found = heaviest(parts, credit)
    return found?.parts.map(({ piece }) => [piece, found.credit] as const)
  }

  return { ...hooks.indexed(credits), credits, rowsOfPiece, isLed }
}

/** A piece, and the credit from which it leads somewhere. */
type Leader = readonly [piece: number, credit: number]

/**
 * The fewest parts, the heaviest first, of which one must have a credit so that all together can reach
 * a share; and that credit.
 */
function heaviest<
  T extends { readonly mass: number; readonly least: number; readonly canLead: boolean },
>(
  parts: readonly T[],
  least: number,
): { readonly parts: readonly T[]; readonly credit: number } | undefined {
  const own: T[] = []
  let others = parts.reduce((sum, { mass }) => sum + mass, 0)
  let mass = 0
  for (const part of [...parts].sort((a, b) => b.least - a.least)) {
    if (!part.canLead) continue
    own.push(part)
    others -= part.mass
    mass += part.least
    const share = mass / (Math.max(0, others) + mass)
    const credit = 1 - (1 - least) / share
    if (credit > creditMin - 1e-6) return { parts: own, credit }
  }
  return undefined
}

/** Less credit tells nothing. */
const creditMin = 0.1

/** Features that a piece shows when it has credit, the rarest; for other spellings of it, too. */
function hooksOf(
  { known }: Reader,
  pieces: readonly Piece[],
  vocabulary: Vocabulary,
  weights: Float32Array,
) {
  const { starts, features, masses } = known
  const uses = new Int32Array(vocabulary.size)
  for (const id of features) uses[id]!++
  const rarity = (id: number) => weights[id]! * 100 - uses[id]!
  const rarest = (ids: readonly number[]) => ids.reduce((a, b) => (rarity(b) > rarity(a) ? b : a))
  const can = Uint8Array.from(pieces, (piece) => (wholeHook(piece) && spellable(piece) ? 1 : 0))

  /** One feature that stands there wherever the piece does. */
  function wholeHook({ canon, isWord, isLed }: Piece): readonly number[] | undefined {
    const grams = gramsOf(canon)
    if (grams.length > 0) return grams
    if (isLed) return [leadOf(canon.charCodeAt(0))]
    const word = canon.trim()
    if (/^-./.test(word)) return [leadOf(word.charCodeAt(1))]
    if (!isWord || !/^[a-z0-9_]{2,3}$/.test(word)) return undefined
    const found: number[] = []
    featuresOf(word, (hash) => found.push(hash))
    return found.length > 0 ? found : undefined
  }

  const hooksOfPiece = (piece: Piece, p: number, credit: number): Set<number> => {
    const own = new Set<number>([
      rarest(wholeHook(piece)!.map((hash) => numberOf(vocabulary, hash))),
    ])
    const share = shareOf(Math.max(0, credit))
    const sorted = [...features.subarray(starts[p], starts[p + 1])].sort(
      (a, b) => rarity(b) - rarity(a),
    )
    let left = masses[p]!
    for (const id of sorted) {
      if (left < share * masses[p]! - 0.01) break
      own.add(id)
      left -= weights[id]!
    }
    for (const hashes of spellingsOf(piece))
      own.add(rarest(hashes.map((hash) => numberOf(vocabulary, hash))))
    return own
  }

  const indexed = (credits: Float32Array) => {
    const lists: number[][] = Array.from({ length: vocabulary.size }, () => [])
    for (const [p, piece] of pieces.entries())
      if (credits[p]! <= 1) for (const id of hooksOfPiece(piece, p, credits[p]!)) lists[id]!.push(p)
    const begins = new Int32Array(vocabulary.size + 1)
    for (const [id, list] of lists.entries()) begins[id + 1] = begins[id]! + list.length
    return { starts: begins, pieces: Int32Array.from(lists.flat()) }
  }
  return { can, indexed }
}

const spellable = ({ words }: Piece) => !words || words.some((word) => word.length > 2)
