import { provisionTopics } from "#shared/bus/kafka-provision.ts"
import { type Call, CommandError, inputLines, print } from "#shared/config/command.ts"
import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import { placeOf } from "#shared/sigma/documents.ts"
import { loadRules } from "#shared/sigma/rules.ts"
import type { AggregatorConfig } from "./config.ts"
import { correlateStage } from "./correlate/stage.ts"
import { opensearchClient } from "./store/opensearch/client.ts"
import { provision } from "./store/opensearch/provision.ts"

interface Standing {
  readonly config: AggregatorConfig
  readonly deps: Deps
}

export async function provisionCommand(call: Call, { config, deps }: Standing): Promise<number> {
  const dryRun = call.flag("dry-run")
  const rows = []
  if (config.bus.type === "kafka") rows.push(...(await provisionTopics(config.bus, deps, dryRun)))
  if (config.store.type === "opensearch") {
    const client = opensearchClient(config.store)
    rows.push(...(await provision(client, config.store, dryRun)))
    await client.close()
  }
  for (const row of rows) await print(`${JSON.stringify(row)}\n`)
  return 0
}

/** `correlate`: does both, matching the base rules and correlating on them. */
export async function correlateCommand(call: Call): Promise<number> {
  const directories = call.all("rules")
  if (directories.length === 0) throw new CommandError("correlate needs --rules DIR")
  const rules = loadRules(directories)
  for (const one of rules.refused) process.stderr.write(`refused: ${placeOf(one)}: ${one.reason}\n`)
  const stage = correlateStage(rules.correlations, { now: Date.now })
  const events: Event[] = []
  for await (const line of inputLines()) if (line.trim()) events.push(eventOf(line))
  events.sort((a, b) => Date.parse(a["@timestamp"] ?? "") - Date.parse(b["@timestamp"] ?? ""))
  const out: Event[] = []
  for (const event of events) {
    const matches: string[] = []
    rules.match(event, ({ id }) => matches.push(id))
    if (matches.length > 0) event["vedette.matches"] = matches
    stage(event, out)
  }
  const last = new Map(out.map((alert) => [alert["event.id"], alert])) // a growing alert keeps its id
  for (const alert of last.values()) await print(`${JSON.stringify(alert)}\n`)
  return 0
}

function eventOf(line: string): Event {
  try {
    return JSON.parse(line) as Event
  } catch {
    throw new CommandError(`not an event: ${line.slice(0, 80)}`, 65)
  }
}
