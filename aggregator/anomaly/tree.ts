/**
 * One random cut tree (Guha, Mishra, Roy, Schrijvers, ICML 2016): a sample of points, cut at random
 * places until each point is alone. Node ids below `capacity` are cuts, from `capacity` on leaves.
 * A leaf keeps its id until its last copy is removed.
 */
export class Tree {
  root = none
  /** Per node and dimension: least and greatest. */
  readonly box: Float64Array
  readonly cut: Float64Array
  readonly dimension: Int32Array
  /** The sides of a cut: `2 * node` has what is at most the cut, the next one the others. */
  readonly sides: Int32Array
  readonly parent: Int32Array
  readonly mass: Int32Array
  readonly capacity: number
  readonly dimensions: number
  private readonly next: () => number
  private readonly freeCuts: number[]
  private readonly freeLeaves: number[]

  constructor(capacity: number, dimensions: number, next: () => number) {
    this.capacity = capacity
    this.dimensions = dimensions
    this.next = next
    this.box = new Float64Array(4 * capacity * dimensions)
    this.cut = new Float64Array(capacity)
    this.dimension = new Int32Array(capacity)
    this.sides = new Int32Array(2 * capacity)
    this.parent = new Int32Array(2 * capacity).fill(none)
    this.mass = new Int32Array(2 * capacity)
    this.freeCuts = Array.from({ length: capacity }, (_, i) => capacity - 1 - i)
    this.freeLeaves = Array.from({ length: capacity }, (_, i) => 2 * capacity - 1 - i)
  }

  /** The leaf that now holds the point. There must be room. */
  insert(point: ArrayLike<number>): number {
    if (this.root === none) {
      this.root = this.leafOf(point)
      return this.root
    }
    for (let node = this.root; ; node = this.side(node, point)) {
      const growth = this.growth(node, point)
      if (growth > 0) {
        if (this.separates(node, point, growth)) return this.split(node, point)
        this.stretch(node, point)
      } else if (node >= this.capacity) {
        this.mass[node]! += 1
        return node
      }
      this.mass[node]! += 1
    }
  }

  remove(leaf: number): void {
    const { parent, mass } = this
    let node = parent[leaf]!
    mass[leaf]! -= 1
    if (mass[leaf]! > 0) {
      for (; node !== none; node = parent[node]!) mass[node]! -= 1
      return
    }
    this.freeLeaves.push(leaf)
    if (node === none) {
      this.root = none
      return
    }
    const above = parent[node]!
    const sibling =
      this.sides[2 * node]! === leaf ? this.sides[2 * node + 1]! : this.sides[2 * node]!
    this.replace(node, sibling)
    this.freeCuts.push(node)
    this.shrink(above, leaf)
  }

  /** How strange the point is to this sample: about 1 for an ordinary one, more for a strange one. */
  score(point: ArrayLike<number>): number {
    const { capacity, mass, root } = this
    if (root === none) return 0
    let score = 0
    let left = 1
    let node = root
    let depth = 0
    for (; node < capacity; depth++, node = this.side(node, point)) {
      const growth = this.growth(node, point)
      if (growth > 0) {
        const alone = growth / (this.range(node) + growth)
        score += (left * alone) / (depth + 1)
        left *= 1 - alone
      }
    }
    const own = mass[node]!
    const isKnown = this.growth(node, point) === 0
    const atLeaf = isKnown
      ? (1 - own / (2 * mass[root]!)) / (depth + Math.log2(own + 1))
      : 1 / (depth + 1)
    return (score + left * atLeaf) * Math.log2(mass[root]! + 1)
  }

  /** Adds to `shares` what each dimension, above or below, gives to the score: `[up0, down0, up1, …]`. */
  attribute(point: ArrayLike<number>, shares: Float64Array): void {
    const { capacity, mass, root, dimensions } = this
    if (root === none) return
    const scale = Math.log2(mass[root]! + 1)
    let left = 1
    for (let node = root, depth = 0; ; depth++, node = this.side(node, point)) {
      const isLeaf = node >= capacity
      const growth = this.growth(node, point)
      if (growth > 0) {
        const worth = (left * scale) / ((this.range(node) + growth) * (depth + 1))
        for (let d = 0; d < dimensions; d++) this.shareOf(node, point, d, worth, shares)
        left *= 1 - growth / (this.range(node) + growth)
      } else if (isLeaf) {
        const own = mass[node]!
        const rest = ((1 - own / (2 * mass[root]!)) / (depth + Math.log2(own + 1))) * scale * left
        for (let i = 0; i < 2 * dimensions; i++) shares[i]! += rest / (2 * dimensions)
      }
      if (isLeaf) return
    }
  }

  /** All of the tree, as it must be given to `restore` of one with the same capacity. */
  state(): TreeState {
    const { root, box, cut, dimension, sides, parent, mass, freeCuts, freeLeaves } = this
    const whole = { root, box, cut, dimension, sides, parent, mass }
    return {
      ...whole,
      freeCuts: Int32Array.from(freeCuts),
      freeLeaves: Int32Array.from(freeLeaves),
    }
  }

  restore(state: TreeState): void {
    this.root = state.root
    for (const key of ["box", "cut", "dimension", "sides", "parent", "mass"] as const)
      (this[key] as Float64Array).set(state[key])
    this.freeCuts.splice(0, this.freeCuts.length, ...state.freeCuts)
    this.freeLeaves.splice(0, this.freeLeaves.length, ...state.freeLeaves)
  }

