/** What we wrote about an event ourselves did not happen, and an id may hold any short word. */
const own = /^(?:vedette\.|ecs\.|event\.(?:id|created|ingested|hash)$)/

/** Whether keywords are sought in a field: in all that a sender said. */
export function isSearched(key: string): boolean {
  let searched = known.get(key)
  if (searched === undefined) {
    if (known.size >= knownMax) known.clear()
    searched = !own.test(key)
    known.set(key, searched)
  }
  return searched
}

const known = new Map<string, boolean>()
const knownMax = 4096
