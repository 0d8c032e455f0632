import { everyCharacter, type Node, parseRegex } from "./syntax.ts"

/**
 * How the steps of a backtracking engine may grow with the length n of a hostile text: as n to the
 * power of this; infinite where it may be exponential or the expression is not followed. An upper
 * bound: an automaton is exponential only if a loop is ambiguous in itself, and polynomial of degree
 * d only if d loops in a row can divide one text among them (Weber and Seidl, On the degree of
 * ambiguity of finite automata, 1991); characters are taken for sets, loops for all their characters.
 */
export function degreeOf(source: string, flags = ""): number {
  const tree = parseRegex(source, flags)
  if (!tree) return Number.POSITIVE_INFINITY
  const isAnchored = source.startsWith("^") && tree.kind === "sequence" && !flags.includes("m")
  const machine = new Machine()
  const start = machine.state()
  const from = isAnchored ? start : machine.loop(everyNode, start)
  machine.add(isAnchored ? withoutTail(tree) : tree, from)
  return machine.isAmbiguous() ? Number.POSITIVE_INFINITY : Math.max(1, machine.longestChain())
}

const everyNode: Node = { kind: "set", set: everyCharacter }

/** A last `.*` cannot fail, so that nothing is tried again because of it. */
function withoutTail(tree: Node): Node {
  if (tree.kind !== "sequence") return tree
  const last = tree.items.at(-1)
  const isAll =
    last?.kind === "repeat" &&
    last.min === 0 &&
    last.max === Number.POSITIVE_INFINITY &&
    setOf(last.item) === everyCharacter &&
    last.item.kind === "set"
  if (isAll) return { kind: "sequence", items: tree.items.slice(0, -1) }
  if (last?.kind !== "sequence") return tree
  return { kind: "sequence", items: [...tree.items.slice(0, -1), withoutTail(last)] }
}

/** Repetitions up to this are written out; longer ones count as endless. */
const copiesMax = 4
/** Exact repetitions are written out up to this. */
const exactMax = 40

/** Triples looked at before two loops count as sharing a text. */
const productMax = 20_000

interface Edge {
  readonly to: number
  /** Undefined: nothing is consumed. */
  readonly set?: bigint
}

interface Loop {
  readonly head: number
  readonly after: number
  readonly set: bigint
  readonly states: ReadonlySet<number>
}

/** Thompson's automaton of the expression, with its loops. */
class Machine {
  private readonly edges: Edge[][] = []
  private readonly loops: Loop[] = []
  /** Of the finished automaton: what is reached without a character, and by one. */
  private readonly near = new Map<number, ReadonlySet<number>>()
  private readonly steps = new Map<number, readonly Required<Edge>[]>()

  state(): number {
    return this.edges.push([]) - 1
  }

  private link(from: number, to: number, set?: bigint): void {
    ;(this.edges[from] as Edge[]).push(set === undefined ? { to } : { to, set })
  }

  /** Adds what the node consumes after `from`; returns the state behind it. */
  add(node: Node, from: number): number {
    if (node.kind === "set") {
      const to = this.state()
      this.link(from, to, node.set)
      return to
    }
    if (node.kind === "sequence") return node.items.reduce((at, item) => this.add(item, at), from)
    if (node.kind === "repeat") return this.repeat(node.item, node.min, node.max, from)
    const end = this.state()
    for (const item of node.items) {
      const start = this.state()
      this.link(from, start)
      this.link(this.add(item, start), end)
    }
    return end
  }

  private repeat(item: Node, min: number, max: number, from: number): number {
    let at = from
    if (min === max && max <= exactMax) {
      for (let i = 0; i < min; i++) at = this.add(item, at)
      return at
    }
    if (min > 0) at = this.add(item, at)
    if (max > copiesMax) return this.loop(item, at)
    const end = this.state()
    for (let i = Math.min(min, 1); i < max; i++) {
      this.link(at, end)
      at = this.add(item, at)
    }
    this.link(at, end)
    return end
  }

  loop(item: Node, from: number): number {
    const head = this.state()
    this.link(from, head)
    const back = this.add(item, head)
    const states = new Set<number>()
    for (let state = head; state < this.edges.length; state++) states.add(state)
    this.link(back, head)
    const after = this.state()
    this.link(head, after)
    this.loops.push({ head, after, set: setOf(item), states })
    return after
  }

