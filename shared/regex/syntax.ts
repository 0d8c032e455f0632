/**
 * What a regular expression may consume, as a tree. Characters are bits: one for each of ASCII and
 * one for all others together, so that two sets that share a bit may share a character.
 */
export type Node =
  | { readonly kind: "set"; readonly set: bigint }
  | { readonly kind: "sequence" | "choice"; readonly items: readonly Node[] }
  | { readonly kind: "repeat"; readonly item: Node; readonly min: number; readonly max: number }

const otherBit = 128
export const everyCharacter = (1n << 129n) - 1n
const lineEnds = bit("\n") | bit("\r") | (1n << 128n) // U+2028 is among the others
const digits = range("0", "9")
const words = digits | range("a", "z") | range("A", "Z") | bit("_")
const blanks = [..."\t\n\v\f\r "].reduce((set, char) => set | bit(char), 1n << 128n)
const classes: Readonly<Record<string, bigint>> = {
  d: digits,
  D: everyCharacter & ~digits,
  w: words,
  W: everyCharacter & ~words,
  s: blanks,
  S: everyCharacter & ~(blanks & ~(1n << 128n)),
}
const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v" }

function bit(char: string): bigint {
  return 1n << BigInt(Math.min(char.codePointAt(0) ?? 0, otherBit))
}

function range(from: string, to: string): bigint {
  const high = Math.min(to.codePointAt(0) ?? 0, otherBit)
  let set = 0n
  for (let code = from.codePointAt(0) ?? 0; code <= high; code++) set |= 1n << BigInt(code)
  return set
}

/** Letters in both cases. */
function bothCases(set: bigint): bigint {
  const upper = (set >> 32n) & range("A", "Z")
  const lower = (set & range("A", "Z")) << 32n
  return set | upper | lower
}

/**
 * Reads a JavaScript regular expression. Undefined for what it does not follow: looking ahead or
 * back, back references, the flags `u` and `v`.
 */
export function parseRegex(source: string, flags: string): Node | undefined {
  const reader = new Reader(source, flags.includes("i"), flags.includes("s"))
  try {
    const node = reader.choice()
    return reader.isAtEnd() ? node : undefined
  } catch (cause) {
    if (cause === notFollowed) return undefined
    throw cause
  }
}

const notFollowed = new Error("not followed")

class Reader {
  private at = 0
  private readonly source: string
  private readonly ignoresCase: boolean
  private readonly dotIsAll: boolean

  constructor(source: string, ignoresCase: boolean, dotIsAll: boolean) {
    this.source = source
    this.ignoresCase = ignoresCase
    this.dotIsAll = dotIsAll
  }

  isAtEnd(): boolean {
    return this.at >= this.source.length
  }

  choice(): Node {
    const items = [this.sequence()]
    while (this.source[this.at] === "|") {
      this.at++
      items.push(this.sequence())
    }
    return items.length === 1 ? (items[0] as Node) : { kind: "choice", items }
  }

  private sequence(): Node {
    const items: Node[] = []
    while (!this.isAtEnd() && !"|)".includes(this.source[this.at] as string)) {
      const atom = this.atom()
      if (atom) items.push(this.repeated(atom))
    }
    return { kind: "sequence", items }
  }

  private repeated(item: Node): Node {
    const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})[?+]?/.exec(
      this.source.slice(this.at, this.at + 24),
    )
    if (!found) return item
    this.at += found[0].length
    const [, sign, from, comma, to] = found
    if (sign) {
      const max = sign === "?" ? 1 : Number.POSITIVE_INFINITY
      return { kind: "repeat", item, min: sign === "+" ? 1 : 0, max }
    }
    const min = Number(from)
    const max = comma ? (to ? Number(to) : Number.POSITIVE_INFINITY) : min
    return { kind: "repeat", item, min, max }
  }

  /** Undefined for what consumes nothing. */
  private atom(): Node | undefined {
    const char = this.source[this.at++] as string
    if (char === "^" || char === "$") return undefined
    if (char === "(") return this.group()
    if (char === "[") return this.set(this.bracket())
    if (char === ".") return this.set(this.dotIsAll ? everyCharacter : everyCharacter & ~lineEnds)
    if (char !== "\\") return this.set(bit(char))
    if (this.source[this.at] === "b" || this.source[this.at] === "B") {
      this.at++
      return undefined
    }
    return this.set(this.escape())
  }

  private set(set: bigint): Node {
    return { kind: "set", set: this.ignoresCase ? bothCases(set) : set }
  }

  private group(): Node {
    const opening = /^\?(?::|<[A-Za-z]\w*>)/.exec(this.source.slice(this.at, this.at + 80))
    if (opening) this.at += opening[0].length
    else if (this.source[this.at] === "?") throw notFollowed
    const inside = this.choice()
    if (this.source[this.at++] !== ")") throw notFollowed
    return inside
  }

  private escape(): bigint {
    const char = this.source[this.at++] ?? ""
    if (classes[char] !== undefined) return classes[char]
    if (controls[char]) return bit(controls[char])
    const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(
      this.source.slice(this.at - 1, this.at + 5),
    )
    if (code) {
      this.at += code[0].length - 1
      return bit(String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? "", 16)))
    }
    if (/[\w]/.test(char) && char !== "0") throw notFollowed // \1, \k<x>, \p{…}
    return char === "0" ? bit("\0") : bit(char)
  }

  private bracket(): bigint {
    const negated = this.source[this.at] === "^"
    if (negated) this.at++
    let set = 0n
    while (this.source[this.at] !== "]") {
      if (this.isAtEnd()) throw notFollowed
      set |= this.member()
    }
    this.at++
    // Of the others a class may hold some, so its complement may hold the rest.
    return negated ? (everyCharacter & ~set) | (1n << 128n) : set
  }

  private member(): bigint {
    const first = this.one()
    const isRange = this.source[this.at] === "-" && this.source[this.at + 1] !== "]"
    if (!isRange || first.char === undefined) return first.set
    this.at++
    const last = this.one()
    if (last.char === undefined) return first.set | bit("-") | last.set
    return range(first.char, last.char)
  }

  private one(): { set: bigint; char?: string } {
    const from = this.at
    const char = this.source[this.at++] as string
    if (char !== "\\") return { set: bit(char), char }
    if (this.source[this.at] === "b") {
      this.at++
      return { set: bit("\b"), char: "\b" }
    }
    const set = this.escape()
    const escaped = this.source.slice(from + 1, this.at)
    if (classes[escaped] !== undefined) return { set }
    return { set, char: controls[escaped] ?? charOf(escaped) }
  }
}

const charOf = (escaped: string): string =>
  escaped.length > 1 ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16)) : escaped
