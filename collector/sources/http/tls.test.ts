import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { request } from "node:https"
import { connect as connectPlain, type Socket } from "node:net"
import { type ConnectionOptions, connect } from "node:tls"
import * as v from "valibot"
import { type Certificates, makeCertificates } from "#shared/testing/certificates.ts"
import { freePorts } from "#shared/testing/programs.ts"
import { testWorld } from "../source-suite.ts"
import { type HttpSource, http } from "./http.ts"
import { closeAll, drain, open as openWith, texts } from "./http-suite.ts"

setDefaultTimeout(60_000)

let made: Certificates
const world = testWorld()
const hasOpenssl = Bun.which("openssl") !== null
const group = describe.skipIf(!hasOpenssl)

beforeAll(() => {
  if (!hasOpenssl) return
  made = makeCertificates()
  for (const name of ["server", "sender-1", "sender-2"]) made.issue(name)
  made.issue("expired", { from: -10, to: -1 })
  made.issue("future", { from: 1 })
  made.issue("rogue", { by: "other-ca" })
  made.issue("self", { by: "self" })
})
afterAll(() => made?.[Symbol.dispose]())
afterEach(closeAll)

const tlsOf = (more: object = {}) => ({
  certificateFile: made.file("server.pem"),
  keyFile: made.file("server.key"),
  ...more,
})
const open = (more: object = {}) => openWith(world, { tls: tlsOf(more) })
const mutual = (more: object = {}) => ({ clientCaFile: made.file("ca.pem"), ...more })

interface Sender extends ConnectionOptions {
  readonly as?: string
}

/** The status, or the code of what failed. */
function send(source: HttpSource, body: string, { as, ...more }: Sender = {}): Promise<unknown> {
  const identity = as === undefined ? {} : made.pair(as)
  const own = { ca: made.pair("ca").cert, servername: "server", ...identity, ...more }
  return new Promise((resolve) => {
    const headers = { "content-type": "text/plain" }
    const to = { host: "127.0.0.1", port: source.port, path: "/intake", method: "POST", headers }
    const asked = request({ ...to, agent: false, ...own }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode))
    })
    asked.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? "failed"))
    asked.end(body)
  })
}

const closed = (socket: Socket) => new Promise((done) => socket.resume().on("close", done))

group("HTTP by TLS", () => {
  test("takes what is sent, from the sender's address", async () => {
    const source = open()
    const seen = drain(source)
    expect(await send(source, "a\nb")).toBe(200)
    expect(texts(seen)).toEqual(["a", "b"])
    expect(seen[0]!.origin.peer).toBe("127.0.0.1")
  })

  test("takes a body of megabytes whole, and requests one after another on a connection", async () => {
    const source = open()
    const seen = drain(source)
    const line = "x".repeat(99_999)
    const ca = made.pair("ca").cert
    for (let i = 0; i < 3; i++) {
      const answer = await fetch(`https://127.0.0.1:${source.port}/intake`, {
        method: "POST",
        body: `${line}\n`.repeat(50),
        headers: { "content-type": "text/plain" },
        tls: { ca, serverName: "server" },
      } as RequestInit)
      expect(answer.status).toBe(200)
    }
    expect(texts(seen)).toEqual(Array(150).fill(line))
  })

  test("the sender's certificate is its identity", async () => {
    const source = open(mutual())
    const seen = drain(source)
    expect(await send(source, "a", { as: "sender-1" })).toBe(200)
    expect(seen[0]!.origin).toMatchObject({
      identity: "sender-1",
      certificate: { issuer: "O=Vedette test, CN=ca" },
    })
  })

  test("beyond loopback, a certificate of its own authority is as good as a token", () => {
    const tls = tlsOf(mutual())
    const options = v.parse(http.options, {
      type: "http",
      name: "a",
      host: "0.0.0.0",
      port: 0,
      tls,
    })
    expect(() => openWith(world, options)).not.toThrow()
  })
})

