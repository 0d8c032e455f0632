import { canonical, featuresOf } from "./features.ts"
import { otherReading } from "./plain.ts"
import type { Alternative, RuleTexts, Way } from "./rule-texts.ts"

/** A text that rules look for, as it is looked for in the canonical form of others. */
export interface Piece {
  /** Without what opens it, where that is an option's dash or a path's slash. */
  readonly canon: string
  readonly isLed: boolean
  /** It must not stand inside of a longer word. */
  readonly isWord: boolean
  /** In lower case, as the rule has it: where this stands the rule itself sees it. */
  readonly literal: string
  /** An option or a word that programs take abbreviated: what it would be as an option. */
  readonly option?: string
  /** Its words, where it has several: told apart they say nearly as much. */
  readonly words?: readonly string[]
  /** Hashes of its features. */
  readonly features: readonly number[]
  /** Its canonical form has lost something, so that to find it proves nothing. */
  readonly isLossy: boolean
}

/** Pieces that must all stand there, and how the rule itself sees them. */
export interface Choice {
  readonly pieces: readonly number[]
  /** In lower case, in their order. */
  readonly literals: readonly string[]
  readonly anchor?: Alternative["anchor"]
  readonly spelling?: Alternative["spelling"]
}

/** Ways to satisfy rules: groups of which each must hold by one of its choices. */
export interface Row {
  readonly rule: number
  readonly groups: readonly (readonly Choice[])[]
  readonly isPartial: boolean
  /** Only programs: a command that runs one of them says no more. */
  readonly isProgram: boolean
}

export interface Rows {
  readonly pieces: readonly Piece[]
  readonly rows: readonly Row[]
}

/** What the rules look for, each piece once. Rows that say the same of a rule are one. */
export function rowsOf(rules: readonly RuleTexts[]): Rows {
  const pieces: Piece[] = []
  const known = new Map<string, number>()
  const add = (text: string, isProgram: boolean): number | undefined => {
    const key = `${isProgram} ${text}`
    const before = known.get(key)
    if (before !== undefined) return before
    const piece = pieceOf(text, isProgram)
    if (!piece) return undefined
    known.set(key, pieces.push(piece) - 1)
    return pieces.length - 1
  }
  const rows: Row[] = []
  for (const [rule, { ways }] of rules.entries()) {
    const seen = new Set<string>()
    for (const way of ways) {
      const row = rowOf(way, rule, add)
      const key = JSON.stringify(row?.groups)
      if (!row || seen.has(key)) continue
      seen.add(key)
      rows.push(row)
    }
  }
  return { pieces, rows }
}

/** All groups of programs (file name, original name) become one: the command names it once. */
function rowOf(
  { groups: way, isPartial }: Way,
  rule: number,
  add: (text: string, isProgram: boolean) => number | undefined,
): Row | undefined {
  const programs = new Map<number, string>()
  const groups: Choice[][] = []
  for (const group of way) {
    const isOfPrograms = group.every(({ isProgram }) => isProgram)
    const choices: Choice[] = []
    for (const { texts, isProgram, anchor, spelling } of group) {
      const ids = texts.flatMap((text) => add(text, isProgram) ?? [])
      if (ids.length === 0) continue
      if (isOfPrograms) for (const id of ids) programs.set(id, nameOf(texts[0]!).toLowerCase())
      else
        choices.push({
          pieces: ids,
          literals: texts.map((text) => (isProgram ? nameOf(text) : text).toLowerCase()),
          ...(anchor && { anchor }),
          ...(spelling && { spelling }),
        })
    }
    if (choices.length > 0) groups.push(choices)
  }
  if (groups.length + programs.size === 0) return undefined
  const own =
    programs.size > 0
      ? [[...programs].map(([id, name]) => ({ pieces: [id], literals: [name] }))]
      : []
  return { rule, groups: [...own, ...groups], isProgram: groups.length === 0, isPartial }
}

const program = /^(?:.*[\\/])?([\w.+-]+?)(?:\.(?:exe|com|dll|bin|elf|py|ps1|cmd|bat))?$/i
const programInText = /^\\([\w.+-]+)\.exe$/i
const abbreviated = /^\s*[-/]{0,2}(\w[\w-]{3,})[\s:=,]*$/

/** A program's name without its path and ending. */
const nameOf = (text: string): string => program.exec(text)?.[1] ?? text

