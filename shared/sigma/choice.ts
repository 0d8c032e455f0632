import type { Witness } from "./witness.ts"

/** Stands for all fields together: keywords are looked for in each. */
export const keywordSlot = -1

/** Nanoseconds, roughly: to try a rule, to read and scan a field, to scan all fields. */
const tryNs = 200
const slotNs = 120
const keywordNs = 5000

const rounds = 3

/**
 * Chooses a witness for each entry, so that few rules are tried in vain and few fields are looked
 * into: a field that is looked into anyway costs nothing more.
 */
export function choose(
  choices: readonly (readonly Witness[])[],
  slotsOf: (witness: Witness) => ReadonlySet<number>,
): Witness[] {
  const users = new Map<number, number>()
  const use = (slots: ReadonlySet<number>, by: number) => {
    for (const slot of slots) users.set(slot, (users.get(slot) ?? 0) + by)
  }
  const options = choices.map((witnesses) =>
    witnesses.map((witness) => ({ witness, slots: slotsOf(witness) })),
  )
  const price = ({ witness, slots }: { witness: Witness; slots: ReadonlySet<number> }) => {
    let sum = witness.cost * tryNs
    for (const slot of slots)
      sum += (slot === keywordSlot ? keywordNs : slotNs) / ((users.get(slot) ?? 0) + 1)
    return sum
  }
  const taken = options.map((list) => {
    const best = least(list, ({ witness }) => witness.cost)
    use(best.slots, 1)
    return best
  })
  for (let round = 0; round < rounds; round++) {
    options.forEach((list, at) => {
      use((taken[at] as (typeof taken)[number]).slots, -1)
      const best = least(list, price)
      use(best.slots, 1)
      taken[at] = best
    })
  }
  return taken.map(({ witness }) => witness)
}

function least<Item>(items: readonly Item[], by: (item: Item) => number): Item {
  return items.reduce((best, item) => (by(item) < by(best) ? item : best))
}
