import { canonical, featuresOf } from "./features.ts"
import { holds, isSeen, type Rows } from "./rows.ts"

/** How near a text comes to one way of satisfying a rule. */
export interface Evidence {
  readonly row: number
  /** Share of what the row asks for that the text holds, weighed by how telling it is: 0 to 1. */
  readonly coverage: number
  /** All of it stands there once the text is plain. */
  readonly isWhole: boolean
  /** All of it stands there as the rule has it: the rule itself sees it. */
  readonly isLiteral: boolean
}

/** How telling a feature is: 0 for one that every benign text has, 10 for one that none has. */
export type Weigh = (hash: number) => number

export interface Reader {
  /** Bits of surprise, roughly, that a row holds. */
  readonly masses: Float32Array
  read(text: string): Evidence[]
}

const coverageMin = 0.3
/** Credit of a piece that is abbreviated, or whose words stand apart. */
const nearShare = 0.92

/** Reads texts against all rows at once: the features lead to pieces, the pieces to groups of rows. */
export function openReader({ pieces, rows }: Rows, weigh: Weigh): Reader {
  const index = indexed(pieces, weigh)
  const { pieceMass } = index
  const { rowsOfPiece, groupMass, masses } = arranged(rows, pieces.length, pieceMass)
  const found = new Float32Array(pieces.length) // mass of the features seen
  const credit = new Float32Array(pieces.length).fill(-1) // not yet asked
  const literal = new Uint8Array(pieces.length)
  const whole = new Uint8Array(pieces.length)

  return {
    masses,
    read(text) {
      const touched = touch(text, index, found)
      const plain = ` ${canonical(text).trim()} `
      const raw = text.toLowerCase()
      const options = optionsOf(plain)
      const asked: number[] = []
      const ask = (id: number): number => {
        if (credit[id]! >= 0) return credit[id]!
        asked.push(id)
        const piece = pieces[id]!
        whole[id] = 0
        literal[id] = 0
        if (holds(plain, piece)) {
          whole[id] = piece.isLossy ? 0 : 1
          literal[id] = whole[id]!
          credit[id] = 1
        } else {
          const share = piece.features.length > 0 ? found[id]! / pieceMass[id]! : 0
          const isNear =
            isAbbreviated(piece.option, options) || isScattered(piece.words, plain, options)
          if (isNear && !piece.isLossy) whole[id] = 2
          credit[id] = Math.max(0.9 * share * share, isNear ? nearShare : 0)
        }
        return credit[id]!
      }
      const isLikely = (id: number) => found[id]! > 0.4 * pieceMass[id]! || !!pieces[id]!.option
      const candidates = new Set(touched.filter(isLikely).flatMap((id) => rowsOfPiece[id]!))
      const out: Evidence[] = []
      for (const row of candidates) {
        let sum = 0
        let isAnchored = false
        let isWhole = true
        let isLiteral = true
        const { groups } = rows[row]!
        const masses_ = groupMass[row]!
        for (let g = 0; g < groups.length; g++) {
          let best = 0
          let bestWhole = 0
          let bestLiteral = false
          for (const choice of groups[g]!) {
            const ids = choice.pieces
            let own = 0
            let mass = 0
            let allWhole = 1
            let allLiteral = true
            for (const id of ids) {
              own += ask(id) * pieceMass[id]!
              mass += pieceMass[id]!
              if (whole[id] !== 1) allWhole = allWhole === 0 ? 0 : whole[id]!
              if (literal[id] === 0) allLiteral = false
            }
            own /= mass
            if (allLiteral && !choice.isLoose) allLiteral = isSeen(raw, choice)
            if (own > best || (own === best && allLiteral)) {
              best = own
              bestWhole = allWhole
              bestLiteral = allLiteral
            }
          }
          sum += best * masses_[g]!
          if (bestWhole === 0) isWhole = false
          if (bestWhole === 1) isAnchored = true
          if (!bestLiteral) isLiteral = false
        }
        const coverage = sum / masses[row]!
        if (coverage >= coverageMin)
          out.push({ row, coverage, isWhole: isWhole && isAnchored, isLiteral })
      }
      for (const id of touched) found[id] = 0
      for (const id of asked) credit[id] = -1
      return out
    },
  }
}

/** Adds up the mass of the features seen, for each piece; gives the pieces that have any. */
function touch(
  text: string,
  { ofFeature, weights }: ReturnType<typeof indexed>,
  found: Float32Array,
): number[] {
  const touched: number[] = []
  const seen = new Set<number>()
  featuresOf(text, (hash) => {
    const list = ofFeature.get(hash)
    if (!list || seen.has(hash)) return
    seen.add(hash)
    const weight = weights.get(hash)!
    for (const id of list) {
      if (found[id] === 0) touched.push(id)
      found[id]! += weight
    }
  })
  return touched
}

function optionsOf(plain: string): readonly string[] {
  return plain.match(/ -[a-z][\w-]+/g)?.map((option) => option.slice(1)) ?? []
}

function isScattered(
  words: readonly string[] | undefined,
  plain: string,
  options: readonly string[],
): boolean {
  return (
    words?.every(
      (word) => plain.includes(` ${word}`) || (word[0] === "-" && isAbbreviated(word, options)),
    ) ?? false
  )
}

function isAbbreviated(option: string | undefined, options: readonly string[]): boolean {
  return option !== undefined && options.some((given) => abbreviates(given, option))
}

/** Each part of it is the beginning of the same part of the other. */
function abbreviates(given: string, option: string): boolean {
  if (given.charCodeAt(1) !== option.charCodeAt(1)) return false
  if (given.length >= option.length || given.length <= 0.4 * option.length) return false
  if (option.startsWith(given)) return true
  const parts = option.slice(1).split(/[-_]/)
  const own = given.slice(1).split(/[-_]/)
  return (
    own.length > 1 &&
    own.length === parts.length &&
    own.every((part, i) => part !== "" && parts[i]!.startsWith(part))
  )
}

/** Which pieces a feature leads to, and what each weighs. */
function indexed(pieces: Rows["pieces"], weigh: Weigh) {
  const pieceMass = Float32Array.from(pieces, ({ features }) =>
    features.length === 0
      ? 3
      : Math.max(
          1,
          features.reduce((sum, hash) => sum + weigh(hash), 0),
        ),
  )
  const ofFeature = new Map<number, number[]>()
  for (const [id, { features }] of pieces.entries())
    for (const hash of features) {
      const list = ofFeature.get(hash)
      if (list) list.push(id)
      else ofFeature.set(hash, [id])
    }
  const weights = new Map([...ofFeature.keys()].map((hash) => [hash, weigh(hash)]))
  return { pieceMass, ofFeature, weights }
}

/** A group of many alternatives says less than one of few. */
function arranged(rows: Rows["rows"], pieces: number, pieceMass: Float32Array) {
  const rowsOfPiece: number[][] = Array.from({ length: pieces }, () => [])
  const masses = new Float32Array(rows.length)
  const groupMass = rows.map(({ groups }, row) => {
    const own = Float32Array.from(groups, (alternatives) => {
      let sum = 0
      for (const { pieces: ids } of alternatives)
        for (const id of ids) {
          sum += pieceMass[id]!
          if (rowsOfPiece[id]!.at(-1) !== row) rowsOfPiece[id]!.push(row)
        }
      return Math.max(1, sum / alternatives.length - 1.5 * Math.log2(alternatives.length))
    })
    masses[row] = own.reduce((sum, mass) => sum + mass, 0)
    return own
  })
  return { rowsOfPiece, groupMass, masses }
}
