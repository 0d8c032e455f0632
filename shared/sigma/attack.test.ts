import { expect, test } from "bun:test"
import { Glob } from "bun"
import { threatOf } from "./attack.ts"
import { techniqueNames } from "./attack-techniques.ts"

test("tags become ids, names and references of tactics, techniques and subtechniques", () => {
  const tags = [
    "attack.execution",
    "attack.t1059.001",
    "attack.t1003",
    "cve.2021-44228",
    "car.2013-05-009",
  ]
  expect(threatOf(tags)).toEqual({
    "threat.framework": "MITRE ATT&CK",
    "threat.tactic.id": ["TA0002"],
    "threat.tactic.name": ["Execution"],
    "threat.tactic.reference": ["https://attack.mitre.org/tactics/TA0002/"],
    "threat.technique.id": ["T1059", "T1003"],
    "threat.technique.name": ["Command and Scripting Interpreter", "OS Credential Dumping"],
    "threat.technique.reference": [
      "https://attack.mitre.org/techniques/T1059/",
      "https://attack.mitre.org/techniques/T1003/",
    ],
    "threat.technique.subtechnique.id": ["T1059.001"],
    "threat.technique.subtechnique.name": ["PowerShell"],
    "threat.technique.subtechnique.reference": ["https://attack.mitre.org/techniques/T1059/001/"],
  })
})

test("tactics of version 19 and those before it are known", () => {
  const idsOf = (tag: string) => threatOf([tag])["threat.tactic.id"]
  expect(idsOf("attack.defense_evasion")).toEqual(["TA0005"])
  expect(idsOf("attack.stealth")).toEqual(["TA0005"])
  expect(idsOf("attack.defense-impairment")).toEqual(["TA0112"])
})

test("one group or software is told, several can't be", () => {
  expect(threatOf(["attack.g0016"])["threat.group.id"]).toBe("G0016")
  expect(threatOf(["attack.s0002", "attack.s0003"])["threat.software.id"]).toBeUndefined()
})

test("tags that say nothing of ATT&CK, or what is not known of it, make no field", () => {
  expect(threatOf(["cve.2021-1", "attack.nonsense", "attack.constructor"])).toEqual({})
  expect(threatOf(["attack.t9999"])).toMatchObject({ "threat.technique.id": ["T9999"] })
  expect(threatOf(["attack.t9999"])["threat.technique.name"]).toBeUndefined()
})

test("every technique that our rules name has a name", async () => {
  const unknown = new Set<string>()
  for await (const file of new Glob("rules/{detect,correlate}/**/*.yaml").scan(".")) {
    const text = await Bun.file(file).text()
    for (const [, id = ""] of text.matchAll(/attack\.(t\d{4}(?:\.\d{3})?)/g)) {
      if (!techniqueNames.has(id.toUpperCase())) unknown.add(id)
    }
  }
  expect([...unknown]).toEqual([])
})
