import { type Event, fieldOf, type Value } from "../ecs/event.ts"

/**
 * Keys whose value is made of fields: where an agent has split or renamed what rules ask for as one
 * text, and kept nothing of the original.
 */

/** Two fields with a text between: `DOMAIN\user`. */
export const joinedKey = (first: string, second: string, between: string): string =>
  [first, joinMark, second, between].join(mark)

/** Digests as Sysmon writes them: `SHA256=…`, one member each. */
export const hashesKey = (object: string): string => [object, hashMark].join(mark)

/** A field's values under other names. */
export const translatedKey = (field: string, names: Readonly<Record<string, string>>): string =>
  [field, translateMark, ...Object.entries(names).flat()].join(mark)

export const mark = "\0"
const joinMark = "+"
const hashMark = "#"
const translateMark = "="

/** What a key of these gives; undefined for keys of another kind too. */
export function readComposed(event: Event, field: string, path: readonly string[]) {
  const [kind, ...rest] = path
  if (kind === joinMark) return join(event, field, rest)
  if (kind === hashMark) return hashes(event, field)
  return kind === translateMark ? translate(event, field, rest) : undefined
}

function join(event: Event, field: string, [second = "", between = ""]: readonly string[]) {
  const [left, right] = [fieldOf(event, field), fieldOf(event, second)]
  return typeof left === "string" && typeof right === "string" ? left + between + right : undefined
}

const digests = ["md5", "sha1", "sha256", "sha512"]

function hashes(event: Event, object: string): Value | undefined {
  const found = [
    ...digests.map((name) => [name, fieldOf(event, `${object}.hash.${name}`)] as const),
    ["imphash", fieldOf(event, `${object}.pe.imphash`)] as const,
  ].flatMap(([name, value]) =>
    typeof value === "string" ? [`${name.toUpperCase()}=${value}`] : [],
  )
  return found.length > 0 ? found : undefined
}

function translate(event: Event, field: string, names: readonly string[]): string | undefined {
  const value = fieldOf(event, field)
  for (let at = 0; at + 1 < names.length; at += 2) if (names[at] === value) return names[at + 1]
  return undefined
}
