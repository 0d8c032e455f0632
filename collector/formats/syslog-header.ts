import { ipOf } from "#shared/ecs/address.ts"
import type { Event } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"

export function writeHost(event: Event, host: string): void {
  put(event, "log.syslog.hostname", host)
  put(event, "host.hostname", host)
  put(event, "host.name", host)
  const ip = ipOf(host)
  if (ip) put(event, "host.ip", [ip])
}

export function writeProgram(event: Event, program: string, procid: string | undefined): void {
  put(event, "log.syslog.appname", program)
  put(event, "process.name", program.slice(program.lastIndexOf("/") + 1) || program)
  if (procid === undefined || procid === "") return
  put(event, "log.syslog.procid", procid)
  if (/^\d{1,10}$/.test(procid)) event["process.pid"] = Number(procid)
}