  /** Whether inside a loop the next character leaves a choice. */
  isAmbiguous(): boolean {
    return this.loops.some(({ states }) =>
      [...states].some((state) => this.hasChoice(state, states)),
    )
  }

  private hasChoice(state: number, inside: ReadonlySet<number>): boolean {
    const seen = new Set([state])
    let taken = 0n
    for (const at of seen) {
      for (const { to, set } of this.edges[at] as Edge[]) {
        if (!inside.has(to)) continue
        if (set === undefined) {
          if (to === state && at !== state) return true // a round that consumes nothing
          seen.add(to)
        } else if (taken & set) return true
        else taken |= set
      }
    }
    return false
  }

  /** The most loops in a row of which each can hand characters to the next. */
  longestChain(): number {
    const known = new Map<number, number>()
    const from = (index: number): number => {
      const before = known.get(index)
      if (before !== undefined) return before
      known.set(index, 1)
      const next = this.loops.flatMap((loop, other) =>
        other !== index && this.reaches(this.loops[index] as Loop, loop) ? [from(other)] : [],
      )
      const length = 1 + Math.max(0, ...next)
      known.set(index, length)
      return length
    }
    return Math.max(0, ...this.loops.map((_, index) => from(index)))
  }

  private reaches(first: Loop, second: Loop): boolean {
    const shared = first.set & second.set
    if (!shared || first.states.has(second.head) || second.states.has(first.head)) return false
    if (!this.leads(first.after, second.head, shared)) return false
    return [...second.states].some((state) => this.hands(first, second, state))
  }

  private leads(from: number, to: number, allowed: bigint): boolean {
    const seen = new Set([from])
    for (const at of seen) {
      if (at === to) return true
      for (const edge of this.edges[at] as Edge[])
        if (edge.set === undefined || edge.set & allowed) seen.add(edge.to)
    }
    return false
  }

  /**
   * Whether one text turns the first loop, turns the second from `state`, and leads from the first
   * to `state`: the criterion for more than constant ambiguity. Looks at the three at once.
   */
  private hands(first: Loop, second: Loop, state: number): boolean {
    const size = this.edges.length
    const pack = (a: number, b: number, c: number) => (a * size + b) * size + c
    const seen = new Set([pack(first.head, first.head, state)])
    let isFirst = true
    for (const code of seen) {
      const [a, b, c] = [
        Math.floor(code / size / size),
        Math.floor(code / size) % size,
        code % size,
      ]
      const isBack =
        this.nearby(a).has(first.head) && this.nearby(b).has(state) && this.nearby(c).has(state)
      if (isBack && !isFirst) return true
      if (seen.size > productMax) return true
      isFirst = false
      const rounds = this.turns(c, second.states)
      for (const x of this.turns(a, first.states))
        for (const z of rounds) {
          const both = x.set & z.set
          if (both)
            for (const y of this.moves(b)) if (y.set & both) seen.add(pack(x.to, y.to, z.to))
        }
    }
    return false
  }

  /** States that are reached without a character. */
  private nearby(state: number): ReadonlySet<number> {
    const known = this.near.get(state)
    if (known) return known
    const seen = new Set([state])
    for (const at of seen)
      for (const { to, set } of this.edges[at] as Edge[]) if (set === undefined) seen.add(to)
    this.near.set(state, seen)
    return seen
  }

  /** What one character leads to. */
  private moves(state: number): readonly Required<Edge>[] {
    const known = this.steps.get(state)
    if (known) return known
    const found: Required<Edge>[] = []
    for (const at of this.nearby(state))
      for (const { to, set } of this.edges[at] as Edge[])
        if (set !== undefined) found.push({ to, set })
    this.steps.set(state, found)
    return found
  }

  /** The same within a loop. */
  private turns(state: number, inside: ReadonlySet<number>): readonly Required<Edge>[] {
    return this.moves(state).filter(({ to }) => inside.has(to))
  }
}

function setOf(node: Node): bigint {
  if (node.kind === "set") return node.set
  if (node.kind === "repeat") return setOf(node.item)
  return node.items.reduce((set, item) => set | setOf(item), 0n)
}
