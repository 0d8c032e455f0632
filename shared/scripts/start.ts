import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"

/**
 * `npm start`: a collector and an aggregator on the embedded bus and store. Everything they write is
 * under `VEDETTE_HOME`; their configurations are `deploy/local/*.yaml` with the folders and ports
 * of the environment filled in. Ends with 0 when stopped by SIGINT, SIGTERM or SIGHUP; a second SIGINT ends
 * both at once, with 130; else with the status of the program that ended.
 */
const home = resolve(process.env.VEDETTE_HOME ?? "data")
const configurationStatus = 78
const interruptedStatus = 130
const signalledStatuses = [129, 143] // SIGHUP and SIGTERM before a program could listen for them
const portVariables = ["SYSLOG", "INTAKE", "CONSOLE", "COLLECTOR_METRICS", "AGGREGATOR_METRICS"]
  .map((name) => `VEDETTE_${name}_PORT`)
  .join(", ")

function portOf(name: string, fallback: number): number {
  const variable = `VEDETTE_${name}_PORT`
  const given = process.env[variable]
  if (!given) return fallback
  if (/^\d{1,5}$/.test(given) && Number(given) > 0 && Number(given) < 65_536) return Number(given)
  console.error(`npm start: ${variable} is "${given}": a port is a number from 1 to 65535`)
  process.exit(configurationStatus)
}

const ports = {
  syslog: portOf("SYSLOG", 5514),
  intake: portOf("INTAKE", 8514),
  console: portOf("CONSOLE", 8600),
  collectorMetrics: portOf("COLLECTOR_METRICS", 9514),
  aggregatorMetrics: portOf("AGGREGATOR_METRICS", 9600),
}

interface Config {
  home: string
  bus: { directory: string }
  rules?: { detect?: string[]; overlay?: string }
  metrics: { port: number }
}
interface CollectorConfig extends Config {
  sources: { type: string; port?: number; udp?: { port: number }; tcp?: { port: number } }[]
}
interface AggregatorConfig extends Config {
  store: { directory: string }
  console: { port: number; demoIntake: string; addresses: object }
}

process.umask(0o077) // also what the programs write is for their owner alone

async function template<C extends Config>(program: string): Promise<C> {
  const own = join(home, `${program}.yaml`) // an operator's own copy wins
  const path = existsSync(own) ? own : `deploy/local/${program}.yaml`
  const config = Bun.YAML.parse(await Bun.file(path).text()) as C
  config.home = join(home, program)
  config.bus.directory = join(home, "bus")
  const folder = join(home, "rules") // where `rules import` writes, and the console
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  config.rules?.detect?.push(folder)
  return config
}

function write(program: string, config: Config): string {
  const folder = join(home, "run")
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${program}.yaml`)
  writeFileSync(path, JSON.stringify(config, null, 2), { mode: 0o600 }) // JSON is YAML
  chmodSync(path, 0o600)
  return path
}

async function collectorConfig(): Promise<string> {
  const config = await template<CollectorConfig>("collector")
  config.metrics.port = ports.collectorMetrics
  for (const source of config.sources) {
    if (source.udp) source.udp.port = ports.syslog
    if (source.tcp) source.tcp.port = ports.syslog
    if (source.type === "http") source.port = ports.intake
  }
  return write("collector", config)
}

async function aggregatorConfig(): Promise<string> {
  const config = await template<AggregatorConfig>("aggregator")
  config.metrics.port = ports.aggregatorMetrics
  config.store.directory = join(home, "store")
  if (config.rules) config.rules.overlay ??= join(home, "rules", "console")
  config.console.port = ports.console
  config.console.demoIntake = `http://127.0.0.1:${ports.intake}`
  config.console.addresses = {
    syslog: `127.0.0.1:${ports.syslog}`,
    intake: `http://127.0.0.1:${ports.intake}/intake`,
  }
  return write("aggregator", config)
}

function launch(program: string, config: string) {
  return Bun.spawn([process.execPath, `${program}/main.ts`, "run", config], {
    stdio: ["ignore", "inherit", "inherit"],
  })
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).ok
  } catch {
    return false // not listening yet
  }
}

/** True under `nohup`; known on Linux only. */
function isHangUpIgnored(): boolean {
  if (!existsSync("/proc/self/status")) return false
  const ignored = /^SigIgn:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]
  return (BigInt(`0x${ignored ?? 0}`) & 1n) === 1n
}

const programs = [
  launch("collector", await collectorConfig()),
  launch("aggregator", await aggregatorConfig()),
]
let stopping = false
let isAsked = false
let interrupts = 0
const stop = () => {
  stopping = true
  for (const program of programs) program.kill("SIGTERM")
}
const stopAsAsked = () => {
  if (!stopping) isAsked = true
  stop()
}
process.on("SIGTERM", stopAsAsked)
if (!isHangUpIgnored()) process.on("SIGHUP", stopAsAsked) // the terminal is closed: no orphans
process.on("SIGINT", () => {
  if (++interrupts === 1) return stopAsAsked()
  for (const program of programs) program.kill("SIGKILL")
  process.exit(interruptedStatus)
})

for (const port of [ports.collectorMetrics, ports.aggregatorMetrics])
  while (!stopping && !(await isReady(port))) {
    if (programs.some((program) => program.exitCode !== null)) stop()
    await Bun.sleep(100)
  }
if (!stopping)
  console.log(`ready: open http://127.0.0.1:${ports.console}/
  send syslog to 127.0.0.1:${ports.syslog} (UDP and TCP)
  post to http://127.0.0.1:${ports.intake}/intake
  npm run demo replays a recorded attack story; Ctrl-C stops both programs`)

const statuses = await Promise.race(programs.map((program) => program.exited)).then(
  async (first) => {
    stop()
    return [first, ...(await Promise.all(programs.map((program) => program.exited)))]
  },
)
if (statuses.includes(configurationStatus))
  console.error(`npm start: both stopped; other ports are set by ${portVariables}`)
const isGood = (status: number) => status === 0 || (isAsked && signalledStatuses.includes(status))
process.exit(statuses.find((status) => !isGood(status)) ?? 0)