  private side(node: number, point: ArrayLike<number>): number {
    return this.sides[2 * node + (point[this.dimension[node]!]! <= this.cut[node]! ? 0 : 1)]!
  }

  private growth(node: number, point: ArrayLike<number>): number {
    const { box, dimensions } = this
    let growth = 0
    for (let d = 0, at = 2 * dimensions * node; d < dimensions; d++, at += 2) {
      const value = point[d]!
      if (value < box[at]!) growth += box[at]! - value
      else if (value > box[at + 1]!) growth += value - box[at + 1]!
    }
    return growth
  }

  private range(node: number): number {
    const { box, dimensions } = this
    let range = 0
    for (let d = 0, at = 2 * dimensions * node; d < dimensions; d++, at += 2)
      range += box[at + 1]! - box[at]!
    return range
  }

  private shareOf(
    node: number,
    point: ArrayLike<number>,
    d: number,
    worth: number,
    shares: Float64Array,
  ): void {
    const at = 2 * (this.dimensions * node + d)
    const value = point[d]!
    if (value > this.box[at + 1]!) shares[2 * d]! += (value - this.box[at + 1]!) * worth
    else if (value < this.box[at]!) shares[2 * d + 1]! += (this.box[at]! - value) * worth
  }

  private chosen = 0
  private place = 0

  /** Draws a cut of the box with the point in it; whether that parts the point from the box. */
  private separates(node: number, point: ArrayLike<number>, growth: number): boolean {
    const { box, dimensions } = this
    let left = this.next() * (this.range(node) + growth)
    for (let d = 0, at = 2 * dimensions * node; d < dimensions; d++, at += 2) {
      const value = point[d]!
      const least = Math.min(box[at]!, value)
      const greatest = Math.max(box[at + 1]!, value)
      const width = greatest - least
      if (left >= width && d < dimensions - 1) {
        left -= width
        continue
      }
      const cut = least + Math.min(left, width)
      this.chosen = d
      this.place = cut < greatest ? cut : least
      return (
        (value <= this.place && this.place < box[at]!) ||
        (value > this.place && this.place >= box[at + 1]!)
      )
    }
    return false
  }

  /** Puts a new cut, the one just drawn, above the node, and the point beside it. */
  private split(node: number, point: ArrayLike<number>): number {
    const { sides, parent, mass, box, dimensions } = this
    const cut = this.freeCuts.pop()!
    const leaf = this.leafOf(point)
    this.replace(node, cut)
    this.dimension[cut] = this.chosen
    this.cut[cut] = this.place
    const isLow = point[this.chosen]! <= this.place
    sides[2 * cut] = isLow ? leaf : node
    sides[2 * cut + 1] = isLow ? node : leaf
    parent[node] = cut
    parent[leaf] = cut
    mass[cut] = mass[node]! + 1
    const width = 2 * dimensions
    box.copyWithin(cut * width, node * width, (node + 1) * width)
    this.stretch(cut, point)
    return leaf
  }

  private leafOf(point: ArrayLike<number>): number {
    const leaf = this.freeLeaves.pop()!
    const at = 2 * this.dimensions * leaf
    for (let d = 0; d < this.dimensions; d++) {
      this.box[at + 2 * d] = point[d]!
      this.box[at + 2 * d + 1] = point[d]!
    }
    this.mass[leaf] = 1
    this.parent[leaf] = none
    return leaf
  }

  /** Where the node was stands the other one. */
  private replace(node: number, other: number): void {
    const above = this.parent[node]!
    this.parent[other] = above
    if (above === none) this.root = other
    else this.sides[2 * above + (this.sides[2 * above] === node ? 0 : 1)] = other
  }

  private stretch(node: number, point: ArrayLike<number>): void {
    const { box, dimensions } = this
    for (let d = 0, at = 2 * dimensions * node; d < dimensions; d++, at += 2) {
      if (point[d]! < box[at]!) box[at] = point[d]!
      if (point[d]! > box[at + 1]!) box[at + 1] = point[d]!
    }
  }

  /** One point less from here up; boxes are measured anew as long as the point lay on their edge. */
  private shrink(from: number, leaf: number): void {
    const { box, dimensions, sides, mass, parent } = this
    const gone = 2 * dimensions * leaf
    let isEdge = true
    for (let node = from; node !== none; node = parent[node]!) {
      mass[node]! -= 1
      if (!isEdge) continue
      isEdge = false
      const at = 2 * dimensions * node
      const low = 2 * dimensions * sides[2 * node]!
      const high = 2 * dimensions * sides[2 * node + 1]!
      for (let i = 0; i < 2 * dimensions; i += 2) {
        if (box[gone + i] !== box[at + i] && box[gone + i] !== box[at + i + 1]) continue
        isEdge = true
        box[at + i] = Math.min(box[low + i]!, box[high + i]!)
        box[at + i + 1] = Math.max(box[low + i + 1]!, box[high + i + 1]!)
      }
    }
  }
}

export interface TreeState {
  readonly root: number
  readonly box: Float64Array
  readonly cut: Float64Array
  readonly dimension: Int32Array
  readonly sides: Int32Array
  readonly parent: Int32Array
  readonly mass: Int32Array
  readonly freeCuts: Int32Array
  readonly freeLeaves: Int32Array
}

const none = -1
