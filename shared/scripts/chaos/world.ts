import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Grounds } from "./grounds.ts"
import { atEnd, killNow } from "./leftovers.ts"
import { type LivingProgram, livingProgram } from "./life.ts"
import type { Target } from "./plan.ts"
import { portsBelowThoseLent } from "./ports.ts"
import type { Ways } from "./sender.ts"

/** What is killed, stopped and started again. */
export interface Victim {
  start(): void
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Both programs of a trial, each with a folder and ports of its own. */
export interface World extends AsyncDisposable {
  /** All that they write; kept after the trial when it asks for that. */
  readonly folder: string
  readonly ways: Ways
  readonly console: string
  /** Where the aggregator's metrics are. */
  readonly metrics: string
  readonly collector: LivingProgram
  readonly aggregator: LivingProgram
  readonly victims: Readonly<Partial<Record<Target, Victim>>>
  keep(): void
}

export async function openWorld(grounds: Grounds): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-chaos-"))
  const [intake, syslog, site, edgeMetrics, centreMetrics] = portsBelowThoseLent(5)
  const { bus, store } = await grounds.parts(folder)
  const files = join(folder, "files")
  mkdirSync(files)
  const program = (name: string, options: object) => {
    const config = join(folder, `${name}.yaml`)
    writeFileSync(config, JSON.stringify({ home: join(folder, name), bus, ...options })) // it is YAML
    return livingProgram(name, config, join(folder, `${name}.log`))
  }
  const collector = program("collector", {
    name: "edge",
    sources: [
      { type: "http", name: "intake", port: intake },
      { type: "syslog", name: "syslog", tcp: { port: syslog }, udp: { port: syslog } },
      { type: "file", name: "files", paths: [join(files, "*/app.log*")], pollMs: 50 },
    ],
    rules: { normalize: [], detect: [] },
    metrics: { port: edgeMetrics },
  })
  const aggregator = program("aggregator", {
    name: "centre",
    store,
    rules: { detect: [], correlate: [] },
    console: { port: site },
    metrics: { port: centreMetrics },
  })
  let isKept = false
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const leftovers = atEnd(() => {
    for (const { pid } of [collector, aggregator]) if (pid) killNow(pid)
    remove()
  })
  return {
    folder,
    ways: {
      intake: `http://127.0.0.1:${intake}`,
      syslogPort: syslog!,
      files,
      life: () => collector.life,
    },
    console: `http://127.0.0.1:${site}`,
    metrics: `http://127.0.0.1:${centreMetrics}/metrics`,
    collector,
    aggregator,
    victims: { collector, aggregator, ...grounds.victims },
    keep() {
      isKept = true
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([collector.kill(), aggregator.kill()])
      leftovers[Symbol.dispose]()
      if (!isKept) remove()
    },
  }
}
