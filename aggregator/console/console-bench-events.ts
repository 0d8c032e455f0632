import type { Event } from "#shared/ecs/event.ts"

const spanMs = 30 * 86_400_000

const users = ["alice", "bob", "carol", "dave", "root", "svc-backup", "svc-web", "SYSTEM"]
const programs = ["sshd", "nginx", "powershell.exe", "cmd.exe", "svchost.exe", "cron", "curl"]
const countries = ["DE", "FR", "US", "CN", "NL", "PL"]

/** One of so many events of the thirty days before: of eight datasets, each with other fields. */
export function benchEvent(at: number, total: number, endMs: number): Event {
  const when = new Date(endMs - spanMs + Math.floor((at / total) * spanMs)).toISOString()
  const mixed = (at * 2_654_435_761) % 4_294_967_296
  const host = `host-${mixed % 400}.corp.example`
  const user = users[(mixed >>> 3) % users.length]!
  const address = `10.${mixed % 16}.${(mixed >>> 8) % 250}.${(mixed >>> 16) % 250}`
  return {
    "@timestamp": when,
    "event.created": when,
    "event.id": `bench-${at}`,
    "ecs.version": "9.4.0",
    "vedette.stream": "events",
    "vedette.source": `source-${at % 5}`,
    "vedette.collector": "edge-1",
    "vedette.batch": `b-${Math.floor(at / 2_000)}`,
    "host.name": host,
    "user.name": user,
    "source.ip": address,
    "source.port": 1_024 + (mixed % 60_000),
    ...kinds[at % kinds.length]!(mixed, user, address),
  } as unknown as Event
}

type Kind = (n: number, user: string, address: string) => Readonly<Record<string, unknown>>

const auth: Kind = (n, user, address) => ({
  "event.dataset": "system.auth",
  "event.category": ["authentication"],
  "event.action": "ssh_login",
  "event.outcome": n % 5 === 0 ? "success" : "failure",
  "process.name": "sshd",
  message: `${n % 5 === 0 ? "Accepted" : "Failed"} password for ${user} from ${address} port ${n % 60_000} ssh2`,
})

const web: Kind = (n, _, address) => ({
  "event.dataset": "nginx.access",
  "event.category": ["web"],
  "http.request.method": n % 7 === 0 ? "POST" : "GET",
  "http.response.status_code": n % 11 === 0 ? 404 : 200,
  "url.path": `/shop/item/${n % 5_000}`,
  "source.geo.country_iso_code": countries[n % countries.length]!,
  "user_agent.original": `Mozilla/5.0 (X11; Linux x86_64) Firefox/${100 + (n % 30)}.0`,
  message: `${address} - - "GET /shop/item/${n % 5_000} HTTP/1.1" ${n % 11 === 0 ? 404 : 200} ${n % 9_000}`,
})

const start: Kind = (n, user) => ({
  "event.dataset": "windows.sysmon_operational",
  "event.category": ["process"],
  "event.action": "process-created",
  "process.name": programs[n % programs.length]!,
  "process.pid": n % 30_000,
  "process.command_line": `${programs[n % programs.length]} --task ${n % 100_000} --as ${user}`,
  "process.hash.sha256": (n % 3_000).toString(16).padStart(64, "a"),
  "vendor.winlog.event_id": 1,
  message: `Process Create: ${programs[n % programs.length]} by ${user}`,
})

const name: Kind = (n) => ({
  "event.dataset": "zeek.dns",
  "event.category": ["network"],
  "dns.question.name": `www${n % 2_000}.example.org`,
  "destination.ip": `203.0.113.${n % 250}`,
  "destination.port": 53,
  message: `query www${n % 2_000}.example.org`,
})

const kinds: readonly Kind[] = [auth, web, start, name, web, auth, web, name]

/** What is asked of the store, one of each kind of question. */
export const benchQueries: readonly (readonly [kind: string, query: string])[] = [
  ["everything", ""],
  ["term", "user.name:root"],
  ["two terms", "event.outcome:failure AND host.name:host-8.corp.example"],
  ["free text", "failed password"],
  ["rare free text", "www1235"],
  ["phrase", '"accepted password for root"'],
  ["CIDR", "source.ip:10.3.0.0/16"],
  ["wildcard", "process.command_line:*--task?777*"],
  ["prefix", "url.path:/shop/item/12*"],
  ["range", "http.response.status_code:>=400"],
  ["exists", "dns.question.name:*"],
  ["not", "NOT event.dataset:nginx.access"],
  ["vendor field", "vendor.winlog.event_id:1"],
  ["nothing", "user.name:nobody"],
]
