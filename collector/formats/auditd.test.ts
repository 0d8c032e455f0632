import { expect, test } from "bun:test"
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { auditd } from "./auditd.ts"

const header = "type=EXECVE msg=audit(1772366400.250:77): "

function read(body: string): Event {
  const event: Event = {}
  expect(auditd.read(header + body, event, { referenceMs: 0, zone: "UTC" })).toBeUndefined()
  return event
}

test("a message holds pairs, and none of a message in it", () => {
  expect(fieldOf(read("msg='acct=\"root\"'"), "user.name")).toBe("root")
  expect(fieldOf(read("msg=msg=acct=root"), "vendor.auditd.data.msg")).toBe("acct=root")
})

test("messages in messages without end cost no more than their bytes", () => {
  const message = fieldOf(read("msg=".repeat(250_000)), "vendor.auditd.data.msg")
  expect(message === "msg=".repeat(250_000 - 2)).toBe(true)
})

test("quotes decide whether a value is hexadecimal", () => {
  expect(fieldOf(read('a0=2F62696E a1="2F62"'), "process.args")).toEqual(["/bin", "2F62"])
})

test("a key is no longer than the name of a field may be", () => {
  const longest = Math.max(...Object.keys(read(`${"k".repeat(5000)}=1`)).map((key) => key.length))
  expect(longest).toBeLessThan(600)
})
