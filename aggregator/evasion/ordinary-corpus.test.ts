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

/** An ordinary text as events that rules look at, of Windows and of Linux. */
function eventsOf({ text, kind }: (typeof texts)[number]): Event[] {
  const common = { "@timestamp": "2026-01-01T00:00:00Z", "event.module": "windows" } as const
  const sysmon = { ...common, "event.dataset": "windows.sysmon_operational" } as const
  if (kind === "powershell")
    return [
      {
        ...{ ...common, "event.dataset": "windows.powershell_operational", "event.code": "4104" },
        "vendor.winlog.event_data.ScriptBlockText": text,
      },
    ]
  if (kind === "registry")
    return [{ ...sysmon, "event.code": "13", "vendor.winlog.event_data.TargetObject": text }]
  if (kind === "proxy") return []
  const [, quoted, bare = ""] = /^(?:"([^"]+)"|(\S+))/.exec(text) ?? []
  const image = `C:\\Windows\\${(quoted ?? bare)
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.exe$/i, "")}.exe`
  return [
    {
      ...{ ...sysmon, "event.code": "1", "vendor.winlog.event_data.CommandLine": text },
      "vendor.winlog.event_data.Image": image,
    },
    { "event.dataset": "system.auth", "event.module": "system", "process.command_line": text },
  ]
}

test("no rule of ours fires on an ordinary text", () => {
  const rules = loadRules(["rules/detect"])
  const fired = new Set<string>()
  for (const one of texts)
    for (const event of eventsOf(one))
      rules.match(event, ({ title }) => fired.add(`${title}: ${one.text}`))
  expect([...fired]).toEqual([])
})
