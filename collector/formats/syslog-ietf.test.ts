import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { readIetf } from "./syslog-ietf.ts"

const messages: [string, string, string][] = [
  ["one blank before it", "- text", "text"],
  ["rsyslog's second blank before it", "-  text", "text"],
  ["a byte order mark", "- \ufefftext", "text"],
  ["structured data and rsyslog's blank", '[a@1 b="c"]  text', "text"],
  ["blanks of its own, which stay", "-     text", "   text"],
  ["nothing in it", "-", ""],
]
for (const [what, end, expected] of messages)
  test(`a message with ${what}`, () => {
    const event: Event = {}
    expect(readIetf(`1 2026-11-25T12:49:39.874846+00:00 vm sshd 4242 - ${end}`, event, true)).toBe(
      true,
    )
    expect(event.message).toBe(expected)
  })
