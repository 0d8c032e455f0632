import type { Event } from "../ecs/event.ts"
import { techniqueNames } from "./attack-techniques.ts"

/**
 * Tactics of MITRE ATT&CK by the names that Sigma's tags give them. Version 19 made two of what was
 * called defense evasion; rules of both times are about.
 */
const tactics: Readonly<Record<string, readonly [id: string, name: string]>> = {
  reconnaissance: ["TA0043", "Reconnaissance"],
  "resource-development": ["TA0042", "Resource Development"],
  "initial-access": ["TA0001", "Initial Access"],
  execution: ["TA0002", "Execution"],
  persistence: ["TA0003", "Persistence"],
  "privilege-escalation": ["TA0004", "Privilege Escalation"],
  "defense-evasion": ["TA0005", "Defense Evasion"],
  stealth: ["TA0005", "Stealth"],
  "defense-impairment": ["TA0112", "Defense Impairment"],
  "credential-access": ["TA0006", "Credential Access"],
  discovery: ["TA0007", "Discovery"],
  "lateral-movement": ["TA0008", "Lateral Movement"],
  collection: ["TA0009", "Collection"],
  exfiltration: ["TA0010", "Exfiltration"],
  "command-and-control": ["TA0011", "Command and Control"],
  impact: ["TA0040", "Impact"],
}

const site = "https://attack.mitre.org"

/**
 * The ECS `threat.*` fields of a rule's tags: `attack.t1059.001`, `attack.initial-access`,
 * `attack.s0002`, `attack.g0016`. Ids and names stand in the same order.
 */
export function threatOf(tags: readonly string[]): Partial<Event> {
  const names = new Set(tags.flatMap(attackName))
  const techniqueIds = new Set<string>()
  const subtechniqueIds = new Set<string>()
  for (const name of names) {
    const [, technique, sub] = /^(t\d{4})(\.\d{3})?$/.exec(name) ?? []
    if (technique) techniqueIds.add(technique.toUpperCase())
    if (technique && sub) subtechniqueIds.add(name.toUpperCase())
  }
  const chosen = [...names].flatMap((name) => (Object.hasOwn(tactics, name) ? [tactics[name]] : []))
  const fields: Partial<Event> = {
    ...pick(chosen, (tactic) => tactic?.[0], "threat.tactic.id"),
    ...pick(chosen, (tactic) => tactic?.[1], "threat.tactic.name"),
    ...pick(chosen, (tactic) => `${site}/tactics/${tactic?.[0]}/`, "threat.tactic.reference"),
    ...pick([...techniqueIds], (id) => id, "threat.technique.id"),
    ...pick([...techniqueIds], (id) => techniqueNames.get(id), "threat.technique.name"),
    ...pick([...techniqueIds], referenceOf, "threat.technique.reference"),
    ...pick([...subtechniqueIds], (id) => id, "threat.technique.subtechnique.id"),
    ...pick([...subtechniqueIds], nameOf, "threat.technique.subtechnique.name"),
    ...pick([...subtechniqueIds], referenceOf, "threat.technique.subtechnique.reference"),
    ...oneOf(names, /^s\d{4}$/, "threat.software.id"),
    ...oneOf(names, /^g\d{4}$/, "threat.group.id"),
  }
  return Object.keys(fields).length > 0 ? { "threat.framework": "MITRE ATT&CK", ...fields } : {}
}

/** What a tag says of ATT&CK; older rules write `_` for `-`. */
function attackName(tag: string): string[] {
  const lower = tag.toLowerCase()
  return lower.startsWith("attack.") ? [lower.slice("attack.".length).replaceAll("_", "-")] : []
}

type ListField = Extract<keyof Event, `threat.${"tactic" | "technique"}${string}`>

function pick<Item>(
  items: readonly Item[],
  read: (item: Item) => string | undefined,
  field: ListField,
): Partial<Event> {
  const texts = [...new Set(items.flatMap((item) => read(item) ?? []))]
  return texts.length > 0 ? { [field]: texts } : {}
}

/** A field of one value: told only where the tags say one. */
function oneOf(
  names: ReadonlySet<string>,
  shape: RegExp,
  field: "threat.software.id" | "threat.group.id",
): Partial<Event> {
  const [only, ...more] = [...names].filter((name) => shape.test(name))
  return only && more.length === 0 ? { [field]: only.toUpperCase() } : {}
}

const nameOf = (id: string) => techniqueNames.get(id)

const referenceOf = (id: string): string => `${site}/techniques/${id.replace(".", "/")}/`
