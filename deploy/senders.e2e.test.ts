import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

/** Lines that each way sends; each has to be found within this time of its sending. */
const lines = 20
const withinMs = 2000

interface Way {
  readonly name: string
  readonly tool: string
  /** Sends a line for each port; `sent` is told just before each. */
  send(user: string, ports: readonly number[], sent: (port: number) => void): Promise<void>
  readonly fields: Record<string, unknown>
  /** Where a line's port stands in its event, if not in `source.port`. */
  readonly key?: string
}

interface Found {
  readonly total: number
  readonly events: Record<string, unknown>[]
}

const folder = mkdtempSync(join(tmpdir(), "vedette-senders-"))
const searchPath = `${process.env.PATH}:/usr/sbin`
let programs: Programs
let rsyslog: Bun.Subprocess | undefined
let sentInAll = 0

const text = (user: string, port: number) =>
  `Failed password for ${user} from 8.8.8.8 port ${port} ssh2`

/** One call of `logger` for each line. Only the newer protocol tells the zone. */
function logger(name: string, zone: string, ...options: string[]): Way {
  return {
    name,
    tool: "logger",
    fields: {
      "host.name": hostname(),
      "process.name": "sshd",
      "process.pid": 4242,
      "log.syslog.facility.code": 10,
      "log.syslog.severity.code": 5,
    },
    async send(user, ports, sent) {
      const server = options[0] === "-u" ? [] : ["-n", "127.0.0.1", "-P", `${programs.syslogPort}`]
      for (const port of ports) {
        const message = ["-t", "sshd", "--id=4242", "-p", "authpriv.notice", text(user, port)]
        sent(port)
        await call(["logger", ...server, ...options, ...message], { TZ: zone })
      }
    },
  }
}

const rulesets: Record<string, string> = {
  traditional: 'protocol="tcp" template="RSYSLOG_TraditionalForwardFormat"',
  forward: 'protocol="tcp" template="RSYSLOG_ForwardFormat"',
  rfc5424: 'protocol="tcp" template="RSYSLOG_SyslogProtocol23Format"',
  counted: 'protocol="tcp" template="RSYSLOG_SyslogProtocol23Format" TCP_Framing="octet-counted"',
  datagrams: 'protocol="udp" template="RSYSLOG_ForwardFormat"',
}

const socketOf = (ruleset: string) => join(folder, `${ruleset}.sock`)

/** Through a real rsyslogd: its socket, its queue, its templates. */
function overRsyslog(ruleset: string): Way {
  const way = logger(`rsyslog, ${ruleset}`, "UTC", "-u", socketOf(ruleset))
  return { ...way, tool: "rsyslogd" }
}

/** One call of `curl` with all lines as its body. */
function curl(
  name: string,
  path: string,
  type: string,
  body: (user: string, ports: readonly number[]) => string,
  fields: Record<string, unknown>,
  compressor?: string,
): Way {
  return {
    name: `curl, ${name}`,
    tool: compressor ?? "curl",
    fields,
    async send(user, ports, sent) {
      const plain = join(folder, `${user}.body`)
      writeFileSync(plain, body(user, ports))
      if (compressor) await call([compressor, "-q", "-k", plain])
      const file = { gzip: `${plain}.gz`, zstd: `${plain}.zst` }[compressor ?? ""] ?? plain
      const headers = ["-H", `content-type: ${type}`]
      if (compressor) headers.push("-H", `content-encoding: ${compressor}`)
      for (const port of ports) sent(port)
      const url = programs.intake + path
      const said = await call(["curl", "-sS", "--data-binary", `@${file}`, ...headers, url])
      expect(JSON.parse(said)).toEqual({ received: lines, accepted: lines, refused: [] })
    },
  }
}

const record = (user: string, port: number) => ({
  "@timestamp": new Date().toISOString(),
  message: "login",
  "host.name": "web-1",
  "user.name": user,
  "source.ip": "8.8.8.8",
  "source.port": port,
})
const ndjson = (user: string, ports: readonly number[]) =>
  ports.map((port) => `${JSON.stringify(record(user, port))}\n`).join("")
