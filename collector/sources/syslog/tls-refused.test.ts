import { beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { connect as connectPlain } from "node:net"
import { connect } from "node:tls"
import * as v from "valibot"
import { take, textsOf } from "../source-suite.ts"
import { openSyslog, syslog } from "./syslog.ts"
import {
  closed,
  type Dial,
  dial,
  group,
  made,
  mutual,
  open,
  refusals,
  useCertificates,
  world,
} from "./tls-suite.ts"

setDefaultTimeout(60_000)

useCertificates()

group("TLS: who is not let in", () => {
  beforeAll(() => {
    made.issue("expired", { from: -10, to: -1 })
    made.issue("future", { from: 1 })
    made.issue("rogue", { by: "other-ca" })
    made.issue("self", { by: "self" })
  })

  const refused: [string, () => object, Dial, string][] = [
    ["no certificate", mutual, {}, "no certificate"],
    ["a certificate of another authority", mutual, { as: "rogue" }, "certificate not trusted"],
    ["a self-signed certificate", mutual, { as: "self" }, "certificate not trusted"],
    ["a certificate that has ended", mutual, { as: "expired" }, "certificate not trusted"],
    ["a certificate that is not valid yet", mutual, { as: "future" }, "certificate not trusted"],
    [
      "a name that is not allowed",
      () => mutual({ clientNames: ["sender-2", "*.sender-1"] }),
      { as: "sender-1" },
      "name not allowed",
    ],
    ["TLS 1.1", () => ({}), { minVersion: "TLSv1", maxVersion: "TLSv1.1" }, "protocol version"],
    ["TLS 1.2 where 1.3 is the least", () => ({ versionMin: "1.3" }), v12(), "protocol version"],
  ]
  test.each(refused)("%s: not one byte is let in, and it is counted", async (...row) => {
    const [, tls, sender, reason] = row
    await using source = await open(tls())
    const before = (await refusals())[reason] ?? 0
    const socket = dial(source.tlsPort!, sender)
    socket.write("5 <13>x")
    await closed(socket)
    expect((await refusals())[reason]).toBe(before + 1)
    dial(source.tlsPort!, { as: "sender-2" }).end("5 <13>a")
    expect(textsOf(await take(source, 1))).toEqual(["<13>a"])
  })

  const sent: [string, Uint8Array, string][] = [
    ["plain text", Buffer.from("<13>x\n"), "not TLS"],
    [
      "an SSL 2 hello",
      Buffer.from("802e0100020015000000100100800700c003008006004002", "hex"),
      "not TLS",
    ],
    ["a TLS 1.0 hello made by hand", hello(0x0301), "protocol version"],
    ["an SSL 3 hello made by hand", hello(0x0300), "protocol version"],
    ["a record that is none", Buffer.from([22, 3, 1, 0, 5, 1, 0, 0, 1, 0]), "failed"],
  ]
  test.each(sent)("%s to a TLS port: nothing is let in, and it is counted", async (...row) => {
    const [, bytes, reason] = row
    await using source = await open()
    const before = (await refusals())[reason] ?? 0
    const socket = connectPlain(source.tlsPort!, "127.0.0.1").on("error", () => {})
    socket.write(bytes)
    await closed(socket)
    expect((await refusals())[reason]).toBe(before + 1)
    dial(source.tlsPort!).end("5 <13>a")
    expect(textsOf(await take(source, 1))).toEqual(["<13>a"])
  })
})

group("TLS: who is at the wrong place", () => {
  test("TLS to a plain port: nothing is let in, and it is counted", async () => {
    const options = v.parse(syslog.options, { type: "syslog", name: "plain", tcp: { port: 0 } })
    await using source = await openSyslog(options, world)
    await closed(dial(source.tcpPort!))
    connectPlain(source.tcpPort!, "127.0.0.1").end("<13>a\n")
    expect(textsOf(await take(source, 1))).toEqual(["<13>a"])
    expect(await world.metrics.text()).toContain('mistaken_tls_total{source="plain"} 1')
  })

  test("a sender finds out that the server is not the one it means", async () => {
    await using source = await open()
    const failures = ["wrong.example", "server"].map(
      (servername, i) =>
        new Promise((done) => {
          const ca = made.pair(i === 0 ? "ca" : "other-ca").cert
          dial(source.tlsPort!, { servername, ca }).on("error", (cause: NodeJS.ErrnoException) =>
            done(cause.code),
          )
        }),
    )
    expect(await Promise.all(failures)).toEqual([
      "ERR_TLS_CERT_ALTNAME_INVALID",
      expect.stringMatching(/UNABLE_TO_/),
    ])
  })
})

group("TLS: who holds up", () => {
  test("a handshake that takes too long is given up, however it dribbles", async () => {
    await using source = await open({ handshakeMs: 100 })
    const bytes = hello(0x0303)
    const socket = connectPlain(source.tlsPort!, "127.0.0.1").on("error", () => {})
    let at = 0
    const dribble = setInterval(() => socket.write(bytes.subarray(at, ++at)), 20)
    await closed(socket)
    clearInterval(dribble)
    expect((await refusals())["too slow"]).toBe(1)
  })

  test("1,000 half-open handshakes don't harm others", async () => {
    await using source = await open({ handshakesMax: 50, handshakeMs: 500 }, { connectionsMax: 5 })
    const earlier = await refusals()
    const before = dial(source.tlsPort!)
    before.write("5 <13>a")
    await take(source, 1)
    const half = Array.from({ length: 1000 }, () => {
      const socket = connectPlain(source.tlsPort!, "127.0.0.1").on("error", () => {})
      socket.write(hello(0x0303).subarray(0, 20))
      const isClosed = closed(socket)
      const connected = new Promise((done) => socket.on("connect", done))
      return { begun: Promise.race([connected, isClosed]), closed: isClosed }
    })
    await Promise.all(half.map(({ begun }) => begun))
    before.write("5 <13>b")
    dial(source.tlsPort!).end("5 <13>c")
    expect(textsOf(await take(source, 2)).sort()).toEqual(["<13>b", "<13>c"])
    await Promise.all(half.map(({ closed }) => closed))
    const { "too many handshakes": many = 0, "too slow": slow = 0 } = await refusals()
    expect([many > 500, many + slow - (earlier["too slow"] ?? 0)]).toEqual([true, 1000])
  })

  test("who floods with handshakes pushes out its own, not a slow one of another address", async () => {
    await using source = await open({ handshakesMax: 20 })
    const port = source.tlsPort!
    const wire = connectPlain(port, "127.0.0.1").on("error", () => {}) // a slow line
    await new Promise((done) => wire.on("connect", done))
    const flood = Array.from({ length: 200 }, () => {
      const to = { port, host: "127.0.0.1", localAddress: "127.0.0.2" }
      return closed(connectPlain(to).on("error", () => {}))
    })
    await Promise.all(flood.slice(0, 150))
    const ca = made.pair("ca").cert
    connect({ socket: wire, ca, servername: "server" })
      .on("error", () => {})
      .end("5 <13>a")
    expect(textsOf(await take(source, 1))).toEqual(["<13>a"])
  })

  test("a silent connection is closed after idleMs", async () => {
    await using source = await open({}, { idleMs: 1000 })
    const socket = dial(source.tlsPort!)
    await closed(socket)
  })
})

function v12(): Dial {
  return { maxVersion: "TLSv1.2" }
}

/** A ClientHello of a version, as RFC 5246, 7.4.1.2 says: with the suites of its time. */
function hello(version: number): Buffer {
  const suites = Buffer.from("c014c00a0039003800350016c013c00900330032002f000a", "hex")
  const body = Buffer.concat([
    Buffer.from([version >> 8, version & 255]),
    Buffer.alloc(32, 7), // random
    Buffer.from([0, suites.length >> 8, suites.length & 255]),
    suites,
    Buffer.from([1, 0]), // no compression
  ])
  const message = Buffer.concat([Buffer.from([1, 0, body.length >> 8, body.length & 255]), body])
  return Buffer.concat([
    Buffer.from([22, 3, version & 255, message.length >> 8, message.length & 255]),
    message,
  ])
}
