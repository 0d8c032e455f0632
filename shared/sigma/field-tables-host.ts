import { hashesKey, joinedKey, translatedKey } from "./composed.ts"
import type { FieldTable } from "./field-map.ts"
import { beginningKey } from "./walk.ts"

const userWithDomain = joinedKey("user.domain", "user.name", "\\")

/** Where a field of Windows events stands besides `vendor.winlog.event_data.`. */
export const windowsFields: FieldTable = {
  AccountName: ["user.name"],
  Address: ["source.ip"],
  Application: ["process.executable"],
  Channel: ["vendor.winlog.channel"],
  ClientAddress: ["source.ip"],
  CommandLine: ["process.command_line"],
  Computer: ["vendor.winlog.computer_name", "host.name"],
  ComputerName: ["vendor.winlog.computer_name", "host.name"],
  CurrentDirectory: ["process.working_directory"],
  Data: [beginningKey("vendor.winlog.event_data.param")],
  DestAddress: ["destination.ip"],
  DestPort: ["destination.port"],
  DestinationHostname: ["destination.domain"],
  DestinationIp: ["destination.ip"],
  DestinationPort: ["destination.port"],
  EventID: ["event.code", "vendor.winlog.event_id"],
  EventLog: ["vendor.winlog.channel"],
  EventRecordID: ["vendor.winlog.record_id"],
  Execution_ProcessID: ["vendor.winlog.process.pid"],
  FileName: ["file.path", "file.name"],
  Hashes: [hashesKey("process"), hashesKey("dll"), hashesKey("file")],
  HostApplication: ["process.command_line"],
  Image: ["vendor.winlog.event_data.NewProcessName", "process.executable"],
  ImageLoaded: ["dll.path", "file.path"],
  Initiated: [translatedKey("network.direction", { egress: "true", ingress: "false" })],
  IpAddress: ["source.ip"],
  IpPort: ["source.port"],
  Keywords: ["vendor.winlog.keywords"],
  Level: ["vendor.winlog.level", "log.level"],
  Message: ["message"],
  NewProcessName: ["process.executable"],
  ObjectName: ["file.path"],
  OriginalFileName: ["process.pe.original_file_name", "dll.pe.original_file_name"],
  ParentCommandLine: ["process.parent.command_line"],
  ParentImage: ["vendor.winlog.event_data.ParentProcessName", "process.parent.executable"],
  ParentProcessId: ["process.parent.pid"],
  ParentUser: [
    joinedKey("process.parent.user.domain", "process.parent.user.name", "\\"),
    "process.parent.user.name",
  ],
  ProcessId: ["process.pid"],
  ProcessName: ["process.executable"],
  Protocol: ["network.transport"],
  Provider: ["event.provider"],
  Provider_Name: ["event.provider", "vendor.winlog.provider_name"],
  ProviderName: ["event.provider", "vendor.winlog.provider_name"],
  QueryName: ["dns.question.name"],
  QNAME: ["dns.question.name"],
  Source: ["event.provider"],
  ScriptBlockText: ["vendor.powershell.file.script_block_text"],
  ServiceName: ["service.name"],
  SourceAddress: ["source.ip"],
  SourceHostname: ["source.domain"],
  SourceImage: ["process.executable"],
  SourceIp: ["source.ip"],
  SourcePort: ["source.port"],
  SubjectDomainName: ["user.domain"],
  SubjectUserName: ["user.name"],
  SubjectUserSid: ["user.id"],
  TargetFilename: ["file.path"],
  TargetObject: ["registry.path"],
  TargetUserName: ["user.target.name", "user.name"],
  Task: ["vendor.winlog.task"],
  User: ["vendor.winlog.event_data.SubjectUserName", userWithDomain, "user.name"],
  UserName: ["user.name"],
  WorkstationName: ["source.domain"],
}

/** What comes before the field of that name: in event 4688 `ProcessId` is the parent's. */
export const processFieldsFirst: FieldTable = {
  ProcessId: ["vendor.winlog.event_data.NewProcessId"],
}

/** Images are processes of their own in some categories, and what is loaded in others. */
export const imageLoadFields: FieldTable = {
  Company: ["dll.pe.company", "file.pe.company"],
  Description: ["dll.pe.description", "file.pe.description"],
  FileVersion: ["dll.pe.file_version", "file.pe.file_version"],
  OriginalFileName: ["dll.pe.original_file_name", "file.pe.original_file_name"],
  Product: ["dll.pe.product", "file.pe.product"],
  Signature: ["dll.code_signature.subject_name", "file.code_signature.subject_name"],
  SignatureStatus: ["dll.code_signature.status", "file.code_signature.status"],
  Signed: ["dll.code_signature.signed", "file.code_signature.signed"],
}

export const processFields: FieldTable = {
  Company: ["process.pe.company"],
  Description: ["process.pe.description"],
  FileVersion: ["process.pe.file_version"],
  Product: ["process.pe.product"],
}

/** What a scanner found, whoever made it. */
export const antivirusFields: FieldTable = {
  Signature: [
    "vendor.Signature",
    "vendor.winlog.event_data.Threat Name",
    "vendor.winlog.event_data.ThreatName",
    "vendor.virus",
    "vendor.threat_name",
    "threat.indicator.description",
    "rule.name",
  ],
  Filename: [
    "vendor.Filename",
    "vendor.winlog.event_data.Path",
    "vendor.winlog.event_data.Filename",
    "file.path",
    "file.name",
  ],
}

/** Processes and files of other systems, under the names that Sysmon gave them. */
export const hostFields: FieldTable = {
  CommandLine: ["process.command_line"],
  CurrentDirectory: ["process.working_directory"],
  DestinationHostname: ["destination.domain"],
  DestinationIp: ["destination.ip"],
  DestinationPort: ["destination.port"],
  Hashes: ["process.hash.sha256", "file.hash.sha256"],
  Image: ["process.executable"],
  Initiated: ["vendor.initiated", "network.direction"],
  LogonId: ["user.id"],
  OriginalFileName: ["process.pe.original_file_name"],
  ParentCommandLine: ["process.parent.command_line"],
  ParentImage: ["process.parent.executable"],
  ProcessId: ["process.pid"],
  SourceIp: ["source.ip"],
  SourcePort: ["source.port"],
  TargetFilename: ["file.path"],
  User: ["user.name"],
}

/** Records of the Linux audit, under the names that auditd writes. */
export const auditdFields: FieldTable = {
  comm: ["process.name"],
  euid: ["user.effective.id"],
  exe: ["process.executable"],
  name: ["file.path"],
  pid: ["process.pid"],
  SYSCALL: ["vendor.auditd.data.syscall", "vendor.syscall"],
  type: ["vendor.auditd.record_type", "event.code"],
  uid: ["user.id"],
}

/** Programs of Linux that write to syslog. */
export const syslogFields: FieldTable = {
  COMMAND: ["process.command_line"],
  PWD: ["process.working_directory"],
  TTY: ["vendor.sudo.tty"],
  USER: ["user.effective.name", "event.reason"],
}
