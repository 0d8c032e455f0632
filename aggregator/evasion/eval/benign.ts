import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { canonical } from "../features.ts"
import type { Recorded } from "./recorded.ts"
import { shellLines } from "./shell-lines.ts"

/** An ordinary command: where it is from, and the file, all of whose commands stay together. */
export interface BenignText {
  readonly text: string
  readonly source: BenignSource
  readonly file: string
}

export type BenignSource =
  | "maintainer"
  | "cron"
  | "scripts"
  | "units"
  | "npm"
  | "batch"
  | "otrf"
  | "socbed"

export const benignSources: Readonly<Record<BenignSource, string>> = {
  maintainer: "maintainer scripts of installed Debian packages",
  cron: "cron jobs, init scripts and shell profiles",
  scripts: "shell scripts of installed Debian packages",
  units: "commands of systemd units",
  npm: "scripts of package.json files",
  batch: "batch files and PowerShell scripts that npm and Debian packages bring",
  otrf: "recorded Windows commands that no rule matches, looked through",
  socbed: "recorded Windows commands of a simulated company",
}

/** Different texts, once plain, of all sources that this machine has. */
export function benignTexts(
  corpora: string,
  recorded: readonly Recorded[],
  ofMachine: Iterable<BenignText> = machineTexts(),
): BenignText[] {
  const seen = new Set<string>()
  return [...ofMachine, ...recordedTexts(recorded), ...socbed(corpora)].filter(({ text }) => {
    const plain = canonical(text).trim()
    if (plain.length < 4 || seen.has(plain)) return false
    seen.add(plain)
    return true
  })
}

function* machineTexts(): Generator<BenignText> {
  for (const file of filesBelow("/var/lib/dpkg/info", 1))
    if (/\.(?:pre|post)(?:inst|rm)$/.test(file)) yield* shellFile(file, "maintainer")
  for (const folder of ["/etc/init.d", "/etc/profile.d", "/etc/cron.daily", "/etc/cron.weekly"])
    for (const file of filesBelow(folder, 1)) yield* shellFile(file, "cron", true)
  for (const folder of ["/usr/bin", "/usr/sbin", "/usr/lib", "/usr/share"])
    for (const file of filesBelow(folder, 8)) yield* machineFile(file)
}

function* machineFile(file: string): Generator<BenignText> {
  if (file.endsWith("/package.json")) yield* npmScripts(file)
  else if (file.includes("/systemd/") && file.endsWith(".service")) yield* unitCommands(file)
  else if (/\.(?:bat|cmd|ps1)$/i.test(file)) yield* batchFile(file)
  else if (!/\.\w{4,}$|\.(?:so|py|pl|js|h|md|gz|png|svg|mo|pm|rb|pc|txt)\b/.test(file))
    yield* shellFile(file, "scripts")
}

const fileBytesMax = 200_000

/** Files and no links, in an order that does not change. */
function* filesBelow(folder: string, depth: number): Generator<string> {
  if (depth === 0 || !existsSync(folder)) return
  const entries = readdirSync(folder, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path, depth - 1)
    else if (entry.isFile() && statSync(path).size <= fileBytesMax) yield path
  }
}

function* shellFile(file: string, source: BenignSource, isShell = false): Generator<BenignText> {
  const script = readFileSync(file, "latin1")
  if (isShell || /^#!\s*\S*(?:\s*env)?\s*\S*\b(?:ba|da|k|z)?sh\b/.test(script))
    for (const text of shellLines(script)) yield { text, source, file }
}

function* unitCommands(file: string): Generator<BenignText> {
  for (const [, text = ""] of readFileSync(file, "latin1").matchAll(/^Exec\w+=[-@!+:]*(.+)$/gm))
    yield { text: text.trim(), source: "units", file }
}

function* npmScripts(file: string): Generator<BenignText> {
  try {
    const { scripts } = JSON.parse(readFileSync(file, "utf8")) as {
      scripts?: Record<string, unknown>
    }
    for (const text of Object.values(scripts ?? {}))
      if (typeof text === "string") yield { text, source: "npm", file }
  } catch {} // a package that ships a broken file to test with
}

const batchSteering =
  /^(?:@?rem\b|::|#|:|if\b|else\b|[)(}{]|param\b|goto\b|exit\b|function\b|<#|\.[A-Z])/i

function* batchFile(file: string): Generator<BenignText> {
  for (const line of readFileSync(file, "latin1").split("\n")) {
    const text = line.trim().replace(/^@/, "")
    if (text.length > 10 && text.includes(" ") && !batchSteering.test(text))
      yield { text, source: "batch", file }
  }
}

/** What is the attack, or made ready for it, although no rule matches it. */
const attacks = [
  /payload|CreateNamedPipe|Dumpert|MoveExcel|MoveWMI|wardog|public-poc|mimi|Rubeus|Seatbelt/i,
  /SimpleInjection|EventCacheManager|pshell\.xml|calc\.cpl|AutoAdminLogon|APTSimulator|tbbd05/i,
  /ConvertTo-SecureString|wmic \/node|b6a1458f396|Services\\EventLog|IKEEXT|invoke-|minint/i,
]

function* recordedTexts(recorded: readonly Recorded[]): Generator<BenignText> {
  for (const { source, kind, text, file, isMatched } of recorded)
    if (source === "otrf" && kind === "process_creation" && !isMatched)
      if (!attacks.some((attack) => attack.test(text))) yield { text, source, file }
}

/** All in one file: here the commands of a program stay together. */
function* socbed(corpora: string): Generator<BenignText> {
  const lines = readFileSync(join(corpora, "amides/socbed/process_creation/all"), "utf8")
  for (const line of lines.trim().split("\n")) {
    const text = String(JSON.parse(line))
    const program = /^"([^"]+)"|^\S+/.exec(text)
    yield { text, source: "socbed", file: (program?.[1] ?? program?.[0] ?? "").toLowerCase() }
  }
}
