import type { Anchor, Leaf } from "./check.ts"
import type { Logsource } from "./logsource.ts"

/**
 * The rules of a set, arranged for running: plain data, so that it can be made in another thread.
 * A *reference* names a part of a condition within its group: `~index` of a leaf, or a node's index.
 */
export interface Plan {
  /** Key lists of fields; a slot is an index into it. */
  readonly slots: readonly (readonly string[])[]
  readonly groups: readonly GroupPlan[]
}

export const nodeKinds = { all: 0, any: 1, not: 2, listed: 3 } as const
export const anchors = { none: 0, whole: 1, start: 2, end: 3, inside: 4 } as const
export const anchorNames: readonly (Anchor | "none")[] = ["none", "whole", "start", "end", "inside"]
export const leafKinds: readonly Leaf["kind"][] = [
  "value",
  "keyword",
  "absent",
  "exists",
  "reference",
]

/** The rules of one logsource. What two of them ask is there once. */
export interface GroupPlan {
  readonly logsource: Logsource
  readonly leafKind: Uint8Array
  readonly leafSlot: Int32Array
  readonly leafOther: Int32Array
  /** An index into `modifiers`. */
  readonly leafModifiers: Uint16Array
  readonly modifiers: readonly (readonly string[])[]
  readonly leafValue: readonly Leaf["value"][]
  /** With an anchor the text decides alone. */
  readonly leafText: readonly string[]
  readonly leafAnchor: Uint8Array
  /** The scans tell whether the leaf holds. */
  readonly leafScanned: Uint8Array
  readonly nodeKind: Uint8Array
  /** Where a node's children start; those of the next follow. */
  readonly nodeFrom: Int32Array
  readonly children: Int32Array
  /** Of each entry: the index of the rule and the reference of its condition. */
  readonly rules: Int32Array
  readonly roots: Int32Array
  /** Entries that no text leads to. */
  readonly always: Int32Array
  readonly scans: readonly ScanPlan[]
  /** Over each value of the event. */
  readonly keywords: ScanPlan | undefined
}

/** Texts that are looked for in one field, and what each leads to. */
export interface ScanPlan {
  readonly slot: number
  readonly texts: readonly string[]
  readonly anchors: Uint8Array
  /** Texts too short for a gram: those that have their place, and those that may stand anywhere. */
  readonly shorts: Int32Array
  readonly shortKinds: Int32Array
  readonly wides: Int32Array
  /** Distances from the start, and from the end, at which texts with a place have their gram. */
  readonly startOffsets: Int32Array
  readonly endOffsets: Int32Array
  readonly hasInside: boolean
  /** Some hold more than ASCII. */
  readonly hasWide: boolean
  /** Texts that may stand anywhere have a piece for each of so many places next to each other. */
  readonly stride: 1 | 2 | 4
  /** Whether any gram hashes there. */
  readonly filter: Uint8Array
  readonly filterShift: number
  /** A hash of grams: where the pieces of a bucket start. */
  readonly shift: number
  readonly bucketFrom: Int32Array
  readonly pieceGram: Int32Array
  readonly pieceText: Int32Array
  readonly pieceOffset: Int32Array
  /** How far from its gram a text has another one, and which: few texts are compared in vain. */
  readonly pieceStep: Int32Array
  readonly pieceOther: Int32Array
  /** What holds when the text is there, as references; and the entries to try. */
  readonly markFrom: Int32Array
  readonly marks: Int32Array
  readonly postFrom: Int32Array
  readonly posts: Int32Array
}
