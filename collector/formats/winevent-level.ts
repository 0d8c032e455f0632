import type { Value } from "#shared/ecs/event.ts"

const levels = ["information", "critical", "error", "warning", "information", "verbose"]

const spoken: Readonly<Record<string, string>> = {
  critical: "critical",
  error: "error",
  warning: "warning",
  info: "information",
  information: "information",
  informational: "information",
  verbose: "verbose",
  debug: "verbose",
}

/** The level of an event, which is a number in its header and a word where it is rendered. */
export function levelName(level: Value | undefined): string | undefined {
  const text = String(level ?? "").toLowerCase()
  return /^\d$/.test(text) ? levels[Number(text)] : spoken[text]
}

/** Bits of the keywords that the Security log sets (winmeta.h). */
const auditSuccess = 0x20_0000_0000_0000n
const auditFailure = 0x10_0000_0000_0000n

/** What the audit keywords say: words where they are rendered, else 64 bits, also signed. */
export function auditOutcome(keywords: Value | undefined): "success" | "failure" | undefined {
  for (const one of Array.isArray(keywords) ? keywords : [keywords]) {
    const text = String(one ?? "")
    if (/^audit success$/i.test(text)) return "success"
    if (/^audit failure$/i.test(text)) return "failure"
    if (!/^(?:0x[0-9a-f]{1,16}|-?\d{1,19})$/i.test(text)) continue
    const bits = BigInt.asUintN(64, BigInt(text))
    if (bits & auditFailure) return "failure"
    if (bits & auditSuccess) return "success"
  }
  return undefined
}
