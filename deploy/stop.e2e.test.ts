import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePorts, type Programs, startPrograms, until } from "../shared/testing/programs.ts"

setDefaultTimeout(60_000)
const withinMs = 10_000 // what a container's runtime waits before it kills

/** What the promise gives, if it comes before a runtime would kill. */
const inTime = <T>(what: Promise<T>) =>
  Promise.race([what, Bun.sleep(withinMs).then(() => "not in time" as const)])

const post = async (intake: string, record: string) =>
  (await fetch(`${intake}/intake`, { method: "POST", body: record })).status

const found = (site: string, word: string) =>
  until(`${word} is found`, async () => {
    const answer = await fetch(`${site}/api/events?size=1&q=${word}`)
    return ((await answer.json()) as { total: number }).total
  })

describe("the programs", () => {
  let programs: Programs
  beforeAll(async () => {
    programs = await startPrograms()
  })
  afterAll(() => programs?.[Symbol.asyncDispose]())

  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s ends each in time with 0, and what was acknowledged is there after the next start",
    async (signal) => {
      const { collector, aggregator, intake } = programs
      const words = Array.from({ length: 20 }, (_, i) => `${signal}x${i}`)
      expect(new Set(await Promise.all(words.map((word) => post(intake, word))))).toEqual(
        new Set([200]),
      )
      const stopped = [collector.stop(signal), aggregator.stop(signal)]
      expect(await inTime(Promise.all(stopped))).toEqual([0, 0])
      await Promise.all([collector.start(), aggregator.start()])
      for (const word of words) expect(await found(programs.console, word)).toBe(1)
    },
  )

  test("records that wait at the stop are answered: those with 200 are there", async () => {
    const { collector, intake } = programs
    const words = Array.from({ length: 50 }, (_, i) => `waiting${i}`)
    const answers = words.map((word) => post(intake, word).catch(() => 0))
    await Promise.race(answers)
    expect(await inTime(collector.stop())).toBe(0)
    const statuses = await Promise.all(answers)
    await collector.start()
    expect(statuses).toContain(200)
    for (const [i, word] of words.entries())
      if (statuses[i] === 200) expect(await found(programs.console, word)).toBe(1)
  })
})

describe("a program that waits for what is not there", () => {
  const folder = mkdtempSync(join(tmpdir(), "vedette-stop-"))
  afterAll(() => rmSync(folder, { recursive: true }))
  const [nobody, metrics, intake, consolePort] = freePorts(4)
  const kafka = { type: "kafka", brokers: [`127.0.0.1:${nobody}`] }
  const own = { home: join(folder, "home"), metrics: { port: metrics } }
  const configs: [string, object][] = [
    [
      "collector",
      { ...own, bus: kafka, sources: [{ type: "http", name: "intake", port: intake }] },
    ],
    [
      "aggregator",
      {
        ...own,
        bus: kafka,
        store: { type: "opensearch", nodes: [`http://127.0.0.1:${nobody}`] },
        console: { port: consolePort },
      },
    ],
  ]
  test.each(configs)("the %s ends in time with 0", async (name, config) => {
    const path = join(folder, `${name}.yaml`)
    writeFileSync(path, JSON.stringify(config))
    const child = Bun.spawn([process.execPath, `${name}/main.ts`, "run", path], {
      stdio: ["ignore", "ignore", "ignore"],
    })
    await until("it listens", () => isListening(metrics!))
    child.kill("SIGTERM")
    expect(await inTime(child.exited)).toBe(0)
  })
})

describe("npm start", () => {
  const home = mkdtempSync(join(tmpdir(), "vedette-stop-"))
  afterAll(() => rmSync(home, { recursive: true }))
  const [syslog, intake, site, metrics1, metrics2] = freePorts(5)
  const env = {
    ...process.env,
    VEDETTE_HOME: home,
    VEDETTE_SYSLOG_PORT: `${syslog}`,
    VEDETTE_INTAKE_PORT: `${intake}`,
    VEDETTE_CONSOLE_PORT: `${site}`,
    VEDETTE_COLLECTOR_METRICS_PORT: `${metrics1}`,
    VEDETTE_AGGREGATOR_METRICS_PORT: `${metrics2}`,
  }

  /** As a terminal would: in a process group of its own. */
  async function start() {
    const child = Bun.spawn(["sh", "shared/scripts/bun.sh", "shared/scripts/start.ts"], {
      stdio: ["ignore", "pipe", "ignore"],
      env,
      detached: true,
    })
    let said = ""
    for await (const chunk of child.stdout) {
      said += new TextDecoder().decode(chunk)
      if (said.includes("ready:")) break
    }
    return { child, children: childrenOf(child.pid) }
  }

  const stops: [string, number, (pid: number, children: readonly number[]) => unknown][] = [
    ["SIGTERM", 0, (pid) => process.kill(pid, "SIGTERM")],
    ["Ctrl-C", 0, (pid) => process.kill(-pid, "SIGINT")],
    ["the terminal being closed", 0, (pid) => process.kill(-pid, "SIGHUP")],
    ["a second Ctrl-C, where a program hangs,", 130, interruptTwice],
  ]
  let before: string | undefined
  test.each(stops)("%s ends all in time, with %i", async (what, status, stop) => {
    const { child, children } = await start()
    expect(children.length).toBe(2)
    if (before) expect(await found(`http://127.0.0.1:${site}`, before)).toBe(1)
    before = `word${stops.findIndex(([name]) => name === what)}`
    expect(await post(`http://127.0.0.1:${intake}`, before)).toBe(200)
    await stop(child.pid, children)
    expect(await inTime(child.exited)).toBe(status)
    await until("no program is left", async () => !children.some(isRunning), withinMs)
  })
})

async function interruptTwice(pid: number, [hanging, other]: readonly number[]) {
  process.kill(hanging!, "SIGSTOP")
  process.kill(-pid, "SIGINT")
  await until("the other has ended", async () => !isRunning(other!))
  process.kill(-pid, "SIGINT")
}

async function isListening(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/live`).catch(() => undefined)
  return answer?.ok ?? false
}

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number)

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))
  } catch {
    return false // it has ended
  }
}
