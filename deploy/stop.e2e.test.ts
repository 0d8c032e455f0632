import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { createSocket } from "node:dgram"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePorts, type Programs, startPrograms, until } from "../shared/testing/programs.ts"
import { hangUp } from "./reload-world.ts"

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

describe("the intake", () => {
  let programs: Programs
  beforeAll(async () => {
    programs = await startPrograms()
  })
  afterAll(() => programs?.[Symbol.asyncDispose]())

  test("what has come by TCP and UDP before the stop is there after the next start, once", async () => {
    const { collector, syslogPort } = programs
    const lines = Array.from({ length: 500 }, (_, i) => `<13>lastx${i}x`)
    const tcp = connect(syslogPort, "127.0.0.1").on("error", () => {})
    await new Promise((done) => tcp.write(`${lines.join("\n")}\n`, done))
    const udp = createSocket("udp4")
    for (let i = 0; i < 100; i++)
      await new Promise((done) => udp.send(`<13>datagramx${i}x`, syslogPort, "127.0.0.1", done))
    expect(await inTime(collector.stop())).toBe(0)
    await collector.start()
    const words = [
      ...lines.map((line) => line.slice(4)),
      ...Array.from({ length: 100 }, (_, i) => `datagramx${i}x`),
    ]
    await until("the last is found", () => found(programs.console, "lastx499x"))
    await until("the last datagram is found", () => found(programs.console, "datagramx99x"))
    const counts = await Promise.all(words.map((word) => found(programs.console, word)))
    expect(counts.filter((count) => count !== 1)).toEqual([])
    tcp.destroy()
    udp.close()
  })

  test("during a reload the stop ends each in time with 0", async () => {
    const { collector, aggregator, intake } = programs
    for (let round = 0; round < 2; round++) {
      expect(await post(intake, `reloadx${round}x`)).toBe(200)
      for (const one of [collector, aggregator]) hangUp(one)
      await Bun.sleep(round * 40) // another moment of it
      const stopped = [collector.stop(), aggregator.stop()]
      expect(await inTime(Promise.all(stopped))).toEqual([0, 0])
      await Promise.all([collector.start(), aggregator.start()])
      expect(await found(programs.console, `reloadx${round}x`)).toBe(1)
    }
  })
})

describe("at any moment of the start", () => {
  const folder = mkdtempSync(join(tmpdir(), "vedette-stop-"))
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([0, 50, 150, 300, 600, 1000])(
    "%d ms after it SIGTERM ends each in time",
    async (ms) => {
      const [metrics, other, intake, site] = freePorts(4)
      const bus = { type: "local", directory: join(folder, "bus") }
      const configs: [string, object][] = [
        [
          "collector",
          { metrics: { port: metrics }, sources: [{ type: "http", name: "intake", port: intake }] },
        ],
        [
          "aggregator",
          {
            metrics: { port: other },
            store: { type: "local", directory: join(folder, "store") },
            console: { port: site },
          },
        ],
      ]
      const children = configs.map(([name, config]) => {
        const path = join(folder, `${name}.yaml`)
        writeFileSync(path, JSON.stringify({ home: join(folder, name), bus, ...config }))
        return Bun.spawn([process.execPath, `${name}/main.ts`, "run", path], {
          stdio: ["ignore", "ignore", "ignore"],
        })
      })
      await Bun.sleep(ms)
      for (const child of children) child.kill("SIGTERM")
      const statuses = await inTime(Promise.all(children.map((child) => child.exited)))
      for (const status of statuses) expect([0, 143]).toContain(status as number) // before it could listen: by the signal
    },
  )
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
