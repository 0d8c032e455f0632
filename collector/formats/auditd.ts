import { ipOf } from "#shared/ecs/address.ts"
import { type Event, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { type AuditRecord, readRecords } from "./auditd-records.ts"
import { socketOf } from "./auditd-socket.ts"
import { syscallOf } from "./auditd-syscalls.ts"
import type { Format } from "./define.ts"

/**
 * Records of the Linux audit: one, or all of an event (the same serial) divided by line ends. Values
 * that auditd writes in hexadecimal are decoded. A key that several records hold keeps all values.
 */
export const auditd: Format = {
  name: "auditd",
  summary: "Records of the Linux audit, one or all of an event",
  example:
    'type=SYSCALL msg=audit(1772366400.250:77): arch=c000003e syscall=59 success=yes exit=0 ppid=1 pid=2 auid=1000 uid=0 gid=0 euid=0 comm="id" exe="/usr/bin/id" key="k"\ntype=EXECVE msg=audit(1772366400.250:77): argc=1 a0="id"',
  looksLike: (text) =>
    /^(?:node=\S{1,255} )?type=[A-Z_0-9]{1,64}(?:\[\d+\])? msg=audit\(/.test(text),
  read(text, event) {
    const records = readRecords(text)
    const [first] = records
    if (!first) return "auditd: no type=… msg=audit(…)"
    event["@timestamp"] = new Date(first.ms).toISOString()
    if (first.node) put(event, "host.name", first.node)
    event.message = text
    setField(event, "vendor.auditd.sequence", first.serial)
    setField(event, "vendor.auditd.record_type", several(records.map(({ type }) => type)))
    setField(event, "vendor.auditd.records", records.length)
    setField(event, "vendor.auditd.main_type", mainOf(records).type)
    writeData(event, records)
    writeFacts(event, records)
    writeSyscall(event, records)
    writeArguments(event, records)
    writePath(event, records)
    writeSocket(event, records)
    return undefined
  },
}

const details = new Set([
  "SYSCALL",
  "CWD",
  "PATH",
  "PROCTITLE",
  "EXECVE",
  "EOE",
  "SOCKADDR",
  "FD_PAIR",
])

/** The record that says what happened: not one of those that only describe a system call. */
const mainOf = (records: readonly AuditRecord[]): AuditRecord =>
  (records.find(({ type }) => !details.has(type)) ??
    records.find(({ type }) => type === "SYSCALL") ??
    records[0]) as AuditRecord

const several = (values: readonly string[]): string | string[] => {
  const distinct = [...new Set(values)]
  return distinct.length === 1 ? (distinct[0] as string) : distinct
}

function writeData(event: Event, records: readonly AuditRecord[]): void {
  const all = new Map<string, string[]>()
  for (const { values } of records) {
    for (const [key, value] of values) {
      const before = all.get(key)
      if (before) before.push(value)
      else all.set(key, [value])
    }
  }
  for (const [key, values] of all) setField(event, `vendor.auditd.data.${key}`, several(values))
}

/** Keys that say who and what, and the fields for them. */
const facts: Readonly<Record<string, string>> = {
  pid: "process.pid",
  ppid: "process.parent.pid",
  comm: "process.name",
  exe: "process.executable",
  cwd: "process.working_directory",
  cmd: "process.command_line",
  uid: "user.id",
  gid: "user.group.id",
  euid: "user.effective.id",
  egid: "user.effective.group.id",
  acct: "user.name",
  unit: "service.name",
}

/** Of several records the one that says what happened comes first. */
function writeFacts(event: Event, records: readonly AuditRecord[]): void {
  const main = mainOf(records)
  const ordered = [main, ...records.filter((record) => record !== main)]
  const find = (key: string) => ordered.find(({ values }) => values.has(key))?.values.get(key)
  for (const [key, field] of Object.entries(facts)) {
    const value = find(key)
    if (value && value !== "?" && value !== "(null)" && value !== "(unknown)")
      put(event, field, value)
  }
  if (find("acct") === undefined) put(event, "user.name", find("UID") ?? null)
  const exit = find("exit")
  if (exit && /^-?\d+$/.test(exit)) put(event, "process.exit_code", exit)
  writeEnd(event, "source", find("addr") ?? find("laddr") ?? find("src"))
  writeEnd(event, "destination", find("dst"))
}

function writeEnd(event: Event, end: "source" | "destination", address: string | undefined): void {
  if (address === undefined || !ipOf(address)) return
  put(event, `${end}.address`, address)
  put(event, `${end}.ip`, address)
}

const recordOf = (records: readonly AuditRecord[], type: string) =>
  records.find((record) => record.type === type)?.values

function writeSyscall(event: Event, records: readonly AuditRecord[]): void {
  const values = recordOf(records, "SYSCALL")
  const { arch, name } = syscallOf(values?.get("arch"), values?.get("syscall"))
  if (arch) put(event, "host.architecture", arch)
  if (!name) return
  setField(event, "vendor.auditd.syscall", name)
  const number = values?.get("syscall") as string
  setField(event, "vendor.auditd.data.syscall", several([number, name])) // rules say either
}

const argumentsMax = 1000

/** EXECVE counts its arguments: a0, a1 …; PROCTITLE divides them by NUL. */
function writeArguments(event: Event, records: readonly AuditRecord[]): void {
  const values = recordOf(records, "EXECVE")
  const title = recordOf(records, "PROCTITLE")?.get("proctitle")
  const args: string[] = []
  for (let i = 0; values && i < argumentsMax && values.has(`a${i}`); i++)
    args.push(values.get(`a${i}`) as string)
  if (args.length === 0 && title) args.push(...title.split("\0").filter((part) => part !== ""))
  const typed = recordOf(records, "USER_CMD")?.get("cmd")
  if (args.length === 0 && typed) args.push(...typed.split(" "))
  if (args.length === 0) return
  put(event, "process.args", args)
  put(event, "process.args_count", args.length)
  put(event, "process.command_line", args.join(" "))
  if (title) put(event, "process.title", title.replaceAll("\0", " ").trim())
}

/** The file that the call was about: not the folder that holds it. */
function writePath(event: Event, records: readonly AuditRecord[]): void {
  const paths = records.filter(({ type }) => type === "PATH").map(({ values }) => values)
  const values = paths.find((path) => path.get("nametype") !== "PARENT") ?? paths[0]
  const name = values?.get("name")
  if (!values || !name || name === "(null)") return
  put(event, "file.path", name)
  const fields = { inode: "file.inode", rdev: "file.device", ouid: "file.uid", ogid: "file.gid" }
  for (const [key, field] of Object.entries(fields)) {
    const value = values.get(key)
    if (value) put(event, field, value)
  }
  const mode = values.get("mode")
  if (mode) put(event, "file.mode", `0${mode.slice(-3)}`)
}

const incoming = new Set(["accept", "accept4", "recvfrom", "recvmsg"])

function writeSocket(event: Event, records: readonly AuditRecord[]): void {
  const address = recordOf(records, "SOCKADDR")?.get("saddr")
  const socket = address ? socketOf(address) : undefined
  if (!socket) return
  if (socket.path) {
    put(event, "file.path", socket.path)
    return
  }
  const isIncoming = incoming.has(String(event["vendor.auditd.syscall"]))
  const end = isIncoming ? "source" : "destination"
  put(event, `${end}.ip`, socket.ip ?? "")
  put(event, `${end}.address`, socket.ip ?? "")
  put(event, `${end}.port`, socket.port ?? 0)
  put(event, "network.direction", isIncoming ? "ingress" : "egress")
}
