import { readFolders } from "#shared/sigma/read-folders.ts"
import { isMap } from "#shared/sigma/selection.ts"

export interface RuleChange {
  readonly id: string
  readonly title: string
  readonly level: string
  readonly file: string
  readonly kind: "added" | "removed" | "changed"
  /** Of a changed rule: what differs, one entry a key. */
  readonly changes: readonly string[]
}

interface Entry {
  readonly file: string
  readonly value: Readonly<Record<string, unknown>>
}

/** Which rules of the second folders are new, gone or other than in the first. */
export function diffRules(before: readonly string[], after: readonly string[]): RuleChange[] {
  const [old, now] = [rulesOf(before), rulesOf(after)]
  const added = [...now].flatMap(([id, entry]) =>
    old.has(id) ? [] : [changeOf("added", id, entry)],
  )
  const removed = [...old].flatMap(([id, entry]) =>
    now.has(id) ? [] : [changeOf("removed", id, entry)],
  )
  const changed = [...now].flatMap(([id, entry]) => {
    const changes = old.has(id) ? differences((old.get(id) as Entry).value, entry.value) : []
    return changes.length > 0 ? [changeOf("changed", id, entry, changes)] : []
  })
  return [...added, ...removed, ...changed]
}

function rulesOf(folders: readonly string[]): Map<string, Entry> {
  const rules = new Map<string, Entry>()
  for (const { file, value } of readFolders(folders).documents) {
    const id = isMap(value) ? (value["id"] ?? value["name"]) : undefined
    if (isMap(value) && id !== undefined) rules.set(String(id), { file, value })
  }
  return rules
}

function changeOf(
  kind: RuleChange["kind"],
  id: string,
  { file, value }: Entry,
  changes: readonly string[] = [],
): RuleChange {
  const { title, level } = value
  return { id, title: String(title ?? ""), level: String(level ?? "medium"), file, kind, changes }
}

/** Texts for people alone are told last, and only by their name. */
const forPeople = /^(?:author|date|modified|description|references|related)\b/

function differences(before: unknown, after: unknown): string[] {
  const [old, now] = [flatten(before), flatten(after)]
  const told: string[] = []
  const others = new Set<string>()
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const change = changeAt(key, old.get(key), now.get(key))
    if (change === undefined) continue
    if (forPeople.test(key)) others.add(key.split(".", 1)[0] as string)
    else told.push(change)
  }
  return [...told, ...(others.size > 0 ? [`text: ${[...others].join(", ")}`] : [])]
}

type Flat = Map<string, readonly string[]>

/** Leaves by their path; a list of scalars is one leaf. */
function flatten(value: unknown, path = "", into: Flat = new Map()): Flat {
  if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) {
      flatten(inner, path === "" ? key : `${path}.${key}`, into)
    }
  } else if (Array.isArray(value) && value.some((item) => typeof item === "object" && item)) {
    value.forEach((item, at) => void flatten(item, `${path}[${at + 1}]`, into))
  } else into.set(path, [value].flat().map(String))
  return into
}

const shownMax = 3

function changeAt(
  key: string,
  old: readonly string[] | undefined,
  now: readonly string[] | undefined,
): string | undefined {
  if (!old) return `${key}: new, ${listed(now ?? [])}`
  if (!now) return `${key}: gone, was ${listed(old)}`
  const [more, fewer] = [
    now.filter((one) => !old.includes(one)),
    old.filter((one) => !now.includes(one)),
  ]
  if (more.length === 0 && fewer.length === 0) return undefined
  if (old.length === 1 && now.length === 1) return `${key}: ${listed(old)} → ${listed(now)}`
  const parts = [
    ...(more.length > 0 ? [`+${more.length} ${listed(more)}`] : []),
    ...(fewer.length > 0 ? [`-${fewer.length} ${listed(fewer)}`] : []),
  ]
  return `${key}: ${parts.join(", ")}`
}

const listed = (values: readonly string[]): string => {
  const shown = values.slice(0, shownMax).map((one) => JSON.stringify(one.slice(0, 120)))
  return shown.join(" ") + (values.length > shownMax ? " …" : "")
}

/** For the terminal. */
export function diffText(changes: readonly RuleChange[]): string {
  const count = (kind: RuleChange["kind"]) => changes.filter((one) => one.kind === kind).length
  return [
    ...changes.flatMap(({ kind, id, level, title, changes: details }) => [
      `${kind.padEnd(8)} ${id}  ${level.padEnd(13)}  ${title}`,
      ...details.map((detail) => `           ${detail}`),
    ]),
    `${count("added")} added, ${count("removed")} removed, ${count("changed")} changed`,
  ].join("\n")
}
