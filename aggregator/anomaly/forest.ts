import { Tree, type TreeState } from "./tree.ts"

export interface ForestOptions {
  readonly dimensions: number
  readonly trees: number
  /** Points that each tree holds. */
  readonly sample: number
  /** The weight of a point halves after ln 2 / decay later ones; 0 forgets evenly. */
  readonly decay: number
  readonly seed: number
}

/**
 * A streaming random cut forest. Each tree holds a sample in which a point stays the longer the
 * greater its weight ln(-ln u) - decay * its number is against the others': later ones push out
 * earlier ones. The same seed and points give the same scores, also after `restore`.
 */
export class Forest {
  readonly options: ForestOptions
  private count = 0
  private random: number
  private readonly members: readonly Member[]

  constructor(options: ForestOptions) {
    this.options = options
    this.random = options.seed >>> 0
    const { sample, dimensions, trees } = options
    this.members = Array.from({ length: trees }, () => ({
      tree: new Tree(sample, dimensions, this.next),
      weights: new Float64Array(sample),
      leaves: new Int32Array(sample),
      size: 0,
      limit: Number.POSITIVE_INFINITY,
    }))
  }

  /** Points learnt so far. */
  get seen(): number {
    return this.count
  }

  get trees(): readonly Tree[] {
    return this.members.map(({ tree }) => tree)
  }

  score(point: ArrayLike<number>): number {
    let sum = 0
    for (const { tree } of this.members) sum += tree.score(point)
    return sum / this.members.length
  }

  /** What each dimension gives to the score by lying above or below: `[up0, down0, up1, …]`. */
  attribute(point: ArrayLike<number>): Float64Array {
    const shares = new Float64Array(2 * this.options.dimensions)
    for (const { tree } of this.members) tree.attribute(point, shares)
    return shares.map((share) => share / this.members.length)
  }

  learn(point: ArrayLike<number>): void {
    const { sample, decay } = this.options
    const fade = Math.exp(decay)
    for (const member of this.members) {
      const u = this.next()
      const isFull = member.size === sample
      if (isFull) member.limit *= fade
      // exp(-limit) is at least 1 - limit: most points are refused without a logarithm
      if (isFull && u <= 1 - member.limit) continue
      const weight = Math.log(-Math.log(Math.max(u, tiny))) - decay * this.count
      if (isFull && weight >= member.weights[0]!) continue
      if (isFull) member.tree.remove(member.leaves[0]!)
      const leaf = member.tree.insert(point)
      if (isFull) sink(member, weight, leaf)
      else rise(member, weight, leaf)
      if (member.size === sample)
        member.limit = Math.exp(member.weights[0]! + decay * (this.count + 1))
    }
    this.count++
  }

  state(): ForestState {
    const { options, count, random } = this
    const members = this.members.map((m) => ({ ...m, tree: m.tree.state() }))
    return { options, count, random, members }
  }

  static restore(state: ForestState): Forest {
    const forest = new Forest(state.options)
    forest.count = state.count
    forest.random = state.random
    forest.members.forEach((member, i) => {
      const { tree, weights, leaves, size, limit } = state.members[i]!
      member.tree.restore(tree)
      member.weights.set(weights)
      member.leaves.set(leaves)
      member.size = size
      member.limit = limit ?? Number.POSITIVE_INFINITY // JSON has no infinity
    })
    return forest
  }

  /** mulberry32; its whole state is one number. */
  private readonly next = (): number => {
    this.random = (this.random + 0x6d2b79f5) >>> 0
    const state = this.random
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const tiny = 2 ** -33

export interface ForestState {
  readonly options: ForestOptions
  readonly count: number
  readonly random: number
  readonly members: readonly (Omit<Member, "tree"> & { readonly tree: TreeState })[]
}

/** A tree and the heap of its points' weights, the greatest first. */
interface Member {
  readonly tree: Tree
  readonly weights: Float64Array
  readonly leaves: Int32Array
  size: number
  /** What -ln u must be less than for the next point to get in. */
  limit: number
}

function rise(member: Member, weight: number, leaf: number): void {
  const { weights, leaves } = member
  let at = member.size++
  for (let up = (at - 1) >> 1; at > 0 && weights[up]! < weight; at = up, up = (at - 1) >> 1) {
    weights[at] = weights[up]!
    leaves[at] = leaves[up]!
  }
  weights[at] = weight
  leaves[at] = leaf
}

/** Puts the new weight in the place of the greatest. */
function sink(member: Member, weight: number, leaf: number): void {
  const { weights, leaves, size } = member
  let at = 0
  for (let down = 1; down < size; down = 2 * at + 1) {
    if (down + 1 < size && weights[down + 1]! > weights[down]!) down++
    if (weights[down]! <= weight) break
    weights[at] = weights[down]!
    leaves[at] = leaves[down]!
    at = down
  }
  weights[at] = weight
  leaves[at] = leaf
}
