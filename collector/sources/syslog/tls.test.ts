import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect, type TLSSocket } from "node:tls"
import * as v from "valibot"
import { take, testWorld } from "../source-suite.ts"
import { openSyslog, syslog } from "./syslog.ts"

const folder = mkdtempSync(join(tmpdir(), "vedette-tls-"))
const file = (name: string) => join(folder, name)

function openssl(...args: string[]): void {
  const done = Bun.spawnSync(["openssl", ...args], { cwd: folder, stderr: "pipe" })
  if (!done.success) throw new Error(done.stderr.toString())
}

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]

function selfSigned(name: string): void {
  const files = ["-keyout", `${name}.key`, "-out", `${name}.pem`]
  openssl("req", "-x509", ...curve, ...files, "-subj", `/CN=${name}`)
}

describe.skipIf(!Bun.which("openssl"))("TLS", () => {
  beforeAll(() => {
    for (const name of ["server", "sender-1", "rogue"]) selfSigned(name)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const open = (extra: object = {}) => {
    const tls = {
      port: 0,
      certificateFile: file("server.pem"),
      keyFile: file("server.key"),
      ...extra,
    }
    const options = v.parse(syslog.options, { type: "syslog", name: "under-test", tls })
    return openSyslog(options, testWorld())
  }
  const dial = (port: number, sender?: string): TLSSocket => {
    const identity = sender && {
      cert: readFileSync(file(`${sender}.pem`)),
      key: readFileSync(file(`${sender}.key`)),
    }
    const ca = readFileSync(file("server.pem"))
    const socket = connect({ port, host: "127.0.0.1", ca, servername: "server", ...identity })
    return socket.on("error", () => {})
  }

  test("takes octet-counted frames", async () => {
    await using source = await open()
    dial(source.tlsPort!).end("5 <13>a5 <13>b")
    const [batch] = await take(source, 2)
    expect(batch!.items.map(({ text }) => text)).toEqual(["<13>a", "<13>b"])
    expect(batch!.origin).toMatchObject({ transport: "tls", peer: "127.0.0.1" })
  })

  test("the subject of the sender's certificate is its identity", async () => {
    await using source = await open({ clientCaFile: file("sender-1.pem") })
    dial(source.tlsPort!, "sender-1").end("5 <13>a")
    expect((await take(source, 1))[0]!.origin.identity).toBe("sender-1")
  })

  test("takes nothing from senders without a certificate of the authority", async () => {
    await using source = await open({ clientCaFile: file("sender-1.pem") })
    for (const sender of [undefined, "rogue"]) {
      const socket = dial(source.tlsPort!, sender)
      socket.write("5 <13>x")
      await new Promise((done) => socket.resume().on("close", done))
    }
    dial(source.tlsPort!, "sender-1").end("5 <13>a")
    const batches = await take(source, 1)
    expect(batches.flatMap(({ items }) => items.map(({ text }) => text))).toEqual(["<13>a"])
  })

  test("fails at the start where a file is missing", async () => {
    expect(open({ keyFile: file("none.key") })).rejects.toThrow("none.key")
  })
})
