import { expect, test } from "bun:test"
import type { Event } from "../ecs/event.ts"
import { compileRules } from "./rules.ts"

const texts = ["Needle", " -e ", "żółw", "😀", "x?z", "dot*com", "é"]
const paddings = [
  "",
  "n".repeat(100),
  "need l e".repeat(2000),
  "é ".repeat(5000),
  "😀ü".repeat(4000),
]

/** Each text alone, and each behind another condition, so that it is asked for and not looked for. */
const rules = compileRules(
  texts.flatMap((text, at) => [
    rule(`alone-${at}`, { "CommandLine|contains": text }),
    rule(`behind-${at}`, { "CommandLine|contains": text, "Image|endswith": "\\cmd.exe" }),
    rule(`not-${at}`, { "Image|endswith": "\\cmd.exe" }, { "CommandLine|contains": text }),
  ]),
)

function rule(id: string, sel: object, without: object = { Never: "x" }) {
  const logsource = { product: "windows", category: "process_creation" }
  const detection = { sel, without, condition: "sel and not without" }
  return { file: "a.yml", text: id, value: { id, title: id, logsource, detection } }
}

function matchesOf(line: string): string[] {
  const found: string[] = []
  const event = {
    "event.code": "1",
    "vendor.winlog.channel": "Microsoft-Windows-Sysmon/Operational",
    "vendor.winlog.event_data.Image": "C:\\Windows\\cmd.exe",
    "vendor.winlog.event_data.CommandLine": line,
  } as Event
  rules.match(event, ({ id }) => found.push(id))
  return found.sort()
}

const holds = [
  (line: string) => line.includes("needle"),
  (line: string) => line.includes(" -e "),
  (line: string) => line.includes("żółw"),
  (line: string) => line.includes("😀"),
  (line: string) => /x.z/su.test(line),
  (line: string) => /dot.*com/s.test(line),
  (line: string) => line.includes("é"),
]

test("what a value holds is found whatever its length and its characters", () => {
  for (const padding of paddings) {
    for (const text of ["NEEDLE", " -E ", "ŻÓŁW", "😀", "x😀z", "dot.COM", "É", "nothing"]) {
      const line = `${padding}${text}${padding}`
      const expected = holds.flatMap((test, at) =>
        test(line.toLowerCase()) ? [`alone-${at}`, `behind-${at}`] : [`not-${at}`],
      )
      expect(matchesOf(line)).toEqual(expected.sort())
    }
  }
})
