import { expect, test } from "bun:test"
import { join } from "node:path"
import fc from "fast-check"
import type { Event } from "#shared/ecs/event.ts"
import { fieldOf } from "#shared/ecs/event.ts"
import { formats } from "./formats/index.ts"
import { openNormaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"

/**
 * Who, whence, when and with what end: no text that an attacker may choose can set them. Each line
 * has a place for such text, written as its sender writes it.
 */
const identity = [
  "@timestamp",
  "host.name",
  "user.name",
  "source.ip",
  "destination.ip",
  "event.outcome",
  "event.kind",
  "vedette.stream",
]

const quoted = (text: string) => text.replace(/["\\]/g, "\\$&").replace(/[\r\n]/g, " ")
const web = (text: string) =>
  text.replace(/["\\]/g, (char) => (char === '"' ? "\\x22" : "\\x5C")).replace(/[\r\n]/g, " ")
const cef = (text: string) => text.replace(/[\\=]/g, "\\$&").replace(/[\r\n]/g, "\\n")
const words = (text: string) => text.replace(/[\r\n\t]/g, " ")
const hex = (text: string) => Buffer.from(text, "utf8").toString("hex").toUpperCase()

interface Line {
  readonly name: string
  readonly format?: string
  readonly dataset?: string
  line(text: string): string
}

const lines: readonly Line[] = [
  {
    name: "key=value",
    format: "kv",
    line: (text) => `user=anna src=192.0.2.1 msg="${quoted(text)}" level=info`,
  },
  {
    name: "CEF",
    line: (text) =>
      `CEF:0|Acme|Gate|1|9|Name|5|rt=1772366400250 src=192.0.2.1 suser=anna outcome=success msg=${cef(text)} cs1=x`,
  },
  {
    name: "CEF, unescaped at the end",
    line: (text) =>
      `CEF:0|Acme|Gate|1|9|Name|5|rt=1772366400250 src=192.0.2.1 dst=192.0.2.2 suser=anna outcome=success msg=${words(text)}`,
  },
  {
    name: "LEEF",
    line: (text) =>
      `LEEF:1.0|Acme|Gate|1|id|devTime=Mar 01 2026 12:00:00\tsrc=192.0.2.1\tusrName=anna\turl=${words(text)}\tsev=3`,
  },
  {
    name: "nginx",
    dataset: "nginx.access",
    line: (text) =>
      `192.0.2.1 - anna [01/Mar/2026:12:00:00 +0000] "GET /${web(words(text)).replaceAll(" ", "%20")} HTTP/1.1" 200 7 "${web(text)}" "${web(text)}"`,
  },
  {
    name: "Apache",
    dataset: "apache.access",
    line: (text) =>
      `192.0.2.1 - anna [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 7 "${quoted(text)}" "${quoted(text)}"`,
  },
  {
    name: "sudo",
    line: (text) =>
      `<85>Mar  1 12:00:00 web1 sudo: anna : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/echo ${words(text)}`,
  },
  {
    name: "sshd",
    line: (text) =>
      `<86>Mar  1 12:00:00 web1 sshd[7]: Received disconnect from 192.0.2.1 port 22:11: ${words(text)} [preauth]`,
  },
  {
    name: "audit, in hexadecimal",
    line: (text) =>
      `type=USER_CMD msg=audit(1772366400.250:7): pid=1 uid=0 auid=1000 ses=1 msg='cwd="/" cmd=${hex(`x${text}`)} exe="/usr/bin/sudo" hostname=? addr=192.0.2.1 terminal=? res=success'`,
  },
  {
    name: "postfix",
    line: (text) =>
      `<22>Mar  1 12:00:00 mx1 postfix/cleanup[11]: 4F1E83D: warning: header Subject: ${words(text)} from pc[192.0.2.1]; from=<x@example.net> to=<a@example.com> proto=ESMTP helo=<pc>`,
  },
  {
    name: "syslog",
    line: (text) =>
      `<13>1 2026-03-01T12:00:00Z web1 app 7 - [a@1 b="${quoted(text).replaceAll("]", "\\]")}"] ${words(text).replace(/^\s*[[{<]/, "x")}`,
  },
  {
    name: "W3C",
    format: "w3c",
    line: (text) =>
      `2026-03-01 12:00:00 198.51.100.7 GET /i q=${words(text).replaceAll(" ", "+")} 443 anna 192.0.2.1 ${words(text).replaceAll(" ", "+") || "-"} - 200 0 0 15`,
  },
]

const pieces = fc.constantFrom(
  " ", '"', "'", "\\", "|", "=", ";", ",", "[", "]", "<", ">", "\t", "\n", ": ", "^", "+", "%20",
  "src=9.9.9.9", "user=root", "suser=root", "usrName=root", "outcome=failure", "res=failed", "addr=9.9.9.9",
  "rt=0", "from 9.9.9.9 port 22 ssh2", "from=<root@example.com>", "for root", "acct=\"root\"", "USER=evil ; COMMAND=x",
  "type=USER_AUTH msg=audit(1.1:1):", "CEF:0|a|b|c|d|e|f|", "<13>Jan  1 00:00:00 evil sshd[1]: ", '{"user":"root"}',
  "@timestamp=0", "event.outcome=failure", "vedette.stream=alerts", "x", "é", "\u202e",
) // biome-ignore format: a list of pieces

const normalise = openNormaliser([join(import.meta.dir, "../rules/normalize")])
const parser = parserOf({ formats, normalise, collector: "edge" })

function read({ format, dataset }: Line, text: string): Record<string, unknown> {
  const out: Event[] = []
  const origin = { source: "s", batch: "b", receivedMs: Date.UTC(2026, 5, 1) }
  const more = { ...(format && { format }), ...(dataset && { dataset }) }
  parser({ text, position: 0 }, { ...origin, ...more }, out)
  return Object.fromEntries(identity.map((name) => [name, fieldOf(out[0] as Event, name)]))
}

test.each(lines)("$name: chosen text sets nothing else", (line) => {
  const wanted = read(line, line.line("x"))
  expect(Object.values(wanted).filter((value) => value !== undefined).length).toBeGreaterThan(2)
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      expect(read(line, line.line(`x${parts.join("")}`))).toEqual(wanted)
    }),
    { numRuns: 500, seed: 20_260_301 },
  )
})
