import { type Event, fieldOf, setField } from "#shared/ecs/event.ts"
import { fit, put } from "#shared/ecs/fit.ts"
import { type StampReader, stampReader } from "../stamps.ts"
import type { FormatContext } from "./define.ts"

/** Writes the moment that a value of an extension holds; the first format that reads it counts. */
export function momentWriter(formats: readonly string[]) {
  const readers: readonly StampReader[] = formats.map(stampReader)
  return (event: Event, name: string, text: string, context: FormatContext): boolean => {
    for (const reader of readers) {
      const ms = reader(text, context)
      if (ms === undefined || !(Math.abs(ms) < 8.64e15)) continue
      setField(event, name, new Date(ms).toISOString())
      return true
    }
    return false
  }
}

/** Writes a value under its ECS name; an address that is none goes to `.address` and `.domain`. */
export function putPart(event: Event, name: string, value: string): void {
  if (value === "" || value === "-") return
  const end = /^(source|destination|client|server)\.ip$/.exec(name)?.[1]
  if (!end) {
    put(event, name, value)
    return
  }
  setField(event, `${end}.address`, value)
  const fitted = fit(name, value)
  if (fitted !== undefined) setField(event, name, fitted)
  else if (fieldOf(event, `${end}.domain`) === undefined) put(event, `${end}.domain`, value)
}

const outcomes: Readonly<Record<string, string>> = {
  success: "success",
  successful: "success",
  succeeded: "success",
  ok: "success",
  failure: "failure",
  fail: "failure",
  failed: "failure",
  error: "failure",
}

/** `event.outcome` of a word, where it is clear. */
export function putOutcome(event: Event, word: string): void {
  const outcome = outcomes[word.toLowerCase()]
  if (outcome) setField(event, "event.outcome", outcome)
}

/** The hash's name told by its length. */
export function putFileHash(event: Event, hash: string): void {
  const kind = { 32: "md5", 40: "sha1", 64: "sha256", 128: "sha512" }[hash.length]
  if (kind && /^[0-9a-f]+$/i.test(hash)) setField(event, `file.hash.${kind}`, hash.toLowerCase())
}
