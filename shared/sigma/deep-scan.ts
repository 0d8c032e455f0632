import { isScannable } from "./gram.ts"
import { anchors, type GroupPlan } from "./plan.ts"
import { type Finder, Scan } from "./scan.ts"
import { ScanBuilder } from "./scan-plan.ts"

/** In longer values texts are not looked for one by one. */
export const longCharsMin = 8192

/**
 * Looks in long values for all texts at once that the group asks for in a field, so that a value of
 * a million characters that holds every one of them costs one pass. Made when first needed.
 */
export class DeepScans {
  readonly #plan: GroupPlan
  readonly #finder: Finder
  readonly #scans = new Map<number, { readonly scan: Scan; epoch: number }>()

  constructor(plan: GroupPlan, finder: Finder) {
    this.#plan = plan
    this.#finder = finder
  }

  /** Whether the scan of the field decides the leaf. */
  covers(leaf: number): boolean {
    const { leafAnchor, leafText } = this.#plan
    return leafAnchor[leaf] === anchors.inside && isScannable(leafText[leaf] as string, true)
  }

  run(slot: number, text: string, epoch: number): void {
    let known = this.#scans.get(slot)
    if (!known) {
      known = { scan: this.#make(slot), epoch: 0 }
      this.#scans.set(slot, known)
    }
    if (known.epoch === epoch) return
    known.epoch = epoch
    known.scan.run(text, epoch)
  }

  forget(): void {
    this.#scans.clear()
  }

  #make(slot: number): Scan {
    const { leafKind, leafSlot, leafText, leafScanned } = this.#plan
    const builder = new ScanBuilder(slot)
    for (let leaf = 0; leaf < leafKind.length; leaf++) {
      if (leafKind[leaf] !== 0 || leafSlot[leaf] !== slot || leafScanned[leaf]) continue
      if (this.covers(leaf)) builder.literal(leafText[leaf] as string, "inside").marks.push(~leaf)
    }
    return new Scan(builder.build(), this.#finder)
  }
}
