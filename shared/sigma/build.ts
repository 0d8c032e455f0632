import type { Check, Leaf } from "./check.ts"
import { choose, keywordSlot } from "./choice.ts"
import { isScannable } from "./gram.ts"
import type { Logsource } from "./logsource.ts"
import { anchors, type GroupPlan, leafKinds, nodeKinds, type Plan } from "./plan.ts"
import type { CompiledRule } from "./rule.ts"
import { ScanBuilder, startsOf } from "./scan-plan.ts"
import { type Witness, witnessesOf } from "./witness.ts"

/** Arranges compiled rules for running. */
export function planOf(compiled: readonly CompiledRule[]): Plan {
  const slots = new Lists()
  const groups = new Map<string, GroupBuilder>()
  compiled.forEach(({ rule: { logsource }, check }, index) => {
    const key = [logsource.product, logsource.category, logsource.service].join("\n")
    let group = groups.get(key)
    if (!group) {
      group = new GroupBuilder(logsource, slots)
      groups.set(key, group)
    }
    group.add(index, check)
  })
  return { groups: [...groups.values()].map((group) => group.build()), slots: slots.keys }
}

interface Node {
  readonly kind: number
  readonly children: readonly number[]
}

/** Lists of texts by number; those that hold the same are one. */
class Lists {
  readonly keys: (readonly string[])[] = []
  readonly #known = new Map<string, number>()

  /** Leaves of one item have the same. */
  readonly #lists = new Map<readonly string[], number>()

  of(keys: readonly string[]): number {
    let slot = this.#lists.get(keys)
    if (slot === undefined) {
      slot = this.#named(keys)
      this.#lists.set(keys, slot)
    }
    return slot
  }

  #named(keys: readonly string[]): number {
    const name = keys.join("\n")
    const known = this.#known.get(name)
    if (known !== undefined) return known
    this.#known.set(name, this.keys.length)
    return this.keys.push(keys) - 1
  }
}

/** Lists at least as long are decided by the scans alone. */
const listedMin = 16

class GroupBuilder {
  readonly #logsource: Logsource
  readonly #slots: Lists
  readonly #modifiers = new Lists()
  readonly #leaves: Leaf[] = []
  readonly #knownLeaves = new Map<string, Map<Leaf["value"], number>>()
  #lastLike:
    | (Pick<Leaf, "kind" | "keys" | "modifiers"> & { leaves: Map<Leaf["value"], number> })
    | undefined
  readonly #scanned: boolean[] = []
  readonly #nodes: Node[] = []
  readonly #knownNodes = new Map<string, number>()
  readonly #rules: number[] = []
  readonly #roots: number[] = []
  readonly #always: number[] = []
  readonly #choices: { entry: number; witnesses: readonly Witness[] }[] = []
  readonly #scans = new Map<number, ScanBuilder>()

  constructor(logsource: Logsource, slots: Lists) {
    this.#logsource = logsource
    this.#slots = slots
  }

  add(rule: number, check: Check): void {
    const entry = this.#rules.push(rule) - 1
    this.#roots.push(this.#reference(check))
    const witnesses = witnessesOf(check)
    if (witnesses.length === 0) this.#always.push(entry)
    else this.#choices.push({ entry, witnesses })
  }

