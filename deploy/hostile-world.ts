import { expect } from "bun:test"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

export type Event = Record<string, unknown>

/** Both programs, and what tests do to them that send what no honest sender sends. */
export interface HostileWorld extends AsyncDisposable {
  readonly programs: Programs
  readonly intakePort: number
  /** A line over TCP and a record over HTTP are found within two seconds, and are clean. */
  honestLine(): Promise<void>
  post(body: string | Buffer, headers: Record<string, string>): Promise<Response>
  sendTcp(data: string | Buffer): Promise<void>
  /** The events with a word. */
  find(word: string): Promise<Event[]>
  /** As many events with a word, once they are there. */
  found(word: string, count: number): Promise<Event[]>
  /** Neither program has ended, or holds much more memory than at the start. */
  expectMemoryBounded(): void
}

const withinMs = 2000
const grownBytesMax = 300 * 2 ** 20

/** The bearer token that the intake asks for. */
export const token = "correct-horse"

export async function openHostileWorld(): Promise<HostileWorld> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-hostile-"))
  const file = join(folder, "token")
  writeFileSync(file, token)
  const tokens = [{ name: "tester", token: `file:${file}` }]
  const programs = await startPrograms({ intake: { tokens, bodyMs: 1000 } })
  const { intake, console: site, syslogPort } = programs
  const pids = [programs.collector.pid, programs.aggregator.pid]
  const json = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  let goodLines = 0

  const world: HostileWorld = {
    programs,
    intakePort: Number(new URL(intake).port),
    async honestLine() {
      const word = `honest${goodLines++}`
      const begin = performance.now()
      await world.sendTcp(`<86>Nov 25 07:00:00 gate app[1]: ${word}\n`)
      const answer = await world.post(`{"message":"${word}"}`, json)
      expect(answer.status).toBe(200)
      const events = await world.found(word, 2)
      expect(performance.now() - begin).toBeLessThan(withinMs)
      for (const event of events) expect(event).not.toHaveProperty("polluted")
    },
    post: (body, headers) => fetch(`${intake}/intake`, { method: "POST", body, headers }),
    sendTcp(data) {
      const socket = connect(syslogPort, "127.0.0.1")
      return new Promise((resolve) => socket.end(data, () => resolve()))
    },
    async find(word) {
      const answer = await fetch(`${site}/api/events?q=${word}&from=now-400d&to=now%2B400d`)
      if (!answer.ok) throw new Error(`${word}: ${answer.status} ${await answer.text()}`)
      return ((await answer.json()) as { events: Event[] }).events
    },
    found: (word, count) =>
      until(`${count} events with ${word}`, async () => {
        const events = await world.find(word)
        return events.length === count && events
      }),
    expectMemoryBounded() {
      const grown = pids.map((pid, at) => residentBytes(pid) - before[at]!)
      console.log(`memory: ${before.map(mebibytes)} MiB, grown by ${grown.map(mebibytes)} MiB`)
      for (const bytes of grown) expect(bytes).toBeLessThan(grownBytesMax)
    },
    async [Symbol.asyncDispose]() {
      await programs[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await world.honestLine()
  const before = pids.map(residentBytes)
  return world
}

const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20)

function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)![1])
}
