/** What we wrote about an event ourselves did not happen, and an id may hold any short word. */
const own = /^(?:vedette\.|ecs\.|event\.(?:id|created|ingested|hash)$)/

/** Whether keywords are sought in a field: in all that a sender said. */
export const isSearched = (key: string): boolean => !own.test(key)
