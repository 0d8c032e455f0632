import { type Event, setField } from "#shared/ecs/event.ts"

/** Sections of the Security log's messages that speak of the account acted upon. */
const targets =
  /^(?:New Logon|New Account|Target Account|Account For Which Logon Failed|Account That Was Locked Out|Account Whose Credentials Were Used|Account Information|New Computer Account|Deleted Account|Computer Account That Was Changed|Logon Account)$/

const accounts: Readonly<Record<string, string>> = {
  "Security ID": "UserSid",
  "Account Name": "UserName",
  "Account Domain": "DomainName",
  "Domain Name": "DomainName",
  "Logon ID": "LogonId",
}

const groups: Readonly<Record<string, string>> = {
  "Security ID": "TargetSid",
  "Group Name": "TargetUserName",
  "Account Name": "TargetUserName",
  "Group Domain": "TargetDomainName",
  "Account Domain": "TargetDomainName",
}

/** Names in the event's data of what the messages call otherwise. */
const names: Readonly<Record<string, string>> = {
  "Logon Type": "LogonType",
  "Logon Process": "LogonProcessName",
  "Authentication Package": "AuthenticationPackageName",
  "Workstation Name": "WorkstationName",
  "Source Workstation": "Workstation",
  "Logon Account": "TargetUserName",
  "Source Network Address": "IpAddress",
  "Client Address": "IpAddress",
  "Source Address": "IpAddress",
  "Source Port": "IpPort",
  "Client Port": "IpPort",
  "Network Address": "IpAddress",
  Port: "IpPort",
  Status: "Status",
  "Sub Status": "SubStatus",
  "Failure Code": "Status",
  "Result Code": "Status",
  "Error Code": "Status",
  "Process Name": "ProcessName",
  "Caller Process Name": "ProcessName",
  "New Process Name": "NewProcessName",
  "New Process ID": "NewProcessId",
  "Creator Process ID": "ProcessId",
  "Creator Process Name": "ParentProcessName",
  "Process ID": "ProcessId",
  "Process Command Line": "CommandLine",
  "Service Name": "ServiceName",
  "Service File Name": "ServiceFileName",
  "Task Name": "TaskName",
  "Task Content": "TaskContent",
  "Object Name": "ObjectName",
  "Object Type": "ObjectType",
  "Share Name": "ShareName",
  "Relative Target Name": "RelativeTargetName",
  "Ticket Encryption Type": "TicketEncryptionType",
  Privileges: "PrivilegeList",
}

const partsMax = 200

/**
 * The data of an event of which only the rendered message was sent: `Section:   Name:  value`,
 * divided by line breaks and tabs or by what an agent made of them, two blanks and more. What comes
 * twice is left out, for a value (a user name, a command line) may hold text that looks like a part.
 */
export function readRendered(message: string, event: Event): void {
  const found = new Map<string, string | undefined>()
  let section = ""
  for (const { name, value } of partsOf(message)) {
    if (value === "" && !Object.hasOwn(names, name) && !Object.hasOwn(accounts, name)) {
      section = name
      continue
    }
    if (name === "Security ID" && !value.startsWith("S-1-")) continue // rendered as a name
    const key = keyOf(section, name)
    if (key) found.set(key, found.has(key) ? undefined : value)
    if (key === "CommandLine" || key === "TaskContent") break // what follows is of its text
  }
  for (const [key, value] of found) {
    if (value) setField(event, `vendor.winlog.event_data.${key}`, value)
  }
}

function keyOf(section: string, name: string): string | undefined {
  if (section === "Group" || section === "New Group" || section === "Deleted Group") {
    return groups[name]
  }
  const account = Object.hasOwn(accounts, name) ? accounts[name] : undefined
  if (!account) return Object.hasOwn(names, name) ? names[name] : undefined
  if (section === "Subject") return `Subject${account}`
  if (section === "Member") return { UserSid: "MemberSid", UserName: "MemberName" }[account]
  return targets.test(section) ? `Target${account}` : undefined
}

const part = /(?:^|[\t\r\n]| {2})([A-Z][A-Za-z()]{0,24}(?: [A-Za-z()]{1,24}){0,6}):(?=[\t\r\n ]|$)/g

/** Each `Name:` and the text up to the next. */
function partsOf(message: string): { name: string; value: string }[] {
  const all = [...message.slice(0, 16_384).matchAll(part)].slice(0, partsMax)
  return all.map((match, i) => {
    const end = all[i + 1]?.index ?? message.length
    const text = message.slice(match.index + match[0].length, end)
    return { name: match[1]!, value: firstOf(text) }
  })
}

/** Up to the blank line or the run of blanks that ends a value. */
const firstOf = (text: string): string => text.trim().split(/\r?\n\s*\r?\n| {4,}/, 1)[0] ?? ""
