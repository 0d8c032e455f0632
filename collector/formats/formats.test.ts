import { describe, expect, test } from "bun:test"
import { chanceOf } from "#shared/chance.ts"
import type { Event } from "#shared/ecs/event.ts"
import { fields, openObjectOf } from "#shared/ecs/fields.ts"
import { fit } from "#shared/ecs/fit.ts"
import type { Format, FormatContext } from "./define.ts"
import { formats } from "./index.ts"

const context: FormatContext = { referenceMs: Date.UTC(2026, 5, 1), zone: "UTC" }

const scraps = [
  "<", ">", "[", "]", '"', "\\", "=", ":", " ", "-", "{", "}", ",", "\u0000", "\ufeff", "\ud800", "é",
  '{"__proto__":{"x":1}}', '"constructor":', "<34>1 ", "2026-01-01T00:00:00Z ", "Feb 29 23:59:60 ",
  "9".repeat(40), "a".repeat(3000), "[".repeat(3000), "a=".repeat(500), '\\"'.repeat(500), " ".repeat(2000),
] // biome-ignore format: a list of scraps

/** An example with pieces cut out, doubled and strange ones put in. */
function broken(example: string, random: () => number): string {
  let text = example
  for (let i = 1 + Math.floor(random() * 5); i > 0; i--) {
    const at = Math.floor(random() * (text.length + 1))
    const to = at + Math.floor(random() * 20)
    const scrap = scraps[Math.floor(random() * scraps.length)]!
    text = text.slice(0, at) + (random() < 0.7 ? scrap : "") + text.slice(random() < 0.5 ? at : to)
  }
  return text
}

function timed(format: Format, text: string, event: Event): number {
  const begin = performance.now()
  format.looksLike(text)
  format.split?.(text)
  format.read(text, event, context)
  return performance.now() - begin
}

function expectFitting(event: Event): void {
  for (const [name, value] of Object.entries(event)) {
    if (openObjectOf(name) || value === undefined) continue
    expect(fields.has(name), name).toBe(true)
    expect(fit(name, value), name).toEqual(value)
  }
}

describe.each(formats.map((format) => [format.name, format] as const))(
  "format %s",
  (_name, format) => {
    test("reads its example", () => {
      const event: Event = {}
      expect(format.looksLike(format.example)).toBe(true)
      expect(format.read(format.example, event, context)).toBeUndefined()
      expect(Object.keys(event).length).toBeGreaterThan(0)
      expectFitting(event)
    })

    test("neither throws nor stalls on 5,000 broken records, and writes only what fits", () => {
      const random = chanceOf(20_260_301).next
      const slow: string[] = []
      for (let i = 0; i < 5000; i++) {
        const text = broken(format.example, random)
        const event: Event = {}
        if (timed(format, text, event) > 50) slow.push(text)
        if (i % 10 === 0) expectFitting(event)
      }
      // A busy machine may stall once, a text that stalls does so each time.
      const stalling = slow.filter((text) => [1, 2, 3].every(() => timed(format, text, {}) > 50))
      expect(stalling).toEqual([])
      expect(({} as Record<string, unknown>)["x"]).toBeUndefined()
    })

    test("has a name of its own", () => {
      expect(formats.filter(({ name }) => name === format.name)).toEqual([format])
    })
  },
)
