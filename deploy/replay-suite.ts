import { expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

interface Pair {
  readonly bus?: object
  readonly store?: object
}

interface Found {
  readonly total: number
  readonly events: readonly Record<string, unknown>[]
}

interface Balance {
  readonly source: string
  readonly received: number
  readonly stored: number
  readonly deduplicated: number
  readonly difference: number
}

/** A dataset whose rule takes its records for JSON, which they are not; then the rule is mended. */
const rule = (format: string) => `
name: acme
dataset: acme.app
format: ${format}
when: { event.dataset: acme.app }
`

/** Dead letters of both programs on a pair of bus and store, from the mistake to the mended event. */
export function replaySuite(name: string, pair: () => Promise<Pair>, skip: boolean): void {
  test.skipIf(skip)(
    `${name}: lines that could not be parsed are replayed after a rule is mended, and stored once`,
    async () => {
      await using world = await openWorld(await pair())
      const bytes = Buffer.from("level=warn user=caf\xe9 n=7", "latin1")
      await world.post("/acme.app", Buffer.from("level=info user=anna n=1\nlevel=info user=bo n=2"))
      await world.post("/acme.app", bytes)
      const letters = await world.letters(3)
      for (const letter of letters)
        expect(letter).toMatchObject({
          "vedette.reason": "not JSON",
          "vedette.source": "intake",
          "vedette.stream": "pipeline",
          "vedette.position": expect.any(String),
        })
      const odd = letters.find((letter) => letter["vedette.raw_base64"] !== undefined)!
      expect(Buffer.from(String(odd["vedette.raw_base64"]), "base64")).toEqual(bytes)

      expect(await world.replay("--dry-run")).toMatchObject({ found: 3, sent: 3 })
      expect(await world.replay()).toMatchObject({ found: 3, sent: 3, known: 0 })
      await world.replayed("unparsed", 3)
      expect((await world.events()).total).toBe(0)

      await world.mend()
      expect(await world.replay()).toMatchObject({ sent: 3 })
      await world.replayed("parsed", 3)
      await until("the events", async () => (await world.events()).total === 3)
      const ids = new Set(letters.map((letter) => letter["event.id"]))
      for (const event of (await world.events()).events) {
        expect(event).toMatchObject({ "event.dataset": "acme.app", "vedette.source": "intake" })
        expect(ids).toContain(event["vedette.letter"])
        expect(`${event["event.id"]}.letter`).toBe(String(event["vedette.letter"]))
        const letter = letters.find((one) => one["event.id"] === event["vedette.letter"])!
        for (const field of ["event.created", "event.original", "vedette.batch", "vedette.peer.ip"])
          expect(event[field]).toBe(letter[field])
      }

      expect(await world.replay()).toMatchObject({ found: 3, sent: 0, known: 3 })
      for (let time = 2; time <= 3; time++) {
        expect(await world.replay("--again")).toMatchObject({ sent: 3 })
        await world.replayed("parsed", 3 * time)
      }
      await world.post("/acme.app", Buffer.from("level=info user=cy n=4"))
      await until("what came later", async () => (await world.events()).total === 4)
      expect((await world.letters(3)).length).toBe(3)
      await until("the ledger balances, and counts nothing twice", async () => {
        const row = (await world.ledger()).find(({ source }) => source === "intake")
        return row?.received === 4 && row.stored === 4 && row.difference === 0
      })
      expect((await world.ledger()).every((row) => row.deduplicated === 0)).toBe(true)
      await until("one alert", async () => (await world.alerts()).total === 1)
    },
    120_000,
  )
}

/** Replays from two sides while the collector that reads them is killed. */
export function replayKillSuite(name: string, pair: () => Promise<Pair>, skip: boolean): void {
  test.skipIf(skip)(
    `${name}: a replay whose collector is killed is carried to its end, and all are stored once`,
    async () => {
      await using world = await openWorld(await pair())
      const count = 3000
      const lines = Array.from({ length: count }, (_, n) => `level=info user=u${n} n=${n}`)
      await world.post("/acme.app", Buffer.from(lines.join("\n")))
      await until("all letters", async () => (await world.letterCount()) === count)
      await world.mend()
      const ways = Promise.all([world.replay("--limit", "2000"), world.replayByConsole()])
      const { collector } = world.programs
      for (let kills = 0; kills < 3; kills++) {
        await Bun.sleep(100 * kills)
        await collector.kill()
        await collector.start()
      }
      await ways
      const all = async () => (await world.events()).total === count
      await until("all events", all, 120_000)
      expect(await world.replay()).toMatchObject({ sent: 0, known: count })
      await until("the ledger balances", async () => {
        const row = (await world.ledger()).find(({ source }) => source === "intake")
        return row?.received === count && row.stored === count && row.difference === 0
      })
      expect((await world.events()).total).toBe(count)
    },
    180_000,
  )
}

interface World extends AsyncDisposable {
  letterCount(): Promise<number>
  replayByConsole(): Promise<unknown>
  readonly programs: Programs
  post(path: string, body: Buffer): Promise<void>
  letters(count: number): Promise<readonly Record<string, unknown>[]>
  events(): Promise<Found>
  alerts(): Promise<Found>
  ledger(): Promise<readonly Balance[]>
  replay(...options: string[]): Promise<unknown>
  /** Waits until the collector has read so many letters again with this outcome. */
  replayed(outcome: string, count: number): Promise<void>
  mend(): Promise<void>
}

async function openWorld(pair: Pair): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-replay-"))
  const rules = join(folder, "rules")
  const home = join(folder, "home")
  for (const one of [rules, home]) mkdirSync(one)
  writeFileSync(join(rules, "acme.yaml"), rule("json"))
  const programs = await startPrograms({
    ...pair,
    home,
    collector: { rules: { normalize: [rules], detect: [] } },
  })
  const ask = async (path: string) =>
    (await (await fetch(`${programs.console}/api/${path}`)).json()) as Found & {
      rows: readonly Balance[]
    }
  const search = (path: string, q: string) =>
    ask(`${path}?size=100&from=now-1d&q=${encodeURIComponent(q)}`)
  const metrics = async () => (await fetch(`${programs.collector.metrics}/metrics`)).text()
  return {
    programs,
    async post(path, body) {
      const headers = { "content-type": "text/plain" }
      const answer = await fetch(`${programs.intake}/intake${path}`, {
        method: "POST",
        headers,
        body,
      })
      expect(answer.status).toBe(200)
    },
    letters: async (count) =>
      until(`${count} dead letters`, async () => {
        const { total, events } = await search("events", "event.kind:pipeline_error")
        return total === count && events
      }),
    letterCount: async () => (await search("events", "event.kind:pipeline_error")).total,
    async replayByConsole() {
      const headers = { "content-type": "application/json" }
      const body = JSON.stringify({ reason: "not JSON" })
      const answer = await fetch(`${programs.console}/api/replay`, {
        method: "POST",
        headers,
        body,
      })
      return answer.json()
    },
    events: () => search("events", "event.dataset:acme.app AND event.kind:event"),
    alerts: () => search("alerts", "rule.id:vedette-dead-letters"),
    ledger: async () => (await ask("ledger")).rows,
    async replay(...options) {
      const config = programs.aggregator.config
      const command = ["aggregator/main.ts", "replay", "--config", config, ...options]
      const child = Bun.spawn([process.execPath, ...command], { stdout: "pipe", stderr: "pipe" })
      const [said, complaint] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
      ])
      if ((await child.exited) !== 0) throw new Error(complaint)
      return JSON.parse(said)
    },
    async replayed(outcome, count) {
      const line = `vedette_replay_events_total{outcome="${outcome}"} ${count}`
      await until(line, async () => (await metrics()).includes(line))
    },
    async mend() {
      writeFileSync(join(rules, "acme.yaml"), rule("kv"))
      writeFileSync(join(rules, "mended.yaml"), rule("kv").replaceAll("acme.app", "acme.mended"))
      process.kill(programs.collector.pid, "SIGHUP")
      const probe = () =>
        fetch(`${programs.intake}/intake/acme.unknown`, { method: "POST", body: "x" })
      await until("the mended rules", async () => (await (await probe()).text()).includes("mended"))
    },
    async [Symbol.asyncDispose]() {
      await programs[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
