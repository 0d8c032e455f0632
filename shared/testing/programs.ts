import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Both programs as processes, each on free ports, in a temporary folder. */
export interface Programs extends AsyncDisposable {
  readonly intake: string
  readonly console: string
  readonly syslogPort: number
  readonly collector: Program
  readonly aggregator: Program
}

export interface Program {
  readonly config: string
  readonly pid: number
  /** Where `/metrics` and `/ready` are. */
  readonly metrics: string
  kill(): Promise<void>
  start(): Promise<void>
  /** Its exit status. @param signal SIGTERM by default */
  stop(signal?: "SIGTERM" | "SIGINT"): Promise<number>
}

interface Parts {
  readonly bus?: object
  readonly store?: object
  /** Further options of the HTTP source. */
  readonly intake?: object
  /** Further options of the syslog source. */
  readonly syslog?: object
  /** Further sources. */
  readonly sources?: readonly object[]
  /** Further options of the collector itself. */
  readonly collector?: object
  /** Further options of the aggregator. */
  readonly aggregator?: object
  /** Folder for all that they write, removed at the end; by default a temporary one. */
  readonly home?: string
}

/** Starts a collector and an aggregator; without `bus` and `store` on the embedded ones. */
export async function startPrograms(parts: Parts = {}): Promise<Programs> {
  const { bus, store, home = mkdtempSync(join(tmpdir(), "vedette-programs-")) } = parts
  const [syslog, intake, consolePort, metrics1, metrics2] = freePorts(5)
  const local = { type: "local", directory: join(home, "bus") }
  const collector = program("collector", home, metrics1!, {
    name: "edge",
    home: join(home, "collector"),
    bus: bus ?? local,
    sources: [
      {
        type: "syslog",
        name: "syslog",
        udp: { port: syslog },
        tcp: { port: syslog },
        ...parts.syslog,
      },
      { type: "http", name: "intake", port: intake, ...parts.intake },
      ...(parts.sources ?? []),
    ],
    metrics: { port: metrics1 },
    ...parts.collector,
  })
  const aggregator = program("aggregator", home, metrics2!, {
    name: "centre",
    home: join(home, "aggregator"),
    bus: bus ?? local,
    store: store ?? { type: "local", directory: join(home, "store") },
    enrich: [{ type: "geoip" }],
    evasion: { enabled: false }, // its first start makes a model, which takes seconds
    console: { port: consolePort },
    metrics: { port: metrics2 },
    ...parts.aggregator,
  })
  await Promise.all([collector.start(), aggregator.start()])
  return {
    intake: `http://127.0.0.1:${intake}`,
    console: `http://127.0.0.1:${consolePort}`,
    syslogPort: syslog!,
    collector,
    aggregator,
    async [Symbol.asyncDispose]() {
      await Promise.all([collector.stop(), aggregator.stop()])
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function program(name: string, home: string, metricsPort: number, options: object): Program {
  const config = join(home, `${name}.yaml`)
  writeFileSync(config, JSON.stringify(options)) // JSON is YAML
  let child: Bun.Subprocess | undefined
  const metrics = `http://127.0.0.1:${metricsPort}`
  return {
    config,
    metrics,
    get pid() {
      return child!.pid
    },
    async start() {
      child = Bun.spawn([process.execPath, `${name}/main.ts`, "run", config], {
        stdio: ["ignore", "ignore", "inherit"],
      })
      await until(`${name} is ready`, async () => {
        if (child!.exitCode !== null) throw new Error(`${name} ended with ${child!.exitCode}`)
        return (await fetch(`${metrics}/ready`).catch(() => undefined))?.ok
      })
    },
    async kill() {
      child?.kill("SIGKILL")
      await child?.exited
    },
    async stop(signal = "SIGTERM") {
      child?.kill(signal)
      return (await child?.exited) ?? 0
    },
  }
}

/** Asks again until the answer holds. */
export async function until<T>(
  what: string,
  holds: () => Promise<T | undefined | false>,
  mostMs = 120_000,
): Promise<T> {
  const end = Date.now() + mostMs
  while (Date.now() < end) {
    const answer = await holds()
    if (answer) return answer
    await Bun.sleep(50)
  }
  throw new Error(`not within ${mostMs} ms: ${what}`)
}

export function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () =>
    Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } }),
  )
  const ports = listeners.map((listener) => listener.port)
  for (const listener of listeners) listener.stop(true)
  return ports
}