  /** Files each entry under one of its witnesses. */
  #fileEntries(): void {
    const slotsOf = ({ leaves }: Witness) => new Set(leaves.map((leaf) => this.#slotOf(leaf)))
    const chosen = choose(
      this.#choices.map(({ witnesses }) => witnesses),
      slotsOf,
    )
    this.#choices.forEach(({ entry }, at) => {
      const { leaves } = chosen[at] as Witness
      for (const leaf of leaves) this.#scan(this.#leaf(leaf)).forEach(file(entry))
    })
  }

  #slotOf({ kind, keys }: Leaf): number {
    return kind === "keyword" ? keywordSlot : this.#slots.of(keys)
  }

  build(): GroupPlan {
    this.#fileEntries()
    this.#scanKeywords()
    const keywords = this.#scans.get(keywordSlot)
    return {
      logsource: this.#logsource,
      ...this.#leafColumns(),
      nodeKind: Uint8Array.from(this.#nodes, ({ kind }) => kind),
      nodeFrom: startsOf(this.#nodes.map(({ children }) => children)),
      children: Int32Array.from(this.#nodes.flatMap(({ children }) => children)),
      rules: Int32Array.from(this.#rules),
      roots: Int32Array.from(this.#roots),
      always: Int32Array.from(this.#always),
      scans: [...this.#scans].flatMap(([slot, scan]) => (slot === keywordSlot ? [] : scan.build())),
      keywords: keywords?.build(),
    }
  }

  /** Where every field is looked through anyway, that is done for all keywords. */
  #scanKeywords(): void {
    if (!this.#scans.has(keywordSlot)) return
    this.#leaves.forEach(({ kind, exact, texts }, index) => {
      if (kind === "keyword" && exact && isScannable(texts?.[0] ?? "", true)) this.#scan(index)
    })
  }

  /** Has the leaf looked for; returns its texts as they are filed. */
  #scan(index: number) {
    const leaf = this.#leaves[index] as Leaf
    const { exact, texts = [] } = leaf
    const slot = this.#slotOf(leaf)
    let scan = this.#scans.get(slot)
    if (!scan) {
      scan = new ScanBuilder(slot)
      this.#scans.set(slot, scan)
    }
    const builder = scan
    const literals = texts.map((text) => builder.literal(text, exact ?? "inside"))
    if (exact && !this.#scanned[index]) {
      this.#scanned[index] = true
      literals[0]?.marks.push(~index)
    }
    return literals
  }

  #reference(check: Check): number {
    if (check.kind === "not") return this.#node(nodeKinds.not, [this.#reference(check.check)])
    if (check.kind !== "all" && check.kind !== "any") return ~this.#leaf(check)
    const children = [...new Set(check.checks.map((one) => this.#reference(one)))]
    children.sort((a, b) => this.#costOf(a) - this.#costOf(b))
    if (check.kind === "all") return this.#node(nodeKinds.all, children)
    const listed = children.filter((child) => this.#isScannable(child))
    if (listed.length < listedMin) return this.#node(nodeKinds.any, children)
    const others = children.filter((child) => !this.#isScannable(child))
    const list = this.#list(listed)
    return others.length === 0 ? list : this.#node(nodeKinds.any, [list, ...others])
  }

  /** A list of texts that the scans decide. */
  #list(children: readonly number[]): number {
    const before = this.#nodes.length
    const node = this.#node(nodeKinds.listed, children)
    if (node === before) for (const child of children) this.#scan(~child)[0]?.marks.push(node)
    return node
  }

  /** How much it takes to decide, roughly: what is cheap is asked first. */
  #costOf(reference: number): number {
    if (reference < 0) {
      const { kind, exact } = this.#leaves[~reference] as Leaf
      if (kind === "keyword") return 200
      return exact === "inside" ? 4 : exact || kind !== "value" ? 1 : 20
    }
    const { kind, children } = this.#nodes[reference] as Node
    if (kind === nodeKinds.listed) return 0
    return 1 + children.reduce((sum, child) => sum + this.#costOf(child), 0)
  }

  #isScannable(reference: number): boolean {
    if (reference >= 0) return false
    const { exact, texts, kind } = this.#leaves[~reference] as Leaf
    return kind === "value" && !!exact && isScannable(texts?.[0] ?? "", exact === "inside")
  }

  #leaf(leaf: Leaf): number {
    const alike = this.#leavesLike(leaf)
    const known = alike.get(leaf.value)
    if (known !== undefined) return known
    alike.set(leaf.value, this.#leaves.length)
    return this.#leaves.push(leaf) - 1
  }

  /** Leaves that ask the same of the same field, by value. Those of one item follow each other. */
  #leavesLike({ kind, keys, others, modifiers }: Leaf): Map<Leaf["value"], number> {
    const last = this.#lastLike
    if (last && last.keys === keys && last.modifiers === modifiers && last.kind === kind && !others)
      return last.leaves
    const other = others ? this.#slots.of(others) : ""
    const name = `${kind} ${this.#slots.of(keys)} ${other} ${modifiers.join("|")}`
    let leaves = this.#knownLeaves.get(name)
    if (!leaves) {
      leaves = new Map()
      this.#knownLeaves.set(name, leaves)
    }
    this.#lastLike = others ? undefined : { kind, keys, modifiers, leaves }
    return leaves
  }

  #node(kind: number, children: readonly number[]): number {
    const key = `${kind} ${children.join(" ")}`
    const known = this.#knownNodes.get(key)
    if (known !== undefined) return known
    this.#knownNodes.set(key, this.#nodes.length)
    return this.#nodes.push({ kind, children }) - 1
  }

  #leafColumns() {
    const leaves = this.#leaves
    return {
      leafKind: Uint8Array.from(leaves, ({ kind }) => leafKinds.indexOf(kind)),
      leafSlot: Int32Array.from(leaves, ({ keys }) => this.#slots.of(keys)),
      leafOther: Int32Array.from(leaves, ({ others }) => (others ? this.#slots.of(others) : -1)),
      leafModifiers: Uint16Array.from(leaves, ({ modifiers }) => this.#modifiers.of(modifiers)),
      modifiers: this.#modifiers.keys,
      leafValue: leaves.map(({ value }) => value),
      leafText: leaves.map(({ exact, texts }) => (exact && texts?.[0]) || ""),
      leafAnchor: Uint8Array.from(leaves, ({ exact }) => anchors[exact ?? "none"]),
      leafScanned: Uint8Array.from(leaves, (_, at) => (this.#scanned[at] ? 1 : 0)),
    }
  }
}

const file =
  (entry: number) =>
  ({ posts }: { readonly posts: number[] }) => {
    if (posts.at(-1) !== entry) posts.push(entry)
  }
