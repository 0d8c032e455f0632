import { isEcsField } from "../ecs/fields.ts"
import type { Resolve } from "./check.ts"

type Map = Readonly<Record<string, readonly string[]>>

/** Where a field of Windows events stands besides `vendor.winlog.event_data.`. */
const windowsFields: Map = {
  EventID: ["event.code", "vendor.winlog.event_id"],
  Channel: ["vendor.winlog.channel"],
  Provider_Name: ["event.provider", "vendor.winlog.provider_name"],
  Computer: ["vendor.winlog.computer_name", "host.name"],
  ComputerName: ["vendor.winlog.computer_name", "host.name"],
  EventRecordID: ["vendor.winlog.record_id"],
  Level: ["vendor.winlog.level", "log.level"],
  CommandLine: ["process.command_line"],
  CurrentDirectory: ["process.working_directory"],
  DestAddress: ["destination.ip"],
  DestinationHostname: ["destination.domain"],
  DestinationIp: ["destination.ip"],
  DestinationPort: ["destination.port"],
  DestPort: ["destination.port"],
  HostApplication: ["process.command_line"],
  Image: ["vendor.winlog.event_data.NewProcessName", "process.executable"],
  ImageLoaded: ["dll.path", "file.path"],
  IpAddress: ["source.ip"],
  IpPort: ["source.port"],
  NewProcessName: ["process.executable"],
  OriginalFileName: ["process.pe.original_file_name"],
  ParentCommandLine: ["process.parent.command_line"],
  ParentImage: ["vendor.winlog.event_data.ParentProcessName", "process.parent.executable"],
  ParentProcessId: ["process.parent.pid"],
  ParentUser: ["process.parent.user.name"],
  ProcessId: ["process.pid"],
  ProcessName: ["process.executable"],
  Protocol: ["network.transport"],
  QueryName: ["dns.question.name"],
  ScriptBlockText: ["vendor.powershell.file.script_block_text"],
  ServiceName: ["service.name"],
  SourceImage: ["process.executable"],
  SourceIp: ["source.ip"],
  SourcePort: ["source.port"],
  SubjectUserName: ["user.name"],
  TargetFilename: ["file.path"],
  TargetObject: ["registry.path"],
  TargetUserName: ["user.target.name", "user.name"],
  User: ["vendor.winlog.event_data.SubjectUserName", "user.name"],
  WorkstationName: ["source.domain"],
}

/** Processes and files of other systems, under the names that Sysmon gave them. */
const hostFields: Map = {
  CommandLine: ["process.command_line"],
  CurrentDirectory: ["process.working_directory"],
  DestinationHostname: ["destination.domain"],
  DestinationIp: ["destination.ip"],
  DestinationPort: ["destination.port"],
  Image: ["process.executable"],
  ParentCommandLine: ["process.parent.command_line"],
  ParentImage: ["process.parent.executable"],
  ProcessId: ["process.pid"],
  TargetFilename: ["file.path"],
  User: ["user.name"],
  exe: ["process.executable"],
  comm: ["process.name"],
}

/** W3C names of web servers and proxies, and what other products of the network use. */
const networkFields: Map = {
  "c-ip": ["source.ip"],
  "c-uri": ["url.original", "url.full", "url.path"],
  "c-uri-extension": ["url.extension"],
  "c-uri-query": ["url.query"],
  "c-uri-stem": ["url.path"],
  "c-useragent": ["user_agent.original"],
  "cs-bytes": ["http.request.bytes"],
  "cs-cookie": ["vendor.cs-cookie"],
  "cs-host": ["url.domain", "destination.domain"],
  "cs-ip": ["source.ip"],
  "cs-method": ["http.request.method"],
  "cs-referer": ["http.request.referrer"],
  "cs-referrer": ["http.request.referrer"],
  "cs-uri": ["url.original", "url.full"],
  "cs-uri-extension": ["url.extension"],
  "cs-uri-query": ["url.query", "url.original"],
  "cs-uri-stem": ["url.path", "url.original"],
  "cs-user-agent": ["user_agent.original"],
  "cs-username": ["user.name"],
  "cs-version": ["http.version"],
  "r-dns": ["url.domain", "destination.domain"],
  "s-ip": ["destination.ip"],
  "s-port": ["destination.port"],
  "sc-bytes": ["http.response.bytes"],
  "sc-status": ["http.response.status_code"],
  dst_ip: ["destination.ip"],
  dst_port: ["destination.port"],
  src_ip: ["source.ip"],
  src_port: ["source.port"],
  query: ["dns.question.name"],
  record_type: ["dns.question.type"],
  answer: ["dns.answers.data", "dns.resolved_ip"],
}

/** The audit records of clouds. */
const cloudFields: Map = {
  eventName: ["event.action"],
  eventSource: ["event.provider"],
  sourceIPAddress: ["source.ip", "source.address"],
  userAgent: ["user_agent.original"],
  errorCode: ["error.code"],
  errorMessage: ["error.message"],
}

type Logsource = Readonly<Record<"product" | "category" | "service", string | undefined>>

/**
 * Where the fields of a rule stand in our events: first as the provider had them, then under their
 * ECS name. A name of ECS means itself.
 */
export function fieldsOf(logsource: Logsource): Resolve {
  const { product, service, category } = logsource
  return (field) => {
    if (isEcsField(field) || field.startsWith("vendor.")) return [field]
    const name = field.replaceAll(" ", "")
    const keys = product === "windows" ? windowsKeys(name, logsource) : []
    for (const prefix of [service, product, category]) {
      if (prefix && prefix !== "windows") keys.push(`vendor.${prefix}.${name}`)
    }
    keys.push(...(mapOf(product, name) ?? []), `vendor.${name}`)
    return [...new Set(keys)]
  }
}

/** Sigma writes without spaces what Defender writes with them: `Threat Name`. */
function windowsKeys(name: string, { service, category }: Logsource): string[] {
  const spaced = service === "windefend" || category === "antivirus" || !(service || category)
  const names = spaced ? new Set([name, name.replace(/(?<=[a-z])(?=[A-Z])/g, " ")]) : [name]
  return [...names]
    .map((one) => `vendor.winlog.event_data.${one}`)
    .concat(`vendor.winlog.user_data.${name}`)
}

function mapOf(product: string | undefined, name: string): readonly string[] | undefined {
  const maps =
    product === "windows"
      ? [windowsFields]
      : product === "aws"
        ? [cloudFields, networkFields]
        : [hostFields, networkFields, ...(product === undefined ? [windowsFields] : [])]
  return maps.find((map) => Object.hasOwn(map, name))?.[name]
}
