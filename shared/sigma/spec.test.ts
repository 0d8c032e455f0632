import { describe, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Event } from "../ecs/event.ts"
import { anyOf, type Check } from "./check.ts"
import { compileCondition } from "./condition.ts"
import { matchesNaively } from "./naive.ts"
import { expandPlaceholders } from "./placeholders.ts"
import { predicateOf } from "./predicate.ts"
import { compileSearch } from "./selection.ts"

const identity = (field: string) => [field]

interface Case {
  readonly name: string
  readonly detection: Readonly<Record<string, unknown>>
  readonly events: readonly { readonly line: string; readonly event: Event }[]
  readonly refusal?: string
}

/** The format is told at the head of the file. */
function readCases(text: string): Case[] {
  return text
    .split(/\n\n+/)
    .slice(1)
    .map((block) => block.split("\n").filter((line) => line !== ""))
    .filter(([name = ""]) => name.startsWith("# "))
    .flatMap(([name = "", ...lines]): Case[] => {
      const yaml = lines.filter((line) => !/^[-+!] /.test(line))
      if (yaml.length === 0) return []
      const detection = Bun.YAML.parse(yaml.join("\n")) as Record<string, unknown>
      const refusal = lines.find((line) => line.startsWith("! "))?.slice(2)
      const events = lines
        .filter((line) => /^[-+] /.test(line))
        .map((line) => ({ line, event: JSON.parse(line.slice(2)) as Event }))
      return [
        {
          name: name.slice(2),
          detection: { condition: "s", ...detection },
          events,
          ...(refusal !== undefined && { refusal }),
        },
      ]
    })
}

function compile({ condition, ...selections }: Case["detection"]): (event: Event) => boolean {
  const searches = new Map<string, Check>()
  for (const [name, selection] of Object.entries(selections)) {
    searches.set(name, compileSearch(expandPlaceholders(selection, new Map()), identity))
  }
  const conditions = [condition].flat().map((text) => compileCondition(String(text), searches))
  return predicateOf(anyOf(conditions))
}

const cases = readCases(readFileSync(join(import.meta.dir, "spec.cases"), "utf8"))

describe("the specification", () => {
  test("is there in full", () => {
    expect(cases.length).toBeGreaterThan(60)
    for (const { events, refusal } of cases) expect(events.length > 0).toBe(refusal === undefined)
  })

  for (const { name, detection, events, refusal } of cases) {
    test(name, () => {
      if (refusal !== undefined) {
        expect(() => compile(detection)).toThrow(refusal)
        return
      }
      const holds = compile(detection)
      const wrong = events.filter(({ line, event }) => holds(event) !== line.startsWith("+"))
      expect(wrong.map(({ line }) => line)).toEqual([])
    })

    test(`${name} (naively)`, () => {
      if (/regular expression|may stand in|Unix time|an offset|parts of a time/.test(name)) return
      const wrong = events.filter(
        ({ line, event }) =>
          matchesNaively({ detection }, event, identity) !== line.startsWith("+"),
      )
      expect(wrong.map(({ line }) => line)).toEqual([])
    })
  }
})
