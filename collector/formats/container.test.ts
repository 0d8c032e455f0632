import { expect, test } from "bun:test"
import { docker } from "./container.ts"

test("Docker's lines are told by the time at their end", () => {
  const line = (end: string) => `{"log":"x","stream":"stdout"${end}`
  const time = ',"time":"2026-03-01T12:00:00.123456789Z"'
  expect(docker.looksLike(line(`${time}}\n`))).toBe(true)
  expect(docker.looksLike(line(`${time},"more":{}}`))).toBe(false)
})

test("a line with a million times is looked at no longer than another", () => {
  const times = '"time":"2026-03-01T12:00:00.1234567'.repeat(30_000)
  expect(docker.looksLike(`{"log":"x",${times}`)).toBe(false)
})