const array = (user: string, ports: readonly number[]) =>
  JSON.stringify(ports.map((port) => record(user, port)))
const stamp = () => new Date().toUTCString().replace(/^\w+, (\d+) (\w+) \d+ ([\d:]+).*/, "$2 $1 $3")
const syslogText = (user: string, ports: readonly number[]) =>
  ports.map((port) => `<85>${stamp()} web-1 sshd[4242]: ${text(user, port)}\n`).join("")
const accessLog = (user: string, ports: readonly number[]) => {
  const now = new Date().toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+).*/, "$1/$2/$3:$4")
  const request = `"GET /cart HTTP/1.1" 200`
  const lineOf = (port: number) =>
    `8.8.8.8 - ${user} [${now} +0000] ${request} ${port} "-" "curl"\n`
  return ports.map(lineOf).join("")
}

const ofRecord = { "host.name": "web-1", message: "login" }
const ofSyslog = {
  "host.name": "web-1",
  "process.name": "sshd",
  "process.pid": 4242,
  "log.syslog.facility.code": 10,
  "log.syslog.severity.code": 5,
}
const ofAccess = { "event.dataset": "nginx.access", "url.path": "/cart" }
const form = "application/x-www-form-urlencoded" // what curl says when it is told nothing
const json = "application/json"
const nd = "application/x-ndjson"

const ways: Way[] = [
  logger("logger, UDP, RFC 3164", "UTC", "-d", "--rfc3164"),
  logger("logger, UDP, RFC 5424", "Asia/Kolkata", "-d", "--rfc5424"),
  logger("logger, TCP, RFC 3164", "UTC", "-T", "--rfc3164"),
  logger("logger, TCP, RFC 5424", "America/New_York", "-T", "--rfc5424"),
  logger("logger, octet count, RFC 3164", "UTC", "-T", "--rfc3164", "--octet-count"),
  logger("logger, octet count, RFC 5424", "Asia/Kolkata", "-T", "--rfc5424", "--octet-count"),
  ...Object.keys(rulesets).map(overRsyslog),
  curl("NDJSON", "/intake", nd, ndjson, ofRecord),
  curl("NDJSON as a form", "/intake", form, ndjson, ofRecord),
  curl("NDJSON in gzip", "/intake", nd, ndjson, ofRecord, "gzip"),
  curl("NDJSON in zstd", "/intake", nd, ndjson, ofRecord, "zstd"),
  curl("an array", "/intake", json, array, ofRecord),
  curl("syslog as text", "/intake", "text/plain", syslogText, ofSyslog),
  curl("syslog for a dataset", "/intake/system.auth", "text/plain", syslogText, ofSyslog),
  {
    ...curl("text for a dataset", "/intake/nginx.access", "text/plain", accessLog, ofAccess),
    key: "http.response.body.bytes",
  },
]

beforeAll(async () => {
  programs = await startPrograms()
  if (toolPath("rsyslogd")) rsyslog = await startRsyslog(toolPath("rsyslogd")!)
}, 60_000)

