import { expect, test } from "bun:test"
import { inspect } from "node:util"
import * as v from "valibot"
import { tokenHash } from "../access/token.ts"
import { ConfigurationError } from "../config/load.ts"
import { Secret, secret } from "../config/secret.ts"
import { errorText, openLog } from "./log.ts"
import { redacted } from "./redact.ts"

const planted = 'PLANTED-"9f3a"\\c71e'
process.env["VEDETTE_TEST_PLANTED"] = planted
const held = v.parse(secret, "env:VEDETTE_TEST_PLANTED")
const hash = v.parse(tokenHash, "env:VEDETTE_TEST_PLANTED")

const traces = /PLANTED|9f3a|c71e/

test("a secret shows itself in no way but one", () => {
  const within = { a: [held, hash], b: new Map([["k", held]]), c: new Secret(planted) }
  const shown = [
    JSON.stringify(within),
    inspect(within, { depth: 9, showHidden: true }),
    Bun.inspect(within),
    `${held}${hash}`,
    String(new Error(`x ${held}`)),
    Object.keys(held).join(),
    JSON.stringify(structuredClone({ ...held })),
  ]
  for (const text of shown) expect(text).not.toMatch(traces)
  expect(held.reveal()).toBe(planted)
})

test("what others say of it is cleaned, in logs and in errors", () => {
  const lines: string[] = []
  const log = openLog("test", "info", (line) => lines.push(line))
  log.warn(`no login with ${planted}`, { "error.message": `refused: ${planted}!` })
  log.warn("escaped", { text: JSON.stringify({ password: planted }) })
  lines.push(errorText(new Error(`the server repeats ${planted}`)))
  lines.push(errorText(`thrown ${planted}`), redacted(`/?p=${encodeURIComponent(planted)}`))
  lines.push(redacted(`${new ConfigurationError("c.yaml", [`a: ${planted}`])}`))
  for (const line of lines) expect(line).not.toMatch(traces)
  expect(lines[0]).toContain("refused: [secret]!")
})

test("credentials are cut out by their form, of addresses and headers", () => {
  expect(redacted("GET https://elastic:hunter2@node:9200/ failed")).toBe(
    "GET https://[secret]@node:9200/ failed",
  )
  expect(redacted("authorization: Basic ZWxhc3RpYzpodW50ZXIy")).toBe(
    "authorization: Basic [secret]",
  )
  expect(redacted("Bearer abcdefgh.ijkl-mn_op")).toBe("Bearer [secret]")
  expect(redacted("a basic problem at user@example.org, https://node/@x")).toBe(
    "a basic problem at user@example.org, https://node/@x",
  )
})

test("a log line stays JSON", () => {
  const lines: string[] = []
  openLog("test", "info", (line) => lines.push(line)).info("m", { a: `https://u:p"x@h/ "` })
  expect(() => JSON.parse(lines[0]!)).not.toThrow()
})
