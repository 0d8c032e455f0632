import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

setDefaultTimeout(120_000)

const home = mkdtempSync(join(tmpdir(), "vedette-overlay-"))
const overlay = join(home, "overlay")
const id = "2b7e4f10-9c3d-4a86-8f51-0d1c2b3a4f5e"
let programs: Programs

beforeAll(async () => {
  mkdirSync(overlay)
  programs = await startPrograms({
    home,
    collector: { reportMs: 1000, rules: { detect: ["rules/correlate", "rules/detect", overlay] } },
    aggregator: { rules: { overlay } },
  })
})
afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
})

const api = async (path: string, body?: object) => {
  const answer = await fetch(`${programs.console}${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: { "content-type": "application/json" },
  })
  // biome-ignore lint/suspicious/noExplicitAny: the answers are what is tested here
  return (await answer.json()) as any
}

const save = (text: string) => {
  const fields = { text, key: "", revision: "", reason: "a trial" }
  const body = new URLSearchParams(fields)
  return fetch(`${programs.console}/rules/save`, { method: "POST", body, redirect: "manual" })
}

let sent = 0
/** Sends until an event is stored that the collector matched, or did not match. */
async function untilMatched(isMatched: boolean): Promise<void> {
  await until(`events ${isMatched ? "match" : "no longer match"}`, async () => {
    const user = `overlay${++sent}x`
    const body = `<38>Nov 25 10:00:00 web1 sshd[7]: Failed password for ${user} from 8.8.8.8 port 22 ssh2`
    await fetch(`${programs.intake}/intake`, { method: "POST", body })
    let found: Record<string, unknown> | undefined
    await until("it is stored", async () => {
      const { events } = await api(`/api/events?q=user.name:${user}`)
      found = events[0]
      return found !== undefined
    })
    const matches = found?.["vedette.matches"] as string[] | undefined
    return (matches?.includes(id) === true) === isMatched
  })
}

const runs = async () => {
  const page = await (await fetch(`${programs.console}/rule/${id}`)).text()
  return /no, as it must|yes, as it stands here/.exec(page)?.[0]
}

test("a rule written in the console raises alerts at the collector; switched off, it raises none", async () => {
  const saved = await save(`title: A login of overlay
id: ${id}
logsource: { product: linux, service: sshd }
detection: { selection: { user.name|startswith: overlay }, condition: selection }
`)
  expect(saved.status).toBe(303)
  await untilMatched(true)
  await until(
    "an alert is raised",
    async () => (await api(`/api/alerts?q=rule.id:"${id}"`)).total > 0,
  )
  await until("the collector says that it runs it", async () => (await runs())?.startsWith("yes"))

  await api(`/api/rules/${id}`, { do: "off", revision: "", reason: "enough" })
  await untilMatched(false)
  await until("the collector says that it does not run it", async () =>
    (await runs())?.startsWith("no"),
  )
  const { rules } = await api(`/api/rules?q=${id}`)
  expect(rules).toMatchObject([{ state: "switched off", isOwn: true }])
  expect(rules[0].matched).toBeGreaterThan(0)
})
