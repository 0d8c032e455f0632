import { expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import { liveNormaliser } from "./live-normaliser.ts"

const context = { zone: "UTC", referenceMs: 0 }
const rule = (action: string) =>
  `name: a\ndataset: a.b\nwhen: {message: x}\nsteps: [{set: {event.action: ${action}}}]\n`

test("a reload takes the new rules, and stays with the old where the new are wrong", async () => {
  const folder = mkdtempSync(join(tmpdir(), "live-"))
  const write = (text: string) => writeFileSync(join(folder, "a.yaml"), text)
  const warned: string[] = []
  const log = { info() {}, warn: (text: string) => warned.push(text), error() {}, debug() {} }
  write(rule("one"))
  const live = liveNormaliser([folder], { log })
  const actionOf = () => {
    const event: Event = { message: "x" }
    live.apply(event, context)
    return event["event.action"]
  }
  expect(actionOf()).toBe("one")
  const reload = async () => (await live.prepare([folder]))?.commit()
  write(rule("two"))
  await reload()
  expect([actionOf(), live.datasets]).toEqual(["two", ["a", "a.b"]])
  write("name: a\nsteps: [{nope: 1}]\n")
  expect(await reload().catch(String)).toContain("rules.normalize: all rules are refused")
  expect(actionOf()).toBe("two")
  rmSync(folder, { recursive: true })
  expect(await reload().catch(String)).toContain("rules.normalize: ")
  expect([actionOf(), warned.length]).toEqual(["two", 0])
})
