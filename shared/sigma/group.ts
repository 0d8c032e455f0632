import { type Event, fieldOf } from "../ecs/event.ts"
import { type Anchor, type Leaf, presentKey, standsIn, valueAt } from "./check.ts"
import { DeepScans, longCharsMin } from "./deep-scan.ts"
import { isSearched } from "./keyword-fields.ts"
import { keywordKey, leafTest, membersOf, somePasses } from "./leaf-test.ts"
import {
  anchorNames,
  anchors,
  type GroupPlan,
  leafKinds,
  nodeKinds,
  type ScanPlan,
} from "./plan.ts"
import { type Finder, Scan } from "./scan.ts"
import type { Slots } from "./slots.ts"
import type { Matched } from "./types.ts"
import { compileValue, type ValueTest } from "./value.ts"

/** Runs the rules of one logsource. Each question is asked at most once for an event. */
export class Group implements Finder {
  readonly plan: GroupPlan
  readonly #slots: Slots
  readonly #scans: readonly Scan[]
  readonly #keywords: Scan | undefined
  readonly #deep: DeepScans
  /** Twice the event's number, plus one where it held. */
  readonly #leafMemo: Int32Array
  readonly #nodeMemo: Int32Array
  /** The event's number for which an entry was last tried. */
  readonly #tried: Int32Array
  readonly #candidates: Int32Array
  #candidateCount = 0
  #epoch = 0
  #event = {} as Event
  /** Compiled when first asked. */
  readonly #tests: (((event: Event) => boolean) | undefined)[]
  readonly #valueTests: (ValueTest | undefined)[]

  constructor(plan: GroupPlan, slots: Slots) {
    this.plan = plan
    this.#slots = slots
    this.#scans = plan.scans.map((scan) => new Scan(scan, this))
    this.#keywords = plan.keywords && new Scan(plan.keywords, this)
    this.#deep = new DeepScans(plan, this)
    this.#leafMemo = new Int32Array(plan.leafKind.length)
    this.#nodeMemo = new Int32Array(plan.nodeKind.length)
    this.#tried = new Int32Array(plan.rules.length)
    this.#candidates = new Int32Array(plan.rules.length)
    this.#tests = new Array(plan.leafKind.length).fill(undefined)
    this.#valueTests = new Array(plan.leafKind.length).fill(undefined)
  }

