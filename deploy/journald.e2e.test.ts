import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

/** Writes real journal files from entries in the export format. */
const writer = ["/lib/systemd", "/usr/lib/systemd"]
  .map((folder) => `${folder}/systemd-journal-remote`)
  .find((path) => Bun.which(path))
const missing = !writer ? "systemd-journal-remote" : !Bun.which("journalctl") ? "journalctl" : ""
if (missing) console.log(`left out: the real journal: ${missing} is not installed`)

const folder = mkdtempSync(join(tmpdir(), "vedette-journald-e2e-"))
const journal = join(folder, "journal")
let programs: Programs

beforeAll(async () => {
  if (missing) return
  for (const name of ["home", "journal"]) mkdirSync(join(folder, name))
  await record("first")
  programs = await startPrograms({
    home: join(folder, "home"),
    sources: [{ type: "journald", name: "journal", directory: journal }],
  })
}, 60_000)

afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Appends to the journal what sshd would write of a failed login, and an entry that is no UTF-8. */
async function record(user: string): Promise<void> {
  const fields = {
    __REALTIME_TIMESTAMP: Date.now() * 1000,
    __MONOTONIC_TIMESTAMP: Math.round(performance.now() * 1000),
    _BOOT_ID: "0123456789abcdef0123456789abcdef",
    _MACHINE_ID: "fedcba9876543210fedcba9876543210",
    _HOSTNAME: "gate",
    _COMM: "sshd",
    _PID: 4242,
    _SYSTEMD_UNIT: "ssh.service",
    SYSLOG_IDENTIFIER: "sshd",
    SYSLOG_FACILITY: 10,
    PRIORITY: 6,
    MESSAGE: `Failed password for ${user} from 8.8.8.8 port 22 ssh2`,
    PADDING: "x".repeat(5000),
  }
  const entry = Object.entries(fields).map(([name, value]) => `${name}=${value}\n`)
  const command = [writer!, "--split-mode=none", "-o", join(journal, "own.journal"), "-"]
  const child = Bun.spawn(command, {
    stdin: Buffer.from(`${entry.join("")}\n`),
    stdout: "ignore",
    stderr: "pipe",
  })
  if ((await child.exited) !== 0) throw new Error(await new Response(child.stderr).text())
}

interface Found {
  readonly total: number
  readonly events: Record<string, unknown>[]
}

async function find(user: string): Promise<Found> {
  const answer = await fetch(`${programs.console}/api/events?q=user.name:${user}`)
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Found
}

const found = (user: string) =>
  until(user, async () => {
    const answer = await find(user)
    return answer.total > 0 && answer.events[0]
  })

// without a journal there is nothing to read
test.skipIf(missing !== "")(
  "entries of a real journal are found, normalised as those of syslog, once, also after kill -9",
  async () => {
    expect(await found("first")).toMatchObject({
      "event.dataset": "system.auth",
      "event.outcome": "failure",
      "source.ip": "8.8.8.8",
      "source.geo.country_iso_code": "US",
      "host.name": "gate",
      "process.pid": 4242,
      "log.level": "informational",
      "vedette.format": "journald",
      "vendor.journald._SYSTEMD_UNIT": "ssh.service",
      "vendor.journald.PADDING": "x".repeat(5000),
    })
    const begin = performance.now()
    await record("second")
    await found("second")
    expect(performance.now() - begin).toBeLessThan(2000)
    await programs.collector.kill()
    await record("third")
    await programs.collector.start()
    await found("third")
    await record("fourth")
    await found("fourth")
    for (const user of ["first", "second", "third", "fourth"])
      expect([user, (await find(user)).total]).toEqual([user, 1])
  },
  60_000,
)
