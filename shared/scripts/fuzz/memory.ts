import { heapStats } from "bun:jsc"
import { readFileSync } from "node:fs"

export interface Memory {
  readonly heapBytes: number
  readonly rssBytes: number
}

/** What is held after garbage has been collected. */
export async function memoryHeld(): Promise<Memory> {
  for (let turn = 0; turn < 3; turn++) {
    Bun.gc(true)
    await Bun.sleep(1)
  }
  const { heapSize, extraMemorySize } = heapStats()
  const pages = Number(readFileSync("/proc/self/statm", "latin1").split(" ")[1])
  return { heapBytes: heapSize + extraMemorySize, rssBytes: pages * 4096 }
}

const heapGrowthMax = 16 * 2 ** 20
const rssGrowthMax = 96 * 2 ** 20

/** How memory grew, if by more than noise. */
export function growthOf(before: Memory, after: Memory): string | undefined {
  const heap = after.heapBytes - before.heapBytes
  const rss = after.rssBytes - before.rssBytes
  if (heap <= heapGrowthMax && rss <= rssGrowthMax) return undefined
  return `the heap by ${mib(heap)} MiB, the process by ${mib(rss)} MiB`
}

const mib = (bytes: number) => Math.round(bytes / 2 ** 20)
