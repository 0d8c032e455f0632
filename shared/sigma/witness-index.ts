import type { Event } from "../ecs/event.ts"
import { fold, membersAt, type Witness } from "./check.ts"

/** Finds which of many entries have a witness in an event, with one pass over each field. */
export interface WitnessIndex {
  /** Calls `found` at least once for each entry that may hold. */
  candidates(event: Event, found: (entry: number) => void): void
}

interface Literal {
  readonly entry: number
  readonly text: string
  /** Where the gram that it is filed under stands in it. */
  readonly offset: number
}

interface FieldIndex {
  readonly keys: readonly string[]
  readonly whole: Map<string, number[]>
  readonly short: Literal[]
  readonly grams: Map<number, Literal[]>
  /** A bit for each gram's hash, so that most positions cost no look-up. */
  readonly filter: Uint8Array
}

/** Length of the pieces that literals are filed under. */
const gramChars = 4
const filterSize = 1 << 16

export function indexWitnesses(entries: readonly (readonly Witness[])[]): WitnessIndex {
  const fields = new Map<string, FieldIndex>()
  const common = countGrams(entries)
  entries.forEach((witnesses, entry) => {
    for (const witness of witnesses) add(fieldFor(fields, witness.keys), entry, witness, common)
  })
  const all = [...fields.values()]
  return {
    candidates(event, found) {
      for (const field of all) {
        for (const member of membersAt(event, field.keys)) {
          look(field, typeof member === "string" ? fold(member) : String(member), found)
        }
      }
    },
  }
}

function look(field: FieldIndex, text: string, found: (entry: number) => void): void {
  const whole = field.whole.get(text)
  if (whole) for (const entry of whole) found(entry)
  for (const { entry, text: wanted } of field.short) if (text.includes(wanted)) found(entry)
  if (field.grams.size === 0) return
  for (let at = 0; at <= text.length - gramChars; at++) {
    const gram = gramAt(text, at)
    if (field.filter[bucketOf(gram)] === 0) continue
    const literals = field.grams.get(gram)
    if (!literals) continue
    for (const { entry, text: wanted, offset } of literals) {
      if (at >= offset && text.startsWith(wanted, at - offset)) found(entry)
    }
  }
}

function fieldFor(fields: Map<string, FieldIndex>, keys: readonly string[]): FieldIndex {
  const name = keys.join("\n")
  let field = fields.get(name)
  if (!field) {
    const filter = new Uint8Array(filterSize)
    field = { keys, whole: new Map(), short: [], grams: new Map(), filter }
    fields.set(name, field)
  }
  return field
}

function add(
  field: FieldIndex,
  entry: number,
  { text, whole }: Witness,
  common: ReadonlyMap<number, number>,
): void {
  if (whole) {
    file(field.whole, text, entry)
    return
  }
  if (text.length < gramChars) {
    field.short.push({ entry, text, offset: 0 })
    return
  }
  const offset = rarest(text, common)
  const gram = gramAt(text, offset)
  file(field.grams, gram, { entry, text, offset })
  field.filter[bucketOf(gram)] = 1
}

function file<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const items = map.get(key)
  if (items) items.push(item)
  else map.set(key, [item])
}

/** A 32-bit mix of four characters. Two texts may share it: the literal is compared in full. */
function gramAt(text: string, at: number): number {
  const high = Math.imul(text.charCodeAt(at), 0x9e3779b1) ^ Math.imul(text.charCodeAt(at + 1), 31)
  return high ^ (text.charCodeAt(at + 2) << 8) ^ Math.imul(text.charCodeAt(at + 3), 0x85ebca6b)
}

const bucketOf = (gram: number): number => (gram ^ (gram >>> 16)) & (filterSize - 1)

/** How often each gram occurs in the literals: what is frequent there is frequent in logs too. */
function countGrams(entries: readonly (readonly Witness[])[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const witnesses of entries) {
    for (const { text } of witnesses) {
      for (let at = 0; at <= text.length - gramChars; at++) {
        const gram = gramAt(text, at)
        counts.set(gram, (counts.get(gram) ?? 0) + 1)
      }
    }
  }
  return counts
}

function rarest(text: string, common: ReadonlyMap<number, number>): number {
  let best = 0
  let fewest = Number.POSITIVE_INFINITY
  for (let at = 0; at <= text.length - gramChars; at++) {
    const count = common.get(gramAt(text, at)) ?? 0
    if (count < fewest) {
      fewest = count
      best = at
    }
  }
  return best
}
