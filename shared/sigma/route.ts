import { type Event, fieldOf } from "../ecs/event.ts"
import { belongs, factKeys, factsOf, type Logsource } from "./logsource.ts"
import { programsOf } from "./logsource-tables.ts"

/** Kinds of event that are remembered. Beyond it (senders choose the names) it starts anew. */
const kindsMax = 4096

type Branch = Map<unknown, Branch>

/**
 * Which of the logsources an event belongs to, as indexes. What it was told once for the same values
 * of the same keys it remembers.
 */
export function routerOf(logsources: readonly Logsource[]): (event: Event) => readonly number[] {
  const services = [...new Set(logsources.flatMap(({ service }) => service ?? []))]
  const programs = new Map<string, string>()
  const programClass = (name: string) => {
    let known = programs.get(name)
    if (known === undefined) {
      if (programs.size >= kindsMax) programs.clear()
      const lower = name.toLowerCase()
      const speaksFor = (service: string) =>
        programsOf(service).some((one) => lower.startsWith(one))
      known = services.filter(speaksFor).join()
      programs.set(name, known)
    }
    return known
  }
  let root: Branch = new Map()
  let kinds = 0
  const found = new Map<Branch, readonly number[]>()
  return (event) => {
    let branch = root
    for (let at = 0; at < factKeys.length; at++) {
      const key = factKeys[at] as string
      const value = fieldOf(event, key)
      let fact: unknown = typeof value === "object" ? joined(value) : value
      if (key === "process.name" && typeof fact === "string") fact = programClass(fact)
      let next = branch.get(fact)
      if (next === undefined) {
        next = new Map()
        branch.set(fact, next)
      }
      branch = next
    }
    let groups = found.get(branch)
    if (groups === undefined) {
      if (++kinds > kindsMax) {
        kinds = 0
        root = new Map()
        found.clear()
      }
      const facts = factsOf(event)
      groups = logsources.flatMap((logsource, at) => (belongs(logsource, facts) ? at : []))
      found.set(branch, groups)
    }
    return groups
  }
}

/** Alike for lists that hold the same. */
const joined = (value: readonly unknown[] | null): unknown =>
  value?.length === 1 ? value[0] : String(value)
