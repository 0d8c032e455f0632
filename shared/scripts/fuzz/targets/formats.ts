import type { Format } from "../../../../collector/formats/define.ts"
import { formats } from "../../../../collector/formats/index.ts"
import type { Event } from "../../../ecs/event.ts"
import { checkEvent } from "../check-event.ts"
import { type Target, Violation } from "../define.ts"
import { caseTexts, corpusLines } from "../texts.ts"
import { own } from "../tokens.ts"

/** Each wire format by itself. */
export const formatTargets: readonly Target[] = formats.map((format) => ({
  name: `format-${format.name}`,
  summary: format.summary,
  seeds: () => seedsOf(format),
  tokens: own[format.name] ?? [],
  open: () => ({ try: (input) => read(format, input.toString("utf8")) }),
}))

const seedsMax = 1500

function seedsOf(format: Format): Buffer[] {
  const all = [...caseTexts().map(({ bytes }) => bytes), ...corpusLines()]
  const own = all.filter((bytes) => format.looksLike(bytes.toString("utf8")))
  return [Buffer.from(format.example), ...own.slice(0, seedsMax)]
}

function read(format: Format, text: string): void {
  format.looksLike(text)
  const memory = new Map<string, string>()
  const texts = format.split?.(text) ?? [text]
  for (const one of texts.slice(0, 1000)) {
    const event: Event = {}
    const context = {
      referenceMs: Date.UTC(2026, 5, 1),
      zone: "Europe/Berlin",
      memory: () => memory,
    }
    format.read(one, event, context)
    checkEvent(event)
    const own = Object.keys(event).find((name) => /^vedette\.|^event\.(?:id|original)$/.test(name))
    if (own) throw new Violation("ours", `the format wrote ${own}`)
  }
}
