import type { Event } from "../../ecs/event.ts"
import type { Ledger } from "../../pipeline/ledger.ts"
import type { SimDisk } from "./disk.ts"
import type { SimStore } from "./store.ts"

/** Sees each event as it comes to the centre; the first time of each must be in its sender's order. */
export function openArrivals() {
  const arrived = new Map<string, number[]>()
  const seen = new Set<string>()
  return {
    see(event: Event): void {
      const id = event["event.id"]!
      if (seen.has(id)) return
      seen.add(id)
      const [, sender, number] = /^(.*?)-(\d+)/.exec(id) ?? []
      const numbers = arrived.get(sender!) ?? []
      numbers.push(Number(number))
      arrived.set(sender!, numbers)
    },
    outOfOrder: (): string[] =>
      [...arrived].flatMap(([sender, numbers]) =>
        numbers.some((number, i) => number < (numbers[i - 1] ?? 0))
          ? `${sender} came out of order: ${numbers}`
          : [],
      ),
  }
}

/** Sources of which received = stored + deduplicated does not hold. */
export const imbalances = (ledger: Ledger, store: SimStore): string[] =>
  ["http", "tcp", "file"].flatMap((source) => {
    const rows = ledger.rows().filter((row) => row.source === source)
    const received = rows.reduce((sum, row) => sum + row.received, 0)
    const stored = store.stored.filter((event) => isOf(event, source)).length
    const deduplicated = store.deduplicated.get(source) ?? 0
    if (received === stored + deduplicated) return []
    return `${source}: ${received} received, ${stored} stored, ${deduplicated} deduplicated`
  })

const isOf = (event: Event, source: string) =>
  event["vedette.source"] === source && event["vedette.stream"] !== "alerts"

export const bytesOfSegments = ({ files }: SimDisk): number =>
  [...files].reduce((sum, [path, { bytes }]) => sum + (path.endsWith(".seg") ? bytes.length : 0), 0)
