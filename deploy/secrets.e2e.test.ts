import { afterAll, expect, setDefaultTimeout, test } from "bun:test"
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePorts, until } from "../shared/testing/programs.ts"

setDefaultTimeout(120_000)

const folder = mkdtempSync(join(tmpdir(), "vedette-secrets-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A secret for each option that takes one; none of them may be seen anywhere. */
const planted = Object.fromEntries(
  ["INTAKE", "CONSOLE", "KAFKA", "SEARCH", "METRICS"].map((name) => [
    `VEDETTE_TEST_${name}`,
    `PLANTED_${name}_${crypto.randomUUID()}`,
  ]),
)
const secretOf = (name: string) => planted[`VEDETTE_TEST_${name}`]!
const traces = [...Object.values(planted), btoa(`elastic:${secretOf("SEARCH")}`)]

function expectNoTrace(text: string, where: string): void {
  for (const trace of traces)
    expect(text.includes(trace), `${trace.slice(0, 15)} in ${where}`).toBe(false)
}

function write(name: string, document: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(document))
  return path
}

/** Makes root nobody, where the checkout lets nobody read. */
const nobody = 65_534
const dropping = ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"]
const canDrop =
  process.getuid?.() === 0 &&
  Bun.which("setpriv") !== null &&
  Bun.spawnSync([...dropping, process.execPath, "--version"]).success &&
  Bun.spawnSync([...dropping, "test", "-r", "collector/main.ts"]).success

function start(
  words: readonly string[],
  env: Record<string, string> = planted,
  before: readonly string[] = [],
) {
  const child = Bun.spawn([...before, process.execPath, ...words], {
    env: { ...process.env, VEDETTE_HOME: folder, ...env },
    stdout: "pipe",
    stderr: "pipe",
  })
  const out = child.stdout.text()
  const err = child.stderr.text()
  return { child, said: async () => `${await out}${await err}` }
}

const kafka = (port: number) => ({
  type: "kafka",
  brokers: [`127.0.0.1:${port}`],
  connectTimeoutMs: 300,
  sasl: { mechanism: "plain", username: "vedette", password: "env:VEDETTE_TEST_KAFKA" },
})

/** Answers as servers do that are wordy about what they were sent. */
const wordy = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request) => {
    const sent = request.headers.get("authorization") ?? ""
    const plain = Buffer.from(sent.replace("Basic ", ""), "base64").toString()
    const reason = `no user with ${sent}, that is ${plain}`
    return Response.json({ error: { type: reason, reason }, status: 400 }, { status: 400 })
  },
})
afterAll(() => wordy.stop(true))

const [closed, intake, consolePort, metrics1, metrics2] = freePorts(5) as [
  number,
  number,
  number,
  number,
  number,
]

const collector = {
  name: "edge",
  home: join(folder, "collector"),
  bus: kafka(closed),
  sources: [
    {
      type: "http",
      name: "intake",
      port: intake,
      tokens: [{ name: "web", token: "env:VEDETTE_TEST_INTAKE" }],
    },
  ],
  metrics: { port: metrics1, token: "env:VEDETTE_TEST_METRICS" },
}
const aggregator = {
  name: "centre",
  home: join(folder, "aggregator"),
  bus: kafka(closed),
  store: {
    type: "opensearch",
    nodes: [`http://127.0.0.1:${wordy.port}`],
    username: "elastic",
    password: "env:VEDETTE_TEST_SEARCH",
    timeoutMs: 1000,
  },
  console: { port: consolePort, token: "env:VEDETTE_TEST_CONSOLE" },
  metrics: { port: metrics2, token: "env:VEDETTE_TEST_METRICS" },
}

test("`check` prints what is in force and no secret of any option", async () => {
  for (const [program, document] of Object.entries({ collector, aggregator })) {
    const { child, said } = start([
      `${program}/main.ts`,
      "check",
      write(`${program}-check.yaml`, document),
    ])
    const text = await said()
    expect([await child.exited, text.includes("[secret]")]).toEqual([0, true])
    expectNoTrace(text, `${program} check`)
  }
})

test("a wrong configuration is told without its secrets, also where one stands in plain text", async () => {
  const wrong = [
    { ...aggregator, console: { token: secretOf("CONSOLE") } },
    { ...aggregator, store: { ...aggregator.store, password: secretOf("SEARCH") } },
    { ...aggregator, nonsense: { password: secretOf("SEARCH") } },
    {
      ...aggregator,
      bus: { ...kafka(1), sasl: { mechanism: "plain", password: secretOf("KAFKA") } },
    },
  ]
  for (const document of wrong) {
    const { child, said } = start(["aggregator/main.ts", "check", write("wrong.yaml", document)])
    const text = await said()
    expect(await child.exited).toBe(78)
    expectNoTrace(text, "a refused configuration")
  }
})