function pieceOf(text: string, isProgram: boolean): Piece | undefined {
  const slashes = text.match(/[\\/]/g)?.length ?? 0
  const name =
    programInText.exec(text)?.[1] ??
    (isProgram && slashes <= 1 ? program.exec(text)?.[1] : undefined)
  if (name !== undefined) {
    const canon = canonical(name).trim()
    if (canon === "") return undefined
    const features = hashes(name)
    return {
      canon,
      isLed: false,
      isWord: true,
      literal: name.toLowerCase(),
      features,
      isLossy: false,
    }
  }
  const whole = canonical(`x${text}`).slice(1) // a slash in front stays one
  const isLed = /^[/-]./.test(whole)
  const canon = isLed ? whole.slice(1) : whole
  if (canon.trim() === "") return undefined
  const option = abbreviated.exec(text)?.[1]
  return {
    canon,
    isLed,
    isWord: canon.trim().length < 3,
    literal: text.toLowerCase(),
    ...(option !== undefined && { option: `-${option.toLowerCase()}` }),
    ...wordsOf(whole),
    features: hashes(isLed ? `x-${canon}` : text),
    isLossy: isLossy(text, canonical(text).trim()),
  }
}

function wordsOf(canon: string): { words?: readonly string[] } {
  const words = canon.trim().split(" ")
  const telling = words.filter((word) => word.length > 2).length
  return words.length > 1 && telling > 0 && words.length - telling <= 1 ? { words } : {}
}

function hashes(text: string): number[] {
  const found = new Set<number>()
  featuresOf(text, (hash) => found.add(hash))
  return [...found]
}

/** Rules that look for the very characters that are taken away can't be judged without them. */
function isLossy(text: string, canon: string): boolean {
  const core = text
    .toLowerCase()
    .replace(/\.exe(?!\w)/g, "")
    .replaceAll("\\", "/")
    .trim()
  return /[^\x00-\x7f]|^\.exe/.test(text) || canon.length < core.length - (core.length > 6 ? 1 : 0)
}

/** Whether a canonical text, with a blank before and behind it, holds the piece. */
export function holds(text: string, { canon, isLed, isWord }: Piece): boolean {
  if (!isLed && !isWord) return text.includes(canon)
  const isOpen = canon.charCodeAt(0) === space
  const isOpenEnded = canon.endsWith(" ") || canon.startsWith(" -")
  for (let at = text.indexOf(canon); at >= 0; at = text.indexOf(canon, at + 1)) {
    const before = text.charCodeAt(at - 1)
    if (isLed && (before === slash || before === dash)) return true
    if (isLed || (!isOpen && isWordCode(before))) continue
    if (isOpenEnded || !isWordCode(text.charCodeAt(at + canon.length))) return true
  }
  return false
}

const space = 32
const dash = 45
const slash = 47

/** Of a canonical text: small letters, digits, `_`, and all beyond ASCII. */
const isWordCode = (code: number): boolean =>
  (code > 96 && code < 123) || (code > 47 && code < 58) || code === 95 || code > 127

/** Whether the rule itself sees a choice in a text in lower case. */
export function isSeen(raw: string, { literals, anchor, spelling }: Choice): boolean {
  if (spelling === "encoded") return true
  if (spelling !== "dashed") return standInOrder(raw, literals, anchor)
  return standInOrder(dashed(raw), literals.map(dashed), anchor)
}

const dashed = (text: string) => text.replace(/[/\u2013-\u2015]/g, "-")

function standInOrder(text: string, parts: readonly string[], anchor: Choice["anchor"]): boolean {
  const isBound = anchor === "start" || anchor === "whole"
  let from = 0
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && (anchor === "end" || anchor === "whole"))
      return (
        text.endsWith(part) &&
        text.length - part.length >= from &&
        (i > 0 || !isBound || text.length === part.length)
      )
    const at = text.indexOf(part, from)
    if (at < 0 || (i === 0 && isBound && at > 0)) return false
    from = at + part.length
  }
  return true
}

/** Whether the ends of a choice stand at the ends of a canonical text, or of another reading of it. */
export function isBound(
  plain: string,
  pieces: readonly Piece[],
  anchor: Choice["anchor"],
): boolean {
  if (anchor === undefined) return true
  const first = pieces[0]!
  const last = pieces.at(-1)!
  return plain.split(otherReading).some((reading) => {
    const text = reading.trim()
    if (anchor !== "end" && !text.startsWith(`${first.isLed ? text[0] : ""}${first.canon.trim()}`))
      return false
    return anchor === "start" || text.endsWith(last.canon.trim())
  })
}
