import { hashes, leadHashes, lookAt, lookedText } from "./features.ts"
import { numberOf, type Vocabulary } from "./vocabulary.ts"

/** The text that is being read: its features by number, and its forms once somebody asks for them. */
export interface Reading {
  /** Goes up with each text: what is remembered under another is of another text. */
  now: number
  /** Numbers of the known features, each once, in `ids[0 … distinct)`; how often each stands there. */
  readonly ids: Int32Array
  readonly counts: Int32Array
  distinct: number
  /** Of what stands behind dashes and slashes, in `leads[0 … led)`. */
  readonly leads: Int32Array
  led: number
  /** Features in all, and those of them that have a number below `columns`. */
  all: number
  known: number
  take(text: string): void
  has(id: number): boolean
  plain(): string
  raw(): string
  /** Words that begin with a dash. */
  options(): readonly string[]
}

/** @param columns features below are those of the model */
export function openReading(vocabulary: Vocabulary, columns: number): Reading {
  const seenAt = new Int32Array(vocabulary.size)
  const counts = new Int32Array(vocabulary.size)
  let text = ""
  let length = 0
  let plain: string | undefined
  let raw: string | undefined
  let options: readonly string[] | undefined
  const reading: Reading = {
    now: 0,
    ids: new Int32Array(vocabulary.size),
    counts,
    distinct: 0,
    leads: new Int32Array(vocabulary.size),
    led: 0,
    all: 0,
    known: 0,
    take(given) {
      text = given
      const now = ++reading.now
      plain = undefined
      raw = undefined
      options = undefined
      const looked = lookAt(given)
      length = looked.length
      const { ids } = reading
      let distinct = 0
      let known = 0
      for (let i = 0; i < looked.count; i++) {
        const id = numberOf(vocabulary, hashes[i]!)
        if (id < 0) continue
        if (id < columns) known++
        if (seenAt[id] === now) counts[id]!++
        else {
          seenAt[id] = now
          counts[id] = 1
          ids[distinct++] = id
        }
      }
      let led = 0
      for (let i = 0; i < looked.hooks; i++) {
        const id = numberOf(vocabulary, leadHashes[i]!)
        if (id < 0 || seenAt[id] === now) continue
        seenAt[id] = now
        reading.leads[led++] = id
      }
      reading.led = led
      reading.distinct = distinct
      reading.all = looked.count
      reading.known = known
    },
    has: (id) => seenAt[id] === reading.now,
    plain() {
      plain ??= lookedText(length)
      return plain
    },
    raw() {
      raw ??= text.toLowerCase()
      return raw
    },
    options() {
      options ??=
        reading
          .plain()
          .match(optionWord)
          ?.map((option) => option.slice(1)) ?? []
      return options
    },
  }
  return reading
}

const optionWord = / -[a-z][\w-]+/g