afterAll(async () => {
  rsyslog?.kill("SIGTERM")
  await rsyslog?.exited
  await programs?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

for (const [index, way] of ways.entries())
  test.skipIf(isMissing(way))(
    `${way.name}: each line is found within two seconds, once, with its fields`,
    async () => {
      const user = `sender${index}x`
      const ports = Array.from({ length: lines }, (_, line) => 20_000 + line)
      const { events, took, sentAt } = await timed(way, user, ports)
      console.log(`${way.name}: found after ${percentile(took, 0.5)} ms, worst ${took.at(-1)} ms`)
      expect(events.map((event) => event[way.key ?? "source.port"]).sort()).toEqual(ports)
      for (const event of events) {
        expect(event).toMatchObject({
          ...way.fields,
          "user.name": user,
          "source.ip": "8.8.8.8",
          "source.geo.country_iso_code": "US",
          "vedette.peer.ip": "127.0.0.1",
        })
        const late = Date.parse(String(event["@timestamp"])) - sentAt
        expect(Math.abs(late)).toBeLessThan(60_000) // an hour's zone that is lost would show
      }
      expect(took.at(-1)!).toBeLessThan(withinMs)
    },
    30_000,
  )

test("what all of them sent is in the ledger, and it balances", async () => {
  const rows = await until("the ledger balances", async () => {
    const { rows } = (await ask("/api/ledger")) as { rows: LedgerRow[] }
    const received = rows.reduce((sum, row) => sum + row.received, 0)
    return (
      received === sentInAll &&
      rows.every((row) => row.difference === 0 && row.onTheWay === 0) &&
      rows
    )
  })
  for (const { deduplicated, dropped } of rows) expect([deduplicated, dropped]).toEqual([0, {}])
}, 30_000)

interface LedgerRow {
  readonly received: number
  readonly deduplicated: number
  readonly dropped: Record<string, number>
  readonly difference: number
  readonly onTheWay: number
}

/** Sends, asks until all is found, and tells after how long each line was. */
async function timed(way: Way, user: string, ports: readonly number[]) {
  const sentAt = new Map<unknown, number>()
  const foundAfter = new Map<unknown, number>()
  const sending = way.send(user, ports, (port) => sentAt.set(port, performance.now()))
  let events: Found["events"] = []
  while (foundAfter.size < ports.length) {
    events = ((await ask(`/api/events?size=100&q=user.name:${user}`)) as Found).events
    const now = performance.now()
    for (const event of events) {
      const port = event[way.key ?? "source.port"]
      if (!foundAfter.has(port)) foundAfter.set(port, Math.round(now - sentAt.get(port)!))
    }
    if (now - Math.min(...sentAt.values()) > 20_000) break
    await Bun.sleep(10)
  }
  await sending
  sentInAll += ports.length
  expect(foundAfter.size).toBe(ports.length)
  const took = [...foundAfter.values()].sort((a, b) => a - b)
  return { events, took, sentAt: Date.now() }
}

async function ask(path: string): Promise<unknown> {
  const answer = await fetch(programs.console + path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

const percentile = (sorted: readonly number[], part: number) =>
  sorted[Math.floor(sorted.length * part)]

async function startRsyslog(binary: string): Promise<Bun.Subprocess> {
  const parts = Object.entries(rulesets).map(
    ([name, options]) => `
      ruleset(name="${name}") {
        action(type="omfwd" target="127.0.0.1" port="${programs.syslogPort}" ${options})
      }
      input(type="imuxsock" Socket="${socketOf(name)}" ruleset="${name}" RateLimit.Interval="0")`,
  )
  const config = join(folder, "rsyslog.conf")
  writeFileSync(config, `module(load="imuxsock" SysSock.Use="off")\n${parts.join("\n")}\n`)
  const child = Bun.spawn([binary, "-n", "-f", config, "-i", join(folder, "pid")], {
    env: { ...process.env, TZ: "UTC" },
    stdio: ["ignore", "inherit", "inherit"],
  })
  await until("rsyslogd listens", async () => {
    if (child.exitCode !== null) throw new Error(`rsyslogd ended with ${child.exitCode}`)
    return Object.keys(rulesets).every((name) =>
      statSync(socketOf(name), { throwIfNoEntry: false })?.isSocket(),
    )
  })
  return child
}

async function call(command: string[], env: Record<string, string> = {}): Promise<string> {
  const child = Bun.spawn(command, { env: { ...process.env, ...env }, stderr: "pipe" })
  const said = await new Response(child.stdout).text()
  if ((await child.exited) === 0) return said
  throw new Error(`${command[0]}: ${await new Response(child.stderr).text()}`)
}

function toolPath(tool: string): string | null {
  return Bun.which(tool, { PATH: searchPath })
}

/** Whether a way is left out for want of its tool; where services are required, that fails. */
function isMissing({ name, tool }: Way): boolean {
  if (toolPath(tool)) return false
  if (process.env["VEDETTE_REQUIRE_SERVICES"] === "1") throw new Error(`${tool} is not installed`)
  console.log(`left out: ${name}: ${tool} is not installed`)
  return true
}
