import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Event } from "../ecs/event.ts"
import { type LoadedRules, loadRules } from "./rules.ts"

/** A rule on processes of Linux, for tests alone. */
export const rule = (id: string, more = "", selection = "process.command_line|contains: evil") => `
title: ${id}
id: ${id}
${more}
logsource: { product: linux, category: process_creation }
detection:
  selection:
    ${selection}
  condition: selection
`
export const event = (commandLine: string, more: Partial<Event> = {}) => ({
  "host.os.type": "linux",
  "event.category": ["process"],
  "event.type": ["start"],
  "process.command_line": commandLine,
  ...more,
})

/** Loads files of rules from a folder of their own. */
export function load(files: Readonly<Record<string, string>>): LoadedRules {
  const directory = mkdtempSync(join(tmpdir(), "vedette-sigma-"))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return loadRules([directory])
}

export function matches(rules: LoadedRules, what: Partial<Event>): string[] {
  const found: string[] = []
  rules.match(what as Event, ({ id }) => found.push(id))
  return found.sort()
}
