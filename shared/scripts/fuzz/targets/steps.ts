import { readFileSync } from "node:fs"
import type { Step } from "../../../../collector/normalise/rule.ts"
import { stepMakers } from "../../../../collector/normalise/steps/index.ts"
import { type Event, setField } from "../../../ecs/event.ts"
import { fields } from "../../../ecs/fields.ts"
import { checkEvent } from "../check-event.ts"
import type { Target } from "../define.ts"
import { caseTexts, filesBelow } from "../texts.ts"
import { own } from "../tokens.ts"

/** Each step of the rule tree by itself, with every set of options that a rule of ours gives it. */
export const stepTargets: readonly Target[] = [...stepMakers.keys()].map((name) => ({
  name: `step-${name}`,
  summary: `the step ${name} of normalisation rules`,
  seeds: () => caseTexts().map(({ bytes }) => bytes),
  tokens: own[name] ?? own["kv"]!,
  weight: 0.5,
  open: () => openStep(name),
}))

interface Used {
  readonly step: Step
  /** Fields that its options name, as far as they hold text. */
  readonly reads: readonly string[]
}

const usesMax = 40

function openStep(name: string) {
  const uses = usesOf(name).slice(0, usesMax)
  return {
    try(input: Buffer) {
      const text = input.toString("utf8")
      const { step, reads } = uses[Bun.hash.crc32(input) % uses.length]!
      const event: Event = { "event.created": "2026-06-01T00:00:00.000Z" }
      for (const field of reads) setField(event, field, text)
      step(event, { zone: "Europe/Berlin", referenceMs: Date.UTC(2026, 5, 1) })
      checkEvent(event)
    },
  }
}

function usesOf(name: string): Used[] {
  const known = new Map<string, Used>()
  for (const file of filesBelow("rules/normalize", ".yaml")) {
    if (file.endsWith(".cases.yaml")) continue
    for (const { options, definitions } of stepsIn(
      Bun.YAML.parse(readFileSync(file, "utf8")),
      name,
      {},
    )) {
      const whole = name === "grok" ? { ...(options as object), definitions } : options
      const key = JSON.stringify(whole)
      if (!known.has(key))
        known.set(key, { step: stepMakers.get(name)!(whole), reads: namesIn(options) })
    }
  }
  return known.size > 0 ? [...known.values()] : [{ step: () => {}, reads: [] }]
}

interface Use {
  readonly options: unknown
  readonly definitions: object
}

function* stepsIn(node: unknown, name: string, before: object): Generator<Use> {
  const { steps = [], then = [], definitions: own } = (node ?? {}) as Record<string, unknown>
  const definitions = { ...before, ...(own as object | undefined) }
  for (const step of (steps ?? []) as Record<string, unknown>[])
    if (Object.hasOwn(step, name)) {
      const options = step[name] as { definitions?: object }
      yield { options, definitions: { ...definitions, ...options?.definitions } }
    }
  for (const child of (then ?? []) as unknown[]) yield* stepsIn(child, name, definitions)
}

/** Texts in the options that are names of fields which hold text. */
function namesIn(options: unknown): string[] {
  const texts: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value === "string") texts.push(value)
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        texts.push(key)
        walk(inner)
      }
  }
  walk(options)
  return [...new Set(["message", ...texts.filter(holdsText)])]
}

const holdsText = (name: string): boolean => {
  const field = fields.get(name)
  if (field) return !field.array && ["keyword", "text", "wildcard"].includes(field.kind)
  return name.startsWith("vendor.") && !/\s/.test(name)
}