test("programs whose bus and store refuse them show no secret in logs, metrics, answers and crash", async () => {
  const edge = start(["collector/main.ts", "run", write("collector.yaml", collector)])
  const centre = start(["aggregator/main.ts", "run", write("aggregator.yaml", aggregator)])
  const ask = async (port: number, path: string, token?: string) => {
    const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
    return { status: answer.status, text: await answer.text() }
  }
  for (const port of [metrics1, metrics2])
    await until("it listens", async () => (await ask(port, "/live").catch(() => undefined))?.status)
  await until("the store has refused", async () => {
    const { text } = await ask(metrics2, "/ready", secretOf("METRICS"))
    return text.includes("opening the store")
  })
  const answers = [
    await ask(metrics2, "/ready", secretOf("METRICS")),
    await ask(metrics1, "/metrics", secretOf("METRICS")),
    await ask(metrics2, "/metrics", secretOf("METRICS")),
    await ask(metrics1, "/metrics", "wrong"),
    await ask(intake, "/intake", secretOf("INTAKE")),
    await ask(intake, `/nowhere?token=${secretOf("INTAKE")}`, "wrong"),
  ]
  expect(answers.map(({ status }) => status)).toEqual([503, 200, 200, 401, 405, 401])
  for (const { text } of answers) expectNoTrace(text, "an answer")
  edge.child.kill("SIGTERM")
  centre.child.kill("SIGTERM")
  const said = [await edge.said(), await centre.said()]
  expect(said[1]).toContain("[secret]")
  for (const text of said) expectNoTrace(text, "the log")
})

/** What is listened on by TCP and UDP, as the kernel has it: addresses in hex, lowest byte first. */
const listeners = () =>
  ["tcp", "tcp6", "udp", "udp6"].flatMap((kind) =>
    [
      ...readFileSync(`/proc/net/${kind}`, "utf8").matchAll(
        /^ *\d+: (\w+):(\w{4}) \w+:\w+ (0A|07)/gm,
      ),
    ].map(([, address, port]) => ({ address, port: Number.parseInt(port!, 16) })),
  )

test("programs need no root and listen on loopback alone; all they write lies in files of 0600 and folders of 0700, whatever the umask", async () => {
  const home = join(folder, "open")
  mkdirSync(home, { mode: 0o700 })
  if (canDrop) {
    chownSync(home, nobody, nobody)
    chmodSync(folder, 0o711)
  }
  const [syslog, web, ui, one, two] = freePorts(5)
  const { child } = start(
    ["-e", `process.umask(0); await import("${process.cwd()}/shared/scripts/start.ts")`],
    {
      VEDETTE_HOME: home,
      VEDETTE_SYSLOG_PORT: `${syslog}`,
      VEDETTE_INTAKE_PORT: `${web}`,
      VEDETTE_CONSOLE_PORT: `${ui}`,
      VEDETTE_COLLECTOR_METRICS_PORT: `${one}`,
      VEDETTE_AGGREGATOR_METRICS_PORT: `${two}`,
    },
    canDrop ? dropping : [],
  )
  const sent = () =>
    fetch(`http://127.0.0.1:${web}/intake`, { method: "POST", body: "hello" }).catch(
      () => undefined,
    )
  await until("a line is taken", async () => (await sent())?.ok)
  await until("it is stored", async () => {
    const answer = await fetch(`http://127.0.0.1:${ui}/api/events`).catch(() => undefined)
    return ((await answer?.json()) as { total?: number } | undefined)?.total
  })
  const found = readdirSync(home, { recursive: true, encoding: "utf8" }).map((path) => {
    const stat = lstatSync(join(home, path))
    return { path, open: stat.mode & 0o077 }
  })
  const open = listeners().filter(({ port }) => [syslog, web, ui, one, two].includes(port))
  child.kill("SIGTERM")
  expect(await child.exited).toBe(0)
  expect(open.length).toBeGreaterThanOrEqual(6)
  expect(open.filter(({ address }) => address !== "0100007F")).toEqual([])
  expect(found.length).toBeGreaterThan(8)
  expect(found.filter(({ open }) => open !== 0)).toEqual([])
})
