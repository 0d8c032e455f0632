import type { Program } from "./console/world.ts"
import type { Document } from "./store/types.ts"

const silentMs = 60_000 // six statuses
const goneMs = 7 * 24 * 3_600_000

/** What the programs of the site said of themselves, and what is wrong with them in words. */
export interface Heard {
  readonly programs: readonly Program[]
  readonly problems: readonly string[]
}

/** @param statuses documents of the kind "status"; a program silent for a week is taken for gone */
export function heardOf(statuses: readonly Document[], nowMs: number): Heard {
  const programs: Program[] = []
  const problems: string[] = []
  for (const { body } of statuses) {
    const program = programOf(body)
    const ageMs = nowMs - program.lastMs
    if (ageMs > goneMs) continue
    const called = `${program.kind} ${program.name}`
    programs.push(program)
    if (ageMs > silentMs) problems.push(`${called} has not been heard for ${spanText(ageMs)}`)
    else
      for (const problem of [...textsOf(body.problems), ...refusedIn(body.rules)])
        problems.push(`${called}: ${problem}`)
  }
  return { programs, problems }
}

/** Refused rules in words: one line, however many there are. */
export function refusedText(refused: readonly { file: string; reason: string }[]): string[] {
  const [first] = refused
  if (!first) return []
  const rules = refused.length === 1 ? "1 rule is" : `${refused.length} rules are`
  return [`${rules} refused; ${first.file}: ${first.reason}`]
}

function refusedIn(rules: unknown): string[] {
  const refused = (rules as { refused?: unknown } | undefined)?.refused
  return Array.isArray(refused) ? refusedText(refused) : []
}

/** What a status says of its program. */
export function programOf(body: Document["body"]): Program {
  const { config, rules, startedMs, spoolBytes } = body as Partial<Said>
  return {
    kind: body.program === "aggregator" ? "aggregator" : "collector",
    name: String(body.name),
    version: String(body.version),
    lastMs: Number(body.heardMs ?? body.atMs) || 0,
    ...(isNumber(startedMs) && { startedMs }),
    ...(isNumber(spoolBytes) && { spoolBytes }),
    ...(typeof config?.hash === "string" &&
      isNumber(config.sinceMs) && { config: { hash: config.hash, sinceMs: config.sinceMs } }),
    ...(isNumber(rules?.loaded) && {
      rules: {
        loaded: rules.loaded,
        refused: Array.isArray(rules.refused) ? rules.refused.length : 0,
      },
    }),
  }
}

interface Said {
  readonly config: { readonly hash?: unknown; readonly sinceMs?: unknown } | null
  readonly rules: { readonly loaded?: unknown; readonly refused?: unknown } | null
  readonly startedMs: unknown
  readonly spoolBytes: unknown
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : []

function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}
