import type { Event } from "../ecs/event.ts"

/** Tactics of MITRE ATT&CK by the names that Sigma's tags give them. */
const tactics: Readonly<Record<string, readonly [id: string, name: string]>> = {
  reconnaissance: ["TA0043", "Reconnaissance"],
  "resource-development": ["TA0042", "Resource Development"],
  "initial-access": ["TA0001", "Initial Access"],
  execution: ["TA0002", "Execution"],
  persistence: ["TA0003", "Persistence"],
  "privilege-escalation": ["TA0004", "Privilege Escalation"],
  "defense-evasion": ["TA0005", "Defense Evasion"],
  "credential-access": ["TA0006", "Credential Access"],
  discovery: ["TA0007", "Discovery"],
  "lateral-movement": ["TA0008", "Lateral Movement"],
  collection: ["TA0009", "Collection"],
  exfiltration: ["TA0010", "Exfiltration"],
  "command-and-control": ["TA0011", "Command and Control"],
  impact: ["TA0040", "Impact"],
}

/** The ECS `threat.*` fields of a rule's tags: `attack.t1059.001`, `attack.initial-access`. */
export function threatOf(tags: readonly string[]): Partial<Event> {
  const techniques = new Set<string>()
  const subtechniques = new Set<string>()
  const tacticIds = new Set<string>()
  const tacticNames = new Set<string>()
  for (const tag of tags) {
    const name = tag
      .toLowerCase()
      .replace(/^attack\./, "")
      .replaceAll("_", "-")
    if (name === tag.toLowerCase()) continue
    const [, technique, sub] = /^(t\d{4})(\.\d{3})?$/.exec(name) ?? []
    if (technique) techniques.add(technique.toUpperCase())
    if (technique && sub) subtechniques.add(name.toUpperCase())
    const tactic = Object.hasOwn(tactics, name) ? tactics[name] : undefined
    if (tactic) {
      tacticIds.add(tactic[0])
      tacticNames.add(tactic[1])
    }
  }
  if (techniques.size === 0 && tacticIds.size === 0) return {}
  return {
    "threat.framework": "MITRE ATT&CK",
    ...(techniques.size > 0 && { "threat.technique.id": [...techniques] }),
    ...(subtechniques.size > 0 && { "threat.technique.subtechnique.id": [...subtechniques] }),
    ...(tacticIds.size > 0 && { "threat.tactic.id": [...tacticIds] }),
    ...(tacticNames.size > 0 && { "threat.tactic.name": [...tacticNames] }),
  }
}
