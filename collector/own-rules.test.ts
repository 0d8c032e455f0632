import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { threatOf } from "#shared/sigma/attack.ts"
import { loadRules } from "#shared/sigma/rules.ts"
import { isMap } from "#shared/sigma/selection.ts"

const folder = (name: string) => join(import.meta.dir, "../rules", name)
const loaded = loadRules([folder("detect"), folder("correlate")])
const all = [...loaded.rules, ...loaded.correlations.map(({ rule }) => rule)]
const document = (file: string): Record<string, unknown> => {
  const value = Bun.YAML.parse(readFileSync(file, "utf8"))
  return isMap(value) ? value : {}
}
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const wrong = (isWrong: (rule: (typeof all)[number]) => boolean) =>
  all.filter(isWrong).map(({ file }) => file)

test("rules of ours are many, and none is refused", () => {
  expect(loaded.refused).toEqual([])
  expect(loaded.rules.length).toBeGreaterThan(150)
  expect(loaded.correlations.length).toBeGreaterThan(20)
})

test("each id is a UUID", () => {
  expect(wrong(({ id }) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toEqual([])
})

test("each rule that raises alerts tells the analyst what to do next", () => {
  const sentences = (text: string) => text.split(/[.!?](?:\s|$)/).filter((part) => part !== "")
  expect(wrong((rule) => !rule.silent && sentences(rule.description).length < 2)).toEqual([])
})

test("each rule names its tactic and technique, and refers to them alone", () => {
  const pages = (tags: readonly string[]) =>
    tags
      .filter((tag) => /^attack\.t\d/.test(tag))
      .map((tag) => tag.slice(7).toUpperCase().replace(".", "/"))
      .map((technique) => `https://attack.mitre.org/techniques/${technique}/`)
  const isWrong = ({ file, tags }: (typeof all)[number]) => {
    const threat = threatOf(tags)
    const references = texts(document(file)["references"])
    return (
      !threat["threat.tactic.id"] ||
      !threat["threat.technique.id"] ||
      references.join() !== pages(tags).join()
    )
  }
  expect(wrong(isWrong)).toEqual([])
})

test("each rule says what else may cause it", () => {
  expect(wrong(({ falsePositives }) => falsePositives.length === 0)).toEqual([])
})

test("each detection has two hits and two misses", () => {
  const isWrong = ({ file }: (typeof all)[number]) => {
    const cases = document(file.replace(/\.yaml$/, ".cases.yaml"))
    return (["hits", "misses"] as const).some((kind) => {
      const list = cases[kind]
      return !Array.isArray(list) || list.length < 2
    })
  }
  expect(loaded.rules.filter(isWrong).map(({ file }) => file)).toEqual([])
})
