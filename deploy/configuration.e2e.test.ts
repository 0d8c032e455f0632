import { afterAll, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

setDefaultTimeout(60_000)

type Program = "collector" | "aggregator"

const folder = mkdtempSync(join(tmpdir(), "vedette-configuration-"))
const taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } })
const takenUdp = await Bun.udpSocket({ hostname: "127.0.0.1" })
let files = 0

afterAll(() => {
  taken.stop(true)
  takenUdp.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the command to its end, which has to come without a stack trace. */
async function run(program: Program, command: string, document: object | string) {
  const home = join(folder, `${files++}`)
  const path = `${home}.yaml`
  const base = { home, bus: { type: "local", directory: join(home, "bus") }, metrics: { port: 0 } }
  const store = { store: { type: "local", directory: join(home, "store") }, console: { port: 0 } }
  const rest = program === "aggregator" ? { ...base, ...store } : base
  const text = typeof document === "string" ? document : JSON.stringify({ ...rest, ...document })
  writeFileSync(path, text)
  return end([process.execPath, `${program}/main.ts`, command, path], {})
}

async function end(command: string[], env: Record<string, string>) {
  const child = Bun.spawn(command, {
    env: { ...process.env, VEDETTE_HOME: folder, ...env },
    stdout: "ignore",
    stderr: "pipe",
  })
  const said = await child.stderr.text()
  expect(said).not.toContain("    at ")
  const isOwnLog = (line: string) => line.startsWith("{")
  const lines = said.split("\n").filter((line) => line !== "" && !isOwnLog(line))
  return { status: await child.exited, said: lines.join("\n") }
}

const http = { type: "http", name: "web", port: 0 }
const syslog = { type: "syslog", name: "log" }
const withSource = (source: object) => ({ sources: [source] })
const token = (reference: unknown) =>
  withSource({ ...http, tokens: [{ name: "a", token: reference }] })
const tls = { port: 0, certificateFile: "/nowhere.pem", keyFile: "/nowhere.pem" }

const invalid: [string, Program, object | string, string][] = [
  ["an unknown key", "collector", withSource({ ...http, prot: 1 }), "sources.0.prot: unknown key"],
  [
    "a wrong type",
    "collector",
    withSource({ ...http, port: "80" }),
    "sources.0.port: Invalid type",
  ],
  ["a port too high", "collector", withSource({ ...http, port: 70_000 }), "sources.0.port: "],
  ["an unknown source", "collector", withSource({ ...http, type: "hppt" }), "sources.0.type: "],
  ["nothing in it", "collector", "", "sources: is missing"],
  ["broken YAML", "collector", "sources: [\n  {", "line 2"],
  ["a secret that is not set", "collector", token("env:VEDETTE_NONE"), "VEDETTE_NONE is not set"],
  ["a secret's missing file", "collector", token("file:/nowhere"), "/nowhere can't be read"],
  ["a secret in plain text", "collector", token("hunter2"), "sources.0.tokens.0.token: a secret"],
  ["a secret as a number", "collector", token(31337), "sources.0.tokens.0.token: a secret"],
  ["an unknown key", "aggregator", { console: { prot: 1 } }, "console.prot: unknown key"],
  ["an unknown store", "aggregator", { store: { type: "oracle" } }, "store.type: "],
]
const secrets = /hunter2|31337/

for (const [what, program, document, expected] of invalid)
  test(`${program}: ${what} is refused by check and run with the option's path`, async () => {
    for (const command of ["check", "run"]) {
      const { status, said } = await run(program, command, document)
      expect(said).toContain(expected)
      expect(said).not.toMatch(secrets)
      expect(status).toBe(78)
    }
  })

test("a configuration that is not there is refused by its name", async () => {
  const { status, said } = await end([process.execPath, "collector/main.ts", "run", "/no.yaml"], {})
  expect([status, said]).toEqual([78, expect.stringContaining("/no.yaml")])
})

const port = taken.port
const used = (port: number) =>
  `another program listens on 127.0.0.1:${port}; stop it or choose another port`
const udpPort = takenUdp.port
const unopened: [string, Program, object, string][] = [
  [
    "UDP",
    "collector",
    withSource({ ...syslog, udp: { port: udpPort } }),
    `sources.0.udp.port: ${used(udpPort)}`,
  ],
  [
    "TCP",
    "collector",
    withSource({ ...syslog, tcp: { port } }),
    `sources.0.tcp.port: ${used(port)}`,
  ],
  ["HTTP", "collector", withSource({ ...http, port }), `sources.0.port: ${used(port)}`],
  [
    "metrics",
    "collector",
    { ...withSource(http), metrics: { port } },
    `metrics.port: ${used(port)}`,
  ],
  ["the console", "aggregator", { console: { port } }, `console.port: ${used(port)}`],
  ["metrics", "aggregator", { metrics: { port } }, `metrics.port: ${used(port)}`],
]
for (const [what, program, document, expected] of unopened)
  test(`${program}: a taken port for ${what} is told with the option's path`, async () => {
    const { status, said } = await run(program, "run", document)
    expect([status, said]).toEqual([78, `vedette-${program}: ${expected}`])
  })

const unfit: [string, Program, object, string][] = [
  [
    "an address of another machine",
    "collector",
    withSource({ ...syslog, tcp: { host: "192.0.2.1", port: 0 } }),
    "sources.0.tcp.port: 192.0.2.1 is not an address of this machine",
  ],
  [
    "a missing certificate",
    "collector",
    withSource({ ...syslog, tls }),
    "sources.0.tls.certificateFile: can't be read",
  ],
  ["an intake open to all", "collector", withSource({ ...http, host: "0.0.0.0" }), "sources.0.tok"],
  ["a console open to all", "aggregator", { console: { host: "0.0.0.0", port: 0 } }, "console"],
  [
    "a missing folder of rules",
    "collector",
    { ...withSource(http), rules: { normalize: ["/nowhere"] } },
    "rules.normalize: ",
  ],
]
for (const [what, program, document, expected] of unfit)
  test(`${program}: ${what} ends the start with the option's path`, async () => {
    const { status, said } = await run(program, "run", document)
    expect([status, said]).toEqual([78, expect.stringContaining(expected)])
  })

for (const given of ["abc", "70000", "0", "80.5"])
  test(`npm start: a port of ${given} is refused by the variable's name`, async () => {
    const start = [process.execPath, "shared/scripts/start.ts"]
    const { status, said } = await end(start, { VEDETTE_CONSOLE_PORT: given })
    expect([status, said]).toEqual([
      78,
      `npm start: VEDETTE_CONSOLE_PORT is "${given}": a port is a number from 1 to 65535`,
    ])
  })