  /** Calls `found` with the index of each rule that matches. */
  match(event: Event, epoch: number, found: (rule: number) => void): void {
    const { always, roots, rules } = this.plan
    this.start(event, epoch)
    for (let at = 0; at < this.#candidateCount; at++) {
      const entry = this.#candidates[at] as number
      if (this.#holds(roots[entry] as number)) found(rules[entry] as number)
    }
    for (let at = 0; at < always.length; at++) {
      const entry = always[at] as number
      if (this.#holds(roots[entry] as number)) found(rules[entry] as number)
    }
  }

  /** Writes what made the condition of a rule hold. */
  explain(event: Event, epoch: number, rule: number, out: Matched[]): void {
    this.start(event, epoch)
    const root = this.plan.roots[this.plan.rules.indexOf(rule)] as number
    if (this.#holds(root)) this.#explain(root, out)
  }

  /** Looks for all texts in the event: the candidates and what the scans decide are known then. */
  private start(event: Event, epoch: number): void {
    this.#event = event
    this.#epoch = epoch
    this.#candidateCount = 0
    for (let at = 0; at < this.#scans.length; at++) {
      const scan = this.#scans[at] as Scan
      const text = this.#slots.text(scan.slot)
      if (text !== undefined) scan.run(text, epoch)
      else this.#scanMembers(scan)
    }
    if (this.#keywords) this.#scanAll(this.#keywords)
  }

  forget(): void {
    for (const memo of [this.#leafMemo, this.#nodeMemo, this.#tried]) memo.fill(0)
    for (const scan of this.#scans) scan.forget()
    this.#keywords?.forget()
    this.#deep.forget()
  }

  #scanMembers(scan: Scan): void {
    const value = this.#slots.raw(scan.slot)
    if (value === undefined) return
    for (const member of membersOf(value)) scan.run(String(member), this.#epoch)
  }

  #scanAll(scan: Scan): void {
    for (const key in this.#event) {
      if (!isSearched(key)) continue
      const value = fieldOf(this.#event, key)
      if (typeof value === "string") scan.run(value, this.#epoch)
      else for (const member of membersOf(value)) scan.run(String(member), this.#epoch)
    }
  }

  found({ markFrom, marks, postFrom, posts }: ScanPlan, text: number): void {
    const yes = this.#epoch * 2 + 1
    for (let at = markFrom[text] as number; at < (markFrom[text + 1] as number); at++) {
      const reference = marks[at] as number
      if (reference < 0) this.#leafMemo[~reference] = yes
      else this.#nodeMemo[reference] = yes
    }
    for (let at = postFrom[text] as number; at < (postFrom[text + 1] as number); at++) {
      const entry = posts[at] as number
      if (this.#tried[entry] === this.#epoch) continue
      this.#tried[entry] = this.#epoch
      this.#candidates[this.#candidateCount++] = entry
    }
  }

  #holds(reference: number): boolean {
    if (reference < 0) return this.#leafHolds(~reference)
    const memo = this.#nodeMemo[reference] as number
    if (memo >> 1 === this.#epoch) return (memo & 1) === 1
    const holds = this.#decide(reference)
    this.#nodeMemo[reference] = this.#epoch * 2 + (holds ? 1 : 0)
    return holds
  }

  #decide(node: number): boolean {
    const { nodeKind, nodeFrom, children } = this.plan
    const kind = nodeKind[node]
    const from = nodeFrom[node] as number
    if (kind === nodeKinds.listed) return false // the scans would have said so
    if (kind === nodeKinds.not) return !this.#holds(children[from] as number)
    const end = nodeFrom[node + 1] as number
    const settles = kind === nodeKinds.any
    for (let at = from; at < end; at++)
      if (this.#holds(children[at] as number) === settles) return settles
    return !settles
  }

  #leafHolds(leaf: number): boolean {
    const memo = this.#leafMemo[leaf] as number
    if (memo >> 1 === this.#epoch) return (memo & 1) === 1
    if (this.plan.leafScanned[leaf]) return false
    const holds = this.#ask(leaf)
    this.#leafMemo[leaf] = this.#epoch * 2 + (holds ? 1 : 0)
    return holds
  }

  #ask(leaf: number): boolean {
    const { leafKind, leafSlot, leafAnchor, leafText } = this.plan
    if (leafKind[leaf] !== 0) {
      this.#tests[leaf] ??= leafTest(this.#leaf(leaf))
      return this.#tests[leaf](this.#event)
    }
    const slot = leafSlot[leaf] as number
    const anchor = leafAnchor[leaf] as number
    const text = this.#slots.text(slot)
    if (text !== undefined && text.length >= longCharsMin && this.#deep.covers(leaf)) {
      this.#deep.run(slot, text, this.#epoch)
      return this.#leafMemo[leaf] === this.#epoch * 2 + 1
    }
    if (anchor === anchors.inside && text !== undefined)
      return this.#slots.folded(slot)?.includes(leafText[leaf] as string) === true
    if (anchor !== anchors.none && text !== undefined)
      return standsIn(text, leafText[leaf] as string, anchorNames[anchor] as Anchor)
    const { test, testFolded } = this.#valueTest(leaf)
    if (testFolded && text !== undefined) return testFolded(this.#slots.folded(slot) as string)
    return somePasses(this.#slots.raw(slot), test)
  }

  #valueTest(leaf: number): ValueTest {
    const { leafValue, leafModifiers, modifiers } = this.plan
    const own = modifiers[leafModifiers[leaf] as number] ?? []
    this.#valueTests[leaf] ??= compileValue(leafValue[leaf], own)
    return this.#valueTests[leaf]
  }

  #leaf(leaf: number): Leaf {
    const { leafKind, leafSlot, leafOther, leafModifiers, leafValue, modifiers } = this.plan
    const other = leafOther[leaf] as number
    return {
      kind: leafKinds[leafKind[leaf] as number] as Leaf["kind"],
      keys: this.#slots.keys[leafSlot[leaf] as number] ?? [],
      modifiers: modifiers[leafModifiers[leaf] as number] ?? [],
      value: leafValue[leaf] as Leaf["value"],
      ...(other >= 0 && { others: this.#slots.keys[other] ?? [] }),
    }
  }

  #explain(reference: number, out: Matched[]): void {
    if (reference < 0) {
      out.push(matchedOf(this.#leaf(~reference), this.#event))
      return
    }
    const { nodeKind, nodeFrom, children } = this.plan
    if (nodeKind[reference] === nodeKinds.not) return
    for (let at = nodeFrom[reference] as number; at < (nodeFrom[reference + 1] as number); at++)
      if (this.#holds(children[at] as number)) this.#explain(children[at] as number, out)
  }
}

/** What a leaf that holds says of the event. */
function matchedOf({ kind, keys, modifiers, value }: Leaf, event: Event): Matched {
  const first = keys[0] ?? ""
  if (kind === "absent") return { field: first, value: "", pattern: "null" }
  if (kind === "exists" || kind === "reference") {
    const pattern = `${kind === "exists" ? "exists" : "fieldref"}: ${value}`
    const field = presentKey(event, keys) ?? first
    return { field, value: String(valueAt(event, keys) ?? ""), pattern }
  }
  const { test, pattern } = compileValue(value, modifiers)
  const field = (kind === "keyword" ? keywordKey(event, test) : presentKey(event, keys)) ?? first
  const member = membersOf(valueAt(event, [field])).find(test)
  return { field, value: String(member ?? ""), pattern }
}
