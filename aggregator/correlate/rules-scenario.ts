import type { Event } from "#shared/ecs/event.ts"

/** What is told as one scenario: lines as they would arrive, or events, each so many seconds in. */
export interface Scenario {
  readonly name: string
  /** The rule of ours that must tell of it once; without one, no correlation may. */
  readonly rule?: string
  readonly records: readonly Readonly<Record<string, unknown>>[]
}

const startMs = Date.UTC(2026, 1, 12, 14)
export const moment = (second: number) => new Date(startMs + second * 1000)
export const two = (value: number) => String(value).padStart(2, "0")
const clock = (second: number) => moment(second).toISOString().slice(11, 19)
export const times = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i))

export const syslog = (second: number, text: string) => ({ raw: `Feb 12 ${clock(second)} ${text}` })
export const nginx = (second: number, ip: string, request: string, status: number) => ({
  raw: `${ip} - - [12/Feb/2026:${clock(second)} +0000] "${request} HTTP/1.1" ${status} 9 "-" "x"`,
  dataset: "nginx.access",
})
export const windows = (second: number, id: number, data: object) => ({
  raw: JSON.stringify({
    EventID: id,
    Channel: id === 1 ? "Microsoft-Windows-Sysmon/Operational" : "Security",
    TimeCreated: moment(second).toISOString(),
    UtcTime: moment(second).toISOString().replace("T", " ").slice(0, 23),
    ...data,
  }),
})
export const event = (second: number, fields: Event) => ({
  "@timestamp": moment(second).toISOString(),
  ...fields,
})

export const failedSsh = (second: number, ip: string, user: string) =>
  syslog(second, `web1 sshd[7]: Failed password for ${user} from ${ip} port 4411 ssh2`)
export const login = (second: number, user: string, country?: string) =>
  event(second, {
    "event.dataset": "system.auth",
    "process.name": "sshd",
    "event.action": "ssh_login",
    "event.outcome": "success",
    "user.name": user,
    "source.ip": "198.51.100.40",
    ...(country && { "source.geo.country_iso_code": country }),
  })
export const denied = (second: number, ip: string, target: string, port: number) =>
  syslog(
    second,
    `fw1 kernel: [1.5] DROP IN=e0 OUT= SRC=${ip} DST=${target} LEN=40 PROTO=TCP SPT=4411 DPT=${port}`,
  )
export const started = (second: number, host: string, line: string) =>
  event(second, {
    "event.category": ["process"],
    "event.type": ["start"],
    "host.os.type": "linux",
    "host.name": host,
    "process.executable": "/usr/bin/bash",
    "process.command_line": line,
  })

export const application = (
  second: number,
  ip: string,
  user: string,
  outcome: "failure" | "success",
) =>
  event(second, {
    "event.dataset": "gitea.log",
    "event.category": ["authentication"],
    "event.outcome": outcome,
    "user.name": user,
    "source.ip": ip,
  })
