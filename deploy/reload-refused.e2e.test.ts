import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect } from "node:tls"
import { type Certificates, makeCertificates } from "../shared/testing/certificates.ts"
import {
  freePorts,
  type Program,
  type Programs,
  startPrograms,
  until,
} from "../shared/testing/programs.ts"
import { after, hangUp, metric, ready, replace } from "./reload-world.ts"

setDefaultTimeout(60_000)

const home = mkdtempSync(join(tmpdir(), "vedette-refused-"))
const detect = join(home, "detect")
const token = join(home, "token")
const hasOpenssl = Bun.which("openssl") !== null
let programs: Programs
let made: Certificates
let securePort = 0

const rule = (word: string) => `title: ${word}
id: 00000000-0000-4000-8000-00000000000${word.length}
logsource: {product: linux}
detection: {sel: ['${word}'], condition: sel}
`

/** As Kubernetes mounts a ConfigMap: the files are links, and one link above them is switched. */
function mount(folder: string, version: string, files: Record<string, string>): void {
  const versioned = join(folder, `..${version}`)
  mkdirSync(versioned, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(versioned, name), text)
  symlinkSync(`..${version}`, join(folder, "..data_tmp"))
  renameSync(join(folder, "..data_tmp"), join(folder, "..data"))
}

const put = (program: Program, more: object) =>
  replace(program, (config) => Object.assign(config, more))

const status = async (port: number, given = "secret1") => {
  const headers = { authorization: `Bearer ${given}` }
  const asked = fetch(`http://127.0.0.1:${port}/intake`, { method: "POST", body: "x", headers })
  return (await asked.catch(() => undefined))?.status ?? "refused"
}

function restore(program: Program, good: string): void {
  writeFileSync(program.config, good)
  hangUp(program)
}

const portOf = (intake: string) => Number(new URL(intake).port)

beforeAll(async () => {
  mkdirSync(detect)
  writeFileSync(join(detect, "a.yml"), rule("a"))
  writeFileSync(token, "secret1")
  const [port] = freePorts(1)
  securePort = port!
  if (hasOpenssl) {
    made = makeCertificates()
    made.issue("server")
  }
  const tls = hasOpenssl && {
    certificateFile: made.file("server.pem"),
    keyFile: made.file("server.key"),
  }
  programs = await startPrograms({
    home,
    intake: { tokens: [{ name: "t", token: `file:${token}` }] },
    ...(tls && { sources: [{ type: "http", name: "secure", port: securePort, tls }] }),
    collector: { rules: { detect: [detect] } },
  })
})
afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  made?.[Symbol.dispose]()
  rmSync(home, { recursive: true, force: true })
})

describe("a bad configuration", () => {
  const bad: [string, (program: Program) => void, RegExp][] = [
    ["broken YAML", ({ config }) => writeFileSync(config, "sources: [\n"), /line \d/],
    ["an unknown key", (one) => put(one, { nope: 1 }), /nope: unknown key/],
    [
      "a port that another program has",
      (one) =>
        replace(one, ({ sources }) =>
          sources.push({ type: "http", name: "b", port: Number(new URL(one.metrics).port) }),
        ),
      /sources\.\d\.port: another program listens/,
    ],
    [
      "a secret that is not there",
      (one) =>
        replace(one, ({ sources }) =>
          sources.push({
            type: "http",
            name: "b",
            port: 0,
            tokens: [{ name: "t", token: "env:VEDETTE_NONE" }],
          }),
        ),
      /VEDETTE_NONE is not set/,
    ],
    [
      "a folder of rules that is not there",
      (one) => put(one, { rules: { detect: [join(home, "none")] } }),
      /rules\.detect: /,
    ],
    [
      "two sources of one name",
      (one) => replace(one, ({ sources }) => sources.push({ ...sources[1]!, port: 0 })),
      /another source is called intake/,
    ],
  ]
  test.each(bad)("%s is refused in words, and the old one runs on", async (...[, spoil, words]) => {
    const { collector, intake, console: site } = programs
    const good = await Bun.file(collector.config).text()
    await after(collector, "refused", () => {
      spoil(collector)
      hangUp(collector)
    })
    expect(await ready(collector)).toMatch(/^ready\n.* is refused: /)
    expect(await ready(collector)).toMatch(words)
    expect(await metric(collector, "vedette_reload_success")).toBe("vedette_reload_success 0")
    expect(await status(portOf(intake))).toBe(200)
    if (words.source.includes("unknown key"))
      await until("the console tells", async () =>
        (await (await fetch(`${site}/api/health`)).text()).includes(
          "is refused: nope: unknown key",
        ),
      )
    await after(collector, "applied", () => restore(collector, good))
    expect(await ready(collector)).toBe("ready\n")
    expect(await metric(collector, "vedette_reload_success")).toBe("vedette_reload_success 1")
  })

  test("the aggregator too refuses it and runs on", async () => {
    const { aggregator, console: site } = programs
    const good = await Bun.file(aggregator.config).text()
    await after(aggregator, "refused", () =>
      writeFileSync(aggregator.config, "store: {type: oracle}"),
    )
    expect(await ready(aggregator)).toContain("is refused: store.type: ")
    expect((await fetch(`${site}/api/health`)).status).toBe(200)
    await after(aggregator, "applied", () => writeFileSync(aggregator.config, good))
  })
})

