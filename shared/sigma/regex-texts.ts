import { type Node, parseRegex } from "../regex/syntax.ts"

/** What is known of the texts that a part of an expression takes, in lower case. */
interface Known {
  /** It takes one of these and nothing else. */
  readonly exact?: readonly string[]
  /** One of these stands in whatever it takes. */
  readonly need?: readonly string[]
}

const textsMax = 32
const charsMin = 3

/** Texts of which one must stand, in lower case, in whatever the expression is found in. */
export function necessaryTexts(source: string, ignoresCase: boolean): string[] | undefined {
  const tree = parseRegex(source, ignoresCase ? "i" : "")
  const known = tree ? knownOf(tree) : {}
  const texts = better(known.exact, known.need)
  return texts && shortest(texts) >= charsMin ? [...new Set(texts)] : undefined
}

function knownOf(node: Node): Known {
  if (node.kind === "set") return knownSet(node.set)
  if (node.kind === "repeat") return knownRepeat(knownOf(node.item), node.min, node.max)
  const all = node.items.map(knownOf)
  return node.kind === "choice" ? knownChoice(all) : knownSequence(all)
}

const charactersMax = 4

const knownSets = new Map<bigint, Known>()
const knownSetsMax = 4096

function knownSet(set: bigint): Known {
  let known = knownSets.get(set)
  if (!known) {
    if (knownSets.size >= knownSetsMax) knownSets.clear()
    known = charactersOf(set)
    knownSets.set(set, known)
  }
  return known
}

function charactersOf(set: bigint): Known {
  const exact = new Set<string>()
  if (set >> 128n) return {}
  for (let code = 0; code < 128; code++) {
    if ((set >> BigInt(code)) & 1n) exact.add(String.fromCharCode(code).toLowerCase())
    if (exact.size > charactersMax) return {}
  }
  return { exact: [...exact] }
}

function knownRepeat(known: Known, min: number, max: number): Known {
  if (min === 1 && max === 1) return known
  if (min === 0 && max === 1 && known.exact) return { exact: ["", ...known.exact] }
  const need = better(known.exact, known.need)
  return min > 0 && need ? { need } : {}
}

function knownChoice(all: readonly Known[]): Known {
  if (all.every(({ exact }) => exact)) {
    const exact = all.flatMap((known) => known.exact ?? [])
    if (exact.length <= textsMax) return { exact }
  }
  const needs = all.map(({ exact, need }) => better(exact, need))
  if (needs.length === 0 || !needs.every((need) => need)) return {}
  const need = needs.flatMap((texts) => texts ?? [])
  return need.length <= textsMax * 4 ? { need } : {}
}

function knownSequence(all: readonly Known[]): Known {
  let run: readonly string[] = [""]
  let need: readonly string[] | undefined
  let isExact = true
  for (const known of all) {
    const { exact } = known
    if (exact && run.length * exact.length <= textsMax) {
      run = run.flatMap((head) => exact.map((tail) => head + tail))
      continue
    }
    need = better(better(need, run), better(known.need, exact))
    run = [""]
    isExact = false
  }
  if (isExact) return { exact: run }
  need = better(need, run)
  return need ? { need } : {}
}

/** The one whose shortest text is longer; of two alike, the one with fewer. */
function better(
  left: readonly string[] | undefined,
  right: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!left || shortest(left) === 0) return right && shortest(right) > 0 ? right : undefined
  if (!right) return left
  const [a, b] = [shortest(left), shortest(right)]
  return a > b || (a === b && left.length <= right.length) ? left : right
}

const shortest = (texts: readonly string[]): number =>
  texts.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY)
