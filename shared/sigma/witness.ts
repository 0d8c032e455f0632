import type { Anchor, Check, Leaf } from "./check.ts"
import { isScannable } from "./gram.ts"

/** Leaves of which one must hold where the check does, and how often one is to be expected. */
export interface Witness {
  readonly leaves: readonly Leaf[]
  readonly cost: number
}

/**
 * The rarest set of leaves that a check cannot do without: of AND the rarest of its parts, of OR all
 * of them, of NOT none. Undefined where no texts are known.
 */
export function witnessOf(check: Check): Witness | undefined {
  if (check.kind === "not") return undefined
  if (check.kind === "all") return rarest(check.checks)
  if (check.kind === "any") return union(check.checks)
  const isInside = (check.exact ?? "inside") === "inside"
  if (!check.texts?.every((text) => isScannable(text, isInside))) return undefined
  return { leaves: [check], cost: costOf(check, check.texts) }
}

function rarest(checks: readonly Check[]): Witness | undefined {
  let best: Witness | undefined
  for (const check of checks) {
    const witness = witnessOf(check)
    if (witness && (!best || witness.cost < best.cost)) best = witness
  }
  return best
}

function union(checks: readonly Check[]): Witness | undefined {
  const leaves: Leaf[] = []
  let cost = 0
  for (const check of checks) {
    const witness = witnessOf(check)
    if (!witness) return undefined
    for (const leaf of witness.leaves) leaves.push(leaf)
    cost += witness.cost
  }
  return { leaves, cost }
}

/** To look through every field of an event costs more than to look into one. */
const keywordCost = 0.5

function costOf({ kind, exact }: Leaf, texts: readonly string[]): number {
  const share = texts.reduce((sum, text) => sum + frequencyOf(text, exact ?? "inside"), 0)
  return kind === "keyword" ? share + keywordCost : share
}

/** What stands in very many events whatever happens, so that it tells little. */
const commonplace = [
  "c:\\program files (x86)\\microsoft",
  "c:\\windows\\system32\\windowspowershell\\v1.0\\powershell.exe",
  "c:\\windows\\syswow64\\svchost.exe",
  "c:\\windows\\explorer.exe",
  "\\appdata\\local\\temp\\",
  "\\appdata\\roaming\\microsoft\\windows\\",
  "c:\\users\\public\\",
  "c:\\programdata\\",
  "\\cmd.exe /c ",
  "rundll32.exe",
  "services.exe",
  "conhost.exe",
  "hklm\\software\\microsoft\\windows nt\\currentversion\\",
  "hklm\\system\\currentcontrolset\\services\\",
  "hklm\\system\\currentcontrolset\\control\\",
  "software\\wow6432node\\classes\\clsid\\",
  "nt authority\\system",
  "microsoft corporation",
  "binary data",
  "dword (0x00000001)",
  "true",
  "false",
  "http://www.",
  "https://",
  ".com/",
  "get",
  "post",
  "-command",
  "function ",
  "param(",
  "-object",
  "kernel32.dll",
  "ntdll.dll",
]

const commonPieceChars = 3
const commonPieces = new Set<string>()
for (const text of commonplace) {
  for (let at = 0; at + commonPieceChars <= text.length; at++)
    commonPieces.add(text.slice(at, at + commonPieceChars))
}

/** Expected share of values in which the text stands. */
function frequencyOf(text: string, anchor: Anchor): number {
  let bits = anchor === "inside" ? 0 : 2
  if (anchor === "whole") bits += 2
  for (let at = 0; at < text.length; at++) {
    const isCommon = commonPieces.has(text.slice(Math.max(0, at - 2), at + 1))
    bits += isCommon ? 0.12 : /[a-z ]/.test(text[at] as string) ? 1 : 1.3
  }
  return 2 ** -Math.min(bits, 24)
}
