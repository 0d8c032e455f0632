import { auditd } from "./auditd.ts"
import { beats } from "./beats.ts"
import { cef } from "./cef.ts"
import { cloudwatch } from "./cloudwatch.ts"
import { cri, docker } from "./container.ts"
import type { Format } from "./define.ts"
import { gelf } from "./gelf.ts"
import { hec } from "./hec.ts"
import { journald } from "./journald.ts"
import { json } from "./json.ts"
import { kv } from "./kv.ts"
import { leef } from "./leef.ts"
import { otlp } from "./otlp.ts"
import { sapAudit } from "./sap-audit.ts"
import { syslog } from "./syslog.ts"
import { text } from "./text.ts"
import { vpcflow } from "./vpcflow.ts"
import { w3c } from "./w3c.ts"
import { winevent } from "./winevent-json.ts"
import { snare } from "./winevent-snare.ts"
import { wineventText } from "./winevent-text.ts"
import { wineventXml } from "./winevent-xml.ts"
import { zeek } from "./zeek.ts"

/** Every wire format, in the order in which a record of unknown format is tried. */
export const formats: readonly Format[] = [
  syslog,
  auditd,
  cef,
  leef,
  cri,
  docker,
  journald,
  gelf,
  winevent,
  wineventXml,
  snare,
  wineventText,
  vpcflow,
  sapAudit,
  cloudwatch,
  beats,
  otlp,
  hec,
  json,
  zeek,
  w3c,
  kv,
  text,
]
