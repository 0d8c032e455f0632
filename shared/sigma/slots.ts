import { type Event, fieldOf, type Value } from "../ecs/event.ts"
import { foldText } from "./fold.ts"
import { insideMark, readKey } from "./walk.ts"

/** The fields that rules read, each read at most once for an event. */
export class Slots {
  readonly keys: readonly (readonly string[])[]
  /** Of each key, whether it is a field's name and no more. */
  readonly #plain: readonly (readonly boolean[])[]
  readonly #stamp: Int32Array
  readonly #raw: (Value | undefined)[]
  readonly #text: (string | undefined)[]
  readonly #folded: (string | undefined)[]
  #event = {} as Event
  #epoch = 0

  constructor(keys: readonly (readonly string[])[]) {
    this.keys = keys
    this.#plain = keys.map((list) => list.map((key) => !key.includes(insideMark)))
    this.#stamp = new Int32Array(keys.length)
    this.#raw = new Array(keys.length).fill(undefined)
    this.#text = new Array(keys.length).fill(undefined)
    this.#folded = new Array(keys.length).fill(undefined)
  }

  start(event: Event, epoch: number): void {
    this.#event = event
    this.#epoch = epoch
  }

  forget(): void {
    this.#stamp.fill(0)
  }

  /** The value of the first key that is present. */
  raw(slot: number): Value | undefined {
    if (this.#stamp[slot] !== this.#epoch) this.#read(slot)
    return this.#raw[slot]
  }

  /** The same as text, where it is one value. */
  text(slot: number): string | undefined {
    if (this.#stamp[slot] !== this.#epoch) this.#read(slot)
    return this.#text[slot]
  }

  /** The text, folded. */
  folded(slot: number): string | undefined {
    const text = this.text(slot)
    if (text !== undefined) this.#folded[slot] ??= foldText(text)
    return this.#folded[slot]
  }

  #read(slot: number): void {
    this.#folded[slot] = undefined
    this.#stamp[slot] = this.#epoch
    const value = this.#find(slot)
    this.#raw[slot] = value
    if (typeof value === "string") this.#text[slot] = value
    else
      this.#text[slot] = value === undefined || typeof value === "object" ? undefined : `${value}`
  }

  #find(slot: number): Exclude<Value, null> | undefined {
    const keys = this.keys[slot] as readonly string[]
    const plain = this.#plain[slot] as readonly boolean[]
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as string
      const value = plain[at] ? fieldOf(this.#event, key) : readKey(this.#event, key)
      if (value === undefined || value === null) continue
      if (typeof value !== "object" || value.length > 0) return value
    }
    return undefined
  }
}
