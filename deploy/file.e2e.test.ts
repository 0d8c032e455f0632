import { afterAll, beforeAll, expect, test } from "bun:test"
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

const withinMs = 2000
const folder = mkdtempSync(join(tmpdir(), "vedette-file-e2e-"))
const log = join(folder, "auth.log")
let programs: Programs

beforeAll(async () => {
  mkdirSync(join(folder, "home"))
  programs = await startPrograms({
    home: join(folder, "home"),
    sources: [{ type: "file", name: "auth", paths: [join(folder, "*.log")] }],
  })
}, 60_000)

afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

interface Found {
  readonly total: number
  readonly events: Record<string, unknown>[]
}

async function find(user: string): Promise<Found> {
  const range = "from=now-400d&to=now%2B400d"
  const answer = await fetch(
    `${programs.console}/api/events?q=vedette.source:auth%20user.name:${user}&${range}`,
  )
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Found
}

const line = (user: string) =>
  `Nov 25 07:00:00 gate sshd[1]: Failed password for ${user} from 8.8.8.8 port 22 ssh2\n`

async function appendAndFind(user: string): Promise<Record<string, unknown>> {
  const begin = performance.now()
  appendFileSync(log, line(user))
  const { events } = await until(user, async () => {
    const answer = await find(user)
    return answer.total > 0 && answer
  })
  expect(performance.now() - begin).toBeLessThan(withinMs)
  return events[0]!
}

test("a line appended to a file is found within two seconds, normalised, with its path", async () => {
  for (const user of ["one", "two", "three"])
    expect(await appendAndFind(user)).toMatchObject({
      "event.dataset": "system.auth",
      "event.outcome": "failure",
      "source.ip": "8.8.8.8",
      "host.name": "gate",
      "log.file.path": log,
    })
}, 30_000)

test("kill -9 and a rotation meanwhile: no line is lost, none is stored twice", async () => {
  await appendAndFind("before")
  await programs.collector.kill()
  appendFileSync(log, line("meanwhile"))
  renameSync(log, `${log}.1`)
  appendFileSync(log, line("rotated"))
  await programs.collector.start()
  await appendAndFind("after")
  for (const user of ["one", "two", "three", "before", "meanwhile", "rotated", "after"])
    await until(user, async () => (await find(user)).total === 1)
}, 60_000)