describe("a reload", () => {
  test("says by name what takes a restart, and keeps the old value", async () => {
    const { collector } = programs
    const good = await Bun.file(collector.config).text()
    await after(collector, "applied", () =>
      put(collector, { name: "other", spool: { bytesMax: 2 ** 21 } }),
    )
    expect(await ready(collector)).toMatch(/^ready\n.* takes a restart: name, spool\n$/)
    await after(collector, "applied", () => writeFileSync(collector.config, good))
    expect(await ready(collector)).toBe("ready\n")
  })

  test("may change all sources, and give the port of one to another", async () => {
    const { collector, intake } = programs
    const good = await Bun.file(collector.config).text()
    const port = portOf(intake)
    const [other] = freePorts(1)
    await after(collector, "applied", () =>
      put(collector, {
        sources: [
          { type: "http", name: "renamed", port },
          { type: "http", name: "intake", port: other },
        ],
      }),
    )
    await until(
      "both listen",
      async () => (await status(port)) === 200 && (await status(other!)) === 200,
    )
    await after(collector, "applied", () => writeFileSync(collector.config, good))
    await until("it is as before", async () => (await status(port, "wrong")) === 401)
  })

  test("takes a new secret from its file", async () => {
    const { collector, intake } = programs
    await after(collector, "applied", () => writeFileSync(token, "secret2"))
    expect([
      await status(portOf(intake), "secret1"),
      await status(portOf(intake), "secret2"),
    ]).toEqual([401, 200])
    await after(collector, "applied", () => writeFileSync(token, "secret1"))
  })

  test("takes new rules, also where a link to them is switched as Kubernetes does it", async () => {
    const { collector } = programs
    const good = await Bun.file(collector.config).text()
    const folder = join(home, "mounted")
    mount(folder, "one", { "a.yml": rule("one") })
    const data = join(folder, "..data")
    await after(collector, "applied", () => put(collector, { rules: { detect: [data] } }))
    const before = await metric(collector, "vedette_config_info")
    await after(collector, "applied", () => mount(folder, "two", { "a.yml": rule("three") }))
    expect(await metric(collector, "vedette_config_info")).not.toBe(before)
    await after(collector, "applied", () => writeFileSync(collector.config, good))
    expect(await metric(collector, "vedette_config_info")).not.toBe(before)
  })

  test("takes a configuration that is mounted as a link, when the link is switched", async () => {
    const { collector } = programs
    const good = await Bun.file(collector.config).text()
    const folder = join(home, "config")
    mount(folder, "one", { "collector.yaml": good })
    await after(collector, "applied", () => {
      symlinkSync(join(folder, "..data", "collector.yaml"), `${collector.config}.link`)
      renameSync(`${collector.config}.link`, collector.config)
    })
    await after(collector, "refused", () => mount(folder, "two", { "collector.yaml": "nope: 1" }))
    await after(collector, "applied", () => mount(folder, "three", { "collector.yaml": good }))
  })

  test.skipIf(!hasOpenssl)(
    "shows a new certificate to new connections, without a signal",
    async () => {
      const serial = () =>
        new Promise<string>((done, fail) => {
          const socket = connect(
            { port: securePort, host: "127.0.0.1", rejectUnauthorized: false },
            () => {
              done(socket.getPeerCertificate().serialNumber)
              socket.destroy()
            },
          )
          socket.on("error", fail)
        })
      const first = await serial()
      made.issue("server")
      await until("the new one is shown", async () => (await serial()) !== first)
      const second = await serial()
      await after(programs.collector, "refused", () => made.issue("server", { from: -3, to: -2 }))
      expect(await serial()).toBe(second)
      expect(await ready(programs.collector)).toMatch(
        /sources\.2\.tls\.certificateFile: .* ended on/,
      )
      await after(programs.collector, "applied", () => made.issue("server"))
    },
  )

  test("asked for by SIGHUP from all sides at once is done, and nothing breaks", async () => {
    const { collector, aggregator, intake } = programs
    for (let i = 0; i < 50; i++) for (const one of [collector, aggregator]) hangUp(one)
    expect(await status(portOf(intake))).toBe(200)
    for (const one of [collector, aggregator])
      await until("both are ready", async () => (await ready(one)) === "ready\n")
  })
})
