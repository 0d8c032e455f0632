import { expect, test } from "bun:test"
import { join } from "node:path"
import fc from "fast-check"
import type { Event } from "#shared/ecs/event.ts"
import { fieldOf } from "#shared/ecs/event.ts"
import { formats } from "./formats/index.ts"
import { openNormaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"

/**
 * The logs of servers, proxies, databases and middleware: no text that an attacker may choose sets
 * who, whence, when and with what end. Each line has a place for such text, written as its sender
 * writes it: raw, where the sender escapes nothing.
 */
const identity = [
  "@timestamp",
  "host.name",
  "user.name",
  "source.ip",
  "event.outcome",
  "event.kind",
  "vedette.stream",
]

const words = (text: string) => text.replace(/[\r\n\t]/g, " ")
const path = (text: string) => encodeURI(words(text)).replaceAll("%25", "%")
const coded = (text: string) => words(text).replace(/["#{|}]/g, "#22")
const json = (text: string) => JSON.stringify(text)
const doubled = (text: string) => text.replaceAll('"', '""')

interface Line {
  readonly name: string
  readonly dataset: string
  readonly format?: string
  /** Chosen by the client in truth, or told by nobody where several texts claim it. */
  readonly free?: readonly string[]
  /** May be unknown where the text is ambiguous, but never another. */
  readonly lost?: readonly string[]
  line(text: string): string
}

const lines: readonly Line[] = [
  {
    name: "nginx, a path in an error",
    dataset: "nginx.error",
    lost: ["source.ip"],
    line: (text) =>
      `2026/03/01 12:00:00 [error] 7#7: *1 open() "/srv/${words(text)}" failed (2: No such file or directory), client: 192.0.2.1, server: s, request: "GET / HTTP/1.1", host: "h"`,
  },
  {
    name: "nginx, a referrer in an error",
    dataset: "nginx.error",
    lost: ["source.ip"],
    line: (text) =>
      `2026/03/01 12:00:00 [error] 7#7: *1 limiting requests, excess: 5.4 by zone "z", client: 192.0.2.1, server: s, request: "GET / HTTP/1.1", host: "h", referrer: "${words(text)}"`,
  },
  {
    name: "Apache, a path in an error",
    dataset: "apache.error",
    line: (text) =>
      `[Sun Mar 01 12:00:00.250123 2026] [core:info] [pid 7:tid 140] [client 192.0.2.1:59307] AH00128: File does not exist: /srv/${words(text)}`,
  },
  {
    name: "Traefik",
    dataset: "traefik.access",
    line: (text) =>
      `192.0.2.1 - anna [01/Mar/2026:12:00:00 +0000] "GET /${path(text)} HTTP/2.0" 404 19 "${words(text)}" "${words(text)}" 262 "r" "http://198.51.100.3:80" 2ms`,
  },
  {
    name: "Caddy",
    dataset: "caddy.access",
    line: (text) =>
      `{"level":"info","ts":1772366400.25,"logger":"http.log.access","msg":"handled request","request":{"client_ip":"192.0.2.1","proto":"HTTP/2.0","method":"GET","host":"h","uri":${json(`/${text}`)},"headers":{"User-Agent":[${json(text)}]}},"user_id":"anna","duration":0.25,"size":7,"status":401}`,
  },
  {
    name: "HAProxy",
    dataset: "haproxy.log",
    line: (text) =>
      `192.0.2.1:38862 [01/Mar/2026:12:00:00.726] in~ app/srv1 0/0/1/0/2 304 168 - - ---- 6/6/0/0/0 0/0 {${coded(text)}} {${coded(text)}} "GET /${coded(text)} HTTP/1.1"`,
  },
  {
    name: "Envoy",
    dataset: "envoyproxy.log",
    lost: ["source.ip"],
    line: (text) =>
      `[2026-03-01T12:00:00.250Z] "GET /${path(text)} HTTP/2" 403 - 0 19 5 4 "9.8.7.6,192.0.2.1" "${words(text)}" "0a1b" "example.org" "198.51.100.3:80"`,
  },
  {
    name: "Squid",
    dataset: "squid.access",
    line: (text) =>
      `1772366400.250     16 192.0.2.1 TCP_MISS/200 2014 GET http://example.org/${path(text)} anna HIER_DIRECT/198.51.100.3 text/html`,
  },
  {
    name: "MySQL, a user's name",
    dataset: "mysql.error",
    free: ["user.name"],
    line: (text) =>
      `2026-03-01 12:00:05 8 [Warning] Access denied for user '${words(text)}'@'192.0.2.1' (using password: YES)`,
  },
  {
    name: "MySQL, a slow query",
    dataset: "mysql.slowlog",
    line: (text) =>
      `# User@Host: anna[anna] @ db1 [192.0.2.1]  Id:   182\n# Query_time: 2.746607  Lock_time: 0.000138 Rows_sent: 10  Rows_examined: 3\nSET timestamp=1772366400;\nSELECT ${text}`,
  },
  {
    name: "MariaDB audit, a query",
    dataset: "mariadb.audit",
    line: (text) =>
      `20260301 12:00:00,db1,anna,192.0.2.1,26,41,QUERY,shop,'select ${words(text).replace(/['\\]/g, "\\$&")}',1064`,
  },
  {
    name: "PostgreSQL, a query",
    dataset: "postgresql.log",
    line: (text) =>
      `2026-03-01 12:00:00.250 UTC [44] 192.0.2.1 anna@shop LOG:  duration: 2.895 ms  statement: ${text}`,
  },
  {
    name: "PostgreSQL, a user's name",
    dataset: "postgresql.log",
    free: ["user.name"],
    lost: ["source.ip", "event.outcome"],
    line: (text) =>
      `2026-03-01 12:00:00.250 UTC [44] 192.0.2.1 ${words(text)}@shop FATAL:  password authentication failed for user "${words(text)}"`,
  },
  {
    name: "PostgreSQL, a query in CSV",
    dataset: "postgresql.log",
    line: (text) =>
      `2026-03-01 12:00:00.612 UTC,"anna","shop",7,"192.0.2.1:16790",5f.4f,1,"SELECT",2026-03-01 12:00:00 UTC,3/1,0,ERROR,42601,"syntax error at ${doubled(text)}",,,,,,"${doubled(text)}",,,"psql"`,
  },
  {
    name: "MongoDB, a command",
    dataset: "mongodb.log",
    line: (text) =>
      `2026-03-01T12:00:00.450+0000 I COMMAND  [conn1] command a.b appName: "${words(text)}" { x: "${words(text)}" }`,
  },
  {
    name: "Elasticsearch audit, a request",
    dataset: "elasticsearch.audit",
    line: (text) =>
      `[2026-03-01T12:00:00,250] [rest] [authentication_failed]    origin_address=[192.0.2.1], principal=[anna], uri=[/${path(text)}], request_body=[${words(text)}]`,
  },
  {
    name: "Elasticsearch, a slow query",
    dataset: "elasticsearch.slowlog",
    line: (text) =>
      `[2026-03-01T12:00:00,250][WARN ][index.search.slowlog.query] [node-1] [orders][3] took[4.5ms], took_millis[4], types[], stats[], search_type[QUERY_THEN_FETCH], total_shards[1], source[${words(text)}],`,
  },
  {
    name: "Kafka, a principal",
    dataset: "kafka.log",
    free: ["user.name"],
    line: (text) =>
      `[2026-03-01 12:00:00,250] INFO Principal = User:CN=${words(text)} is Denied Operation = Read from host = 192.0.2.1 on resource = Topic:LITERAL:orders (kafka.authorizer.logger)`,
  },
  {
    name: "SQL Server, a user's name",
    dataset: "microsoft_sqlserver.log",
    free: ["user.name"],
    line: (text) =>
      `2026-03-01 12:00:00.25 Logon       Login failed for user '${words(text)}'. Reason: Could not find a login matching the name provided. [CLIENT: 192.0.2.1]`,
  },
  {
    name: "RabbitMQ, a user's name",
    dataset: "rabbitmq.log",
    free: ["user.name"],
    line: (text) =>
      `2026-03-01 12:00:00.250 [error] <0.7.0> Error on AMQP connection <0.7.0> (192.0.2.1:50000 -> 198.51.100.3:5672, state: starting):\nPLAIN login refused: user '${words(text)}' - invalid credentials`,
  },
  {
    name: "NATS, a payload",
    dataset: "nats.log",
    line: (text) =>
      `[1] 2026/03/01 12:00:00.250123 [TRC] 192.0.2.1:62388 - cid:3 - ->> MSG_PAYLOAD: [${words(text)}]`,
  },
  {
    name: "Santa, arguments",
    dataset: "santa.log",
    line: (text) =>
      `[2026-03-01T12:00:00.250Z] I santad: action=EXEC|decision=DENY|reason=BINARY|path=/opt/t|args=/opt/t ${words(text).replaceAll("|", "<pipe>")}|pid=7|uid=501|user=anna|gid=20|mode=M`,
  },
]

const pieces = fc.constantFrom(
  " ", '"', "'", "\\", "|", "=", ";", ",", ", ", "[", "]", "{", "}", "(", ")", "@", "\t", "\n", ": ", "x",
  ", client: 9.9.9.9, server: s", ', request: "GET / HTTP/1.1"', ', referrer: "', "[client 9.9.9.9:1] ",
  "'@'9.9.9.9' (using password: NO)", "# User@Host: root[root] @ x [9.9.9.9]\n# ", "SET timestamp=1;", ",0", "',0",
  "LOG:  connection received: host=9.9.9.9 port=1", "LOG:  connection authorized: user=root", "@shop FATAL:  x",
  'password authentication failed for user "root"', '" "a" "h" "9.9.9.9:80"', " c l d 9.9.9.9:1 s r", "HTTP/1.1\" 200 1",
  "], principal=[root]", ", origin_address=[9.9.9.9]", "took_millis[9]", " is Allowed Operation = Read from host = 9.9.9.9",
  " on resource = x", " (kafka.x)\n", "9.9.9.9:1 - cid:1 - ", 'authentication error - User "root"', "|user=root|uid=0",
  "' authenticated and granted access to vhost '", " [CLIENT: 9.9.9.9]", "'. Reason: x",
  "SCRAM-SHA-1 authentication failed for root on admin from client 9.9.9.9 ; x", "decision=ALLOW", "[01/Jan/2020:00:00:00 +0000]",
) // biome-ignore format: a list of pieces

const normalise = openNormaliser([join(import.meta.dir, "../rules/normalize")])
const parser = parserOf({ formats, normalise, collector: "edge" })

function read({ format, dataset }: Line, text: string): Record<string, unknown> {
  const out: Event[] = []
  const origin = { source: "s", batch: "b", receivedMs: Date.UTC(2026, 5, 1), dataset }
  parser({ text, position: 0 }, { ...origin, ...(format && { format }) }, out)
  return Object.fromEntries(identity.map((name) => [name, fieldOf(out[0] as Event, name)]))
}

test.each(lines)("$name: chosen text sets nothing else", (line) => {
  const wanted = read(line, line.line("x"))
  expect(Object.values(wanted).filter((value) => value !== undefined).length).toBeGreaterThan(2)
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const got = read(line, line.line(`x${parts.join("")}`))
      for (const name of identity) {
        if (line.free?.includes(name)) continue
        if (line.lost?.includes(name) && got[name] === undefined) continue
        expect([name, got[name]]).toEqual([name, wanted[name]])
      }
    }),
    { numRuns: 500, seed: 20_260_301 },
  )
})
