import { randomBytes } from "node:crypto"
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sendMixed } from "../shared/scripts/mixed.ts"
import { metricOf } from "../shared/scripts/soak/sample.ts"
import { sendStory } from "../shared/scripts/story.ts"
import { type Forwarder, openForwarder } from "../shared/testing/forwarder.ts"
import { freePorts, type Programs, startPrograms, until } from "../shared/testing/programs.ts"

export const people = { ana: "where does it hurt?", ben: "nothing to see here!" } as const
const dayMs = 86_400_000

/** A site after a day of work: mixed events, and the recorded attack in its last hour. */
export interface Site extends AsyncDisposable {
  readonly console: string
  readonly programs: Programs
  /** Stands before OpenSearch; absent where events rest in files. */
  readonly link?: Forwarder
  stored(): Promise<number>
}

/** @param node of an OpenSearch; without it events rest in files */
export async function openSite(events: number, node?: string): Promise<Site> {
  const home = mkdtempSync(join(tmpdir(), "vedette-analyst-"))
  for (const [name, password] of Object.entries(people)) addUser(home, name, password)
  const rules = { detect: ["rules/detect"], correlate: ["rules/correlate"] }
  const overlay = join(home, "overlay")
  mkdirSync(overlay)
  const [port] = freePorts(1)
  const link = node === undefined ? undefined : await openForwarder(port!, new URL(node).host)
  const store = { type: "opensearch", nodes: [`http://127.0.0.1:${port}`], prefix: prefix() }
  const detect = [...Object.values(rules).flat(), overlay]
  const programs = await startPrograms({
    home,
    ...(link && { store }),
    collector: { rules: { normalize: ["rules/normalize"], detect } },
    aggregator: { rules: { ...rules, overlay }, enrich: [{ type: "geoip" }] },
  })
  /** A batch that was tried again is in part redelivered. */
  const stored = async () => {
    const counts = ["created", "redelivered"].map((outcome) =>
      metricOf(programs.aggregator, "vedette_store_events_total", `outcome="${outcome}"`),
    )
    return (await Promise.all(counts)).reduce((a, b) => a + b, 0)
  }
  const now = Date.now()
  const mixed = await sendMixed(programs.intake, events, { endMs: now, spanMs: dayMs })
  const sent = mixed + (await sendStory(programs.intake, now - 60_000))
  await until("all of it is stored", async () => (await stored()) > sent, 900_000) // with alerts
  return {
    ...{ console: programs.console, programs, stored },
    ...(link && { link }),
    async [Symbol.asyncDispose]() {
      await link?.restore()
      await programs[Symbol.asyncDispose]()
      await link?.[Symbol.asyncDispose]()
    },
  }
}

const prefix = () => `vedette-${randomBytes(4).toString("hex")}`

function addUser(home: string, name: string, password: string): void {
  const file = join(home, `${name}.password`)
  writeFileSync(file, password, { mode: 0o600 })
  const users = join(home, "aggregator", "users.json")
  mkdirSync(join(home, "aggregator"), { recursive: true, mode: 0o700 })
  const words = ["user", "add", name, "--role", "analyst", "--password-file", file]
  const done = Bun.spawnSync([
    ...[process.execPath, "aggregator/main.ts", ...words, "--users-file", users],
  ])
  if (done.exitCode !== 0) throw new Error(done.stderr.toString())
}