group("HTTP by TLS: who is not let in", () => {
  const refused: [string, () => object, Sender][] = [
    ["no certificate", mutual, {}],
    ["a certificate of another authority", mutual, { as: "rogue" }],
    ["a self-signed certificate", mutual, { as: "self" }],
    ["a certificate that has ended", mutual, { as: "expired" }],
    ["a certificate that is not valid yet", mutual, { as: "future" }],
    ["a name that is not allowed", () => mutual({ clientNames: ["b"] }), { as: "sender-1" }],
    ["TLS 1.1", () => ({}), { minVersion: "TLSv1", maxVersion: "TLSv1.1" }],
    ["TLS 1.2 where 1.3 is the least", () => ({ versionMin: "1.3" }), { maxVersion: "TLSv1.2" }],
    ["who trusts another authority", () => ({}), { ca: "" }],
    ["who means another host", () => ({}), { servername: "wrong.example" }],
  ]
  test.each(refused)("%s: not one byte is let in", async (...[, tls, sender]) => {
    const source = open(tls())
    const seen = drain(source)
    expect(await send(source, "x", sender)).toBeString()
    expect(texts(seen)).toEqual([])
  })

  test("plain HTTP to a TLS port: nothing is let in", async () => {
    const source = open()
    const seen = drain(source)
    const socket = connectPlain(source.port, "127.0.0.1").on("error", () => {})
    socket.write("POST /intake HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\n\r\nx")
    await closed(socket)
    expect(await send(source, "a")).toBe(200)
    expect(texts(seen)).toEqual(["a"])
  })

  test("TLS to a plain port: nothing is let in", async () => {
    const source = openWith(world)
    const seen = drain(source)
    expect(await send(source, "x")).toBeString()
    const answer = await fetch(`http://127.0.0.1:${source.port}/intake`, {
      method: "POST",
      body: "a",
    })
    expect([answer.status, texts(seen)]).toEqual([200, ["a"]])
  })

  test("1,000 half-open handshakes don't harm others, and slow ones are given up", async () => {
    const source = open({ handshakesMax: 50, handshakeMs: 100 })
    drain(source)
    const half = Array.from({ length: 1000 }, () => {
      const socket = connectPlain(source.port, "127.0.0.1").on("error", () => {})
      socket.write(Buffer.from([22, 3, 1, 1]))
      const isClosed = closed(socket)
      const connected = new Promise((done) => socket.on("connect", done))
      return { begun: Promise.race([connected, isClosed]), closed: isClosed }
    })
    await Promise.all(half.map(({ begun }) => begun))
    expect(await send(source, "a")).toBe(200)
    await Promise.all(half.map(({ closed }) => closed))
  })
})

group("HTTP by TLS: a new certificate", () => {
  const renew = () => made.issue("renewed", { alternative: "DNS:server" })
  const files = () => ({
    certificateFile: made.file("renewed.pem"),
    keyFile: made.file("renewed.key"),
  })
  const optionsOf = (more: object = {}) =>
    v.parse(http.options, { type: "http", name: "under-test", port: 0, tls: files(), ...more })

  const dial = async (source: HttpSource) => {
    const ca = made.pair("ca").cert
    const socket = connect({ port: source.port, host: "127.0.0.1", ca, servername: "server" })
    socket.on("error", () => {})
    await new Promise((done) => socket.on("secureConnect", done))
    return { socket, serial: socket.getPeerCertificate().serialNumber }
  }
  const ask = async ({ socket }: Awaited<ReturnType<typeof dial>>) => {
    socket.write("GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n")
    return String(await new Promise((done) => socket.once("data", done))).slice(0, 12)
  }

  test("is shown to new connections, and those that were there live on", async () => {
    renew()
    const source = openWith(world, { tls: files() })
    drain(source)
    const first = await dial(source)
    expect(await ask(first)).toBe("HTTP/1.1 200")
    renew()
    await (await source.prepare!(optionsOf(), false)).commit()
    const second = await dial(source)
    expect(second.serial).not.toBe(first.serial)
    expect([await ask(first), await ask(second)]).toEqual(["HTTP/1.1 200", "HTTP/1.1 200"])
  })

  test("other limits hold for new connections at the same address, and none is lost", async () => {
    renew()
    const source = openWith(world, { tls: files() })
    const { port } = source
    drain(source)
    expect(await send(source, "x".repeat(200))).toBe(200)
    await (await source.prepare!(optionsOf({ bodyBytesMax: 100 }), true)).commit()
    expect([await send(source, "x".repeat(200)), source.port]).toEqual([413, port])
  })

  test("that is bad is refused, and the last good one stays", async () => {
    renew()
    const source = openWith(world, { tls: files() })
    const { serial } = await dial(source)
    made.issue("renewed", { from: -3, to: -2 })
    const preparing = source.prepare!(optionsOf(), false)
    expect(preparing).rejects.toThrow("ended on")
    await preparing.catch(() => {})
    expect((await dial(source)).serial).toBe(serial)
  })

  test("TLS comes and goes at the same address", async () => {
    const [port] = freePorts(1)
    const source = openWith(world, { port })
    const plain = () =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        ({ status }) => status,
        () => "refused",
      )
    const put = async (more: object) =>
      (await source.prepare!(optionsOf({ port, ...more }), true)).commit()
    drain(source)
    renew()
    expect([await plain(), await send(source, "a")]).toEqual([200, expect.any(String)])
    await put({})
    expect([await plain(), await send(source, "a")]).toEqual(["refused", 200])
    await put({ tls: undefined })
    expect([await plain(), await send(source, "a")]).toEqual([200, expect.any(String)])
  })
})
