import type { Node } from "./syntax.ts"

export interface DfaOptions {
  /** The match must start where the text does, and end where it ends. */
  readonly isAnchoredAtStart: boolean
  readonly isAnchoredAtEnd: boolean
}

/** Copies of repeated parts are written out: an expression that needs more states is not taken. */
const statesMax = 4096
/** States of the deterministic automaton that are kept. */
const keptMax = 2048
/** Places that states made for one text may hold together. */
const madePlacesMax = 60_000

/** Moves that lead to no row: one not made yet, and one with which the expression is found. */
const unknown = -1
const found = -2

/** A place in the expression: takes a character of the set to the next, or leads on without one. */
interface Place {
  readonly set: bigint
  readonly next: number[]
}

/**
 * Whether an expression is found in a text, one step for each character: the deterministic
 * automaton, whose states are made when first reached. All characters beyond ASCII are one to it.
 */
export class Dfa {
  readonly #places: Place[] = []
  readonly #start: number
  readonly #end: number
  readonly #options: DfaOptions
  /** Character code to its class: those that no set tells apart are one. */
  readonly #classOf = new Uint8Array(129)
  readonly #members: bigint[] = []
  #states = new Map<string, number>()
  #sets: (readonly number[])[] = []
  #accepts: boolean[] = []
  #moves: Int32Array = new Int32Array(0)

  constructor(tree: Node, options: DfaOptions) {
    this.#options = options
    this.#end = this.#place()
    this.#start = this.#add(tree, this.#end)
    this.#classify()
    this.#clear()
  }

  /** Undefined: it would take too many states. */
  test(text: string): boolean | undefined {
    const classOf = this.#classOf
    const classes = this.#members.length
    if (this.#accepts[0] && !this.#options.isAnchoredAtEnd) return true
    let row = 0
    let made = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code >= 0xd800 && isPair(text, at)) at++
      const index = classOf[Math.min(code, 128)] as number
      let next = this.#moves[row + index] as number
      if (next === unknown) {
        const set = this.#reached(this.#sets[row / classes] as readonly number[], index)
        made += set.length + 8
        if (made > madePlacesMax) return undefined
        next = this.#make(row + index, set)
      }
      if (next === found) return true
      row = next
    }
    return this.#accepts[row / classes] === true
  }

  /** The row of the state, noted as the move to it unless all rows had to be given up. */
  #make(move: number, set: readonly number[]): number {
    const isFull = this.#sets.length >= keptMax
    if (isFull) this.#clear()
    const state = this.#state(set)
    const isFound = this.#accepts[state] === true && !this.#options.isAnchoredAtEnd
    const next = isFound ? found : state * this.#members.length
    if (!isFull) this.#moves[move] = next
    return next
  }

  #place(set = 0n, next: number[] = []): number {
    if (this.#places.length >= statesMax) throw new Error("the expression needs too many states")
    return this.#places.push({ set, next }) - 1
  }

  /** Adds the node before `after`; returns where it starts. */
  #add(node: Node, after: number): number {
    if (node.kind === "set") return this.#place(node.set, [after])
    if (node.kind === "repeat") return this.#repeat(node, after)
    if (node.kind === "sequence")
      return node.items.reduceRight((next, item) => this.#add(item, next), after)
    return this.#place(
      0n,
      node.items.map((item) => this.#add(item, after)),
    )
  }

  #repeat(node: Extract<Node, { kind: "repeat" }>, after: number): number {
    let next = after
    if (node.max === Number.POSITIVE_INFINITY) {
      next = this.#place(0n, [after])
      this.#places[next]?.next.push(this.#add(node.item, next))
    } else {
      for (let i = node.min; i < node.max; i++)
        next = this.#place(0n, [after, this.#add(node.item, next)])
    }
    for (let i = 0; i < node.min; i++) next = this.#add(node.item, next)
    return next
  }

  #classify(): void {
    const sets = [...new Set(this.#places.map(({ set }) => set))]
    const known = new Map<string, number>()
    for (let code = 0; code < 129; code++) {
      const name = sets.map((set) => (set >> BigInt(code)) & 1n).join("")
      let index = known.get(name)
      if (index === undefined) {
        index = this.#members.push(1n << BigInt(code)) - 1
        known.set(name, index)
      }
      this.#classOf[code] = index
    }
  }

  #clear(): void {
    this.#states = new Map()
    this.#sets = []
    this.#accepts = []
    if (this.#moves.length === 0) this.#moves = new Int32Array(16 * this.#members.length)
    this.#moves.fill(unknown)
    this.#state(this.#closure([this.#start]))
  }

  #reached(from: readonly number[], index: number): number[] {
    const member = this.#members[index] as bigint
    const next: number[] = this.#options.isAnchoredAtStart ? [] : [this.#start]
    for (const at of from) {
      const place = this.#places[at] as Place
      if (place.set & member) next.push(place.next[0] as number)
    }
    return this.#closure(next)
  }

  /** The places that take a character, and the end, that are reached without one. */
  #closure(from: readonly number[]): number[] {
    const seen = new Set(from)
    for (const at of seen) {
      const { set, next } = this.#places[at] as Place
      if (set === 0n) for (const to of next) seen.add(to)
    }
    return [...seen]
      .filter((at) => at === this.#end || this.#places[at]?.set !== 0n)
      .sort((a, b) => a - b)
  }

  #state(set: readonly number[]): number {
    const key = set.join()
    const known = this.#states.get(key)
    if (known !== undefined) return known
    const state = this.#sets.push(set) - 1
    this.#states.set(key, state)
    this.#accepts.push(set.includes(this.#end))
    const wanted = this.#sets.length * this.#members.length
    if (wanted > this.#moves.length) {
      const larger = new Int32Array(Math.max(wanted, this.#moves.length * 2)).fill(unknown)
      larger.set(this.#moves)
      this.#moves = larger
    }
    return state
  }
}

/** The same for so many characters of one set in a row, which would take a state for each. */
export class Run {
  readonly #taken: readonly boolean[]
  readonly #wanted: number

  constructor(set: bigint, wanted: number) {
    this.#taken = Array.from({ length: 129 }, (_, code) => ((set >> BigInt(code)) & 1n) === 1n)
    this.#wanted = wanted
  }

  test(text: string): boolean {
    let run = 0
    for (let at = 0; at < text.length && run < this.#wanted; at++) {
      run = this.#taken[Math.min(text.charCodeAt(at), 128)] ? run + 1 : 0
      if (isPair(text, at)) at++
    }
    return run >= this.#wanted
  }
}

/** Whether two units are one character. */
const isPair = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
