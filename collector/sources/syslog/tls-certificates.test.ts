import { expect, setDefaultTimeout, test } from "bun:test"
import { writeFileSync } from "node:fs"
import { take, textsOf } from "../source-suite.ts"
import { dial, group, made, open, optionsOf, useCertificates, world } from "./tls-suite.ts"

setDefaultTimeout(60_000)

useCertificates()

const subjectSeen = async (port: number) => {
  const socket = dial(port)
  await new Promise((done) => socket.on("secureConnect", done))
  return { socket, serial: socket.getPeerCertificate().serialNumber }
}

const renewed = () =>
  optionsOf({ certificateFile: made.file("renewed.pem"), keyFile: made.file("renewed.key") })

group("TLS: certificates", () => {
  test("a new one is shown to new connections, and those that were there live on", async () => {
    made.issue("renewed", { alternative: "DNS:server" })
    await using source = await open({
      certificateFile: made.file("renewed.pem"),
      keyFile: made.file("renewed.key"),
    })
    const first = await subjectSeen(source.tlsPort!)
    made.issue("renewed", { alternative: "DNS:server" })
    const change = await source.prepare!(renewed(), false)
    expect((await subjectSeen(source.tlsPort!)).serial).toBe(first.serial)
    change.commit()
    const second = await subjectSeen(source.tlsPort!)
    expect(second.serial).not.toBe(first.serial)
    first.socket.end("5 <13>a")
    await take(source, 1)
    second.socket.end("5 <13>b")
    expect(textsOf(await take(source, 1))).toEqual(["<13>b"])
  })

  const bad: [string, () => void, string][] = [
    ["has ended", () => made.issue("renewed", { from: -3, to: -2 }), "ended on"],
    ["is not valid yet", () => made.issue("renewed", { from: 2 }), "is not valid before"],
    [
      "is not that of the key",
      () => writeFileSync(made.file("renewed.key"), made.pair("server").key),
      "the key in",
    ],
    [
      "has a chain that does not fit",
      () =>
        writeFileSync(
          made.file("renewed.pem"),
          `${made.pair("renewed").cert}${made.pair("other-ca").cert}`,
        ),
      "certificate 2 did not issue certificate 1",
    ],
    [
      "is cut off",
      () => writeFileSync(made.file("renewed.pem"), made.pair("renewed").cert.slice(0, 300)),
      "holds no certificate",
    ],
  ]
  test.each(bad)("a new one that %s is refused, and the last good one stays", async (...row) => {
    const [, spoil, reason] = row
    made.issue("renewed", { alternative: "DNS:server" })
    await using source = await open({
      certificateFile: made.file("renewed.pem"),
      keyFile: made.file("renewed.key"),
    })
    const { serial } = await subjectSeen(source.tlsPort!)
    spoil()
    const preparing = source.prepare!(renewed(), false)
    expect(preparing).rejects.toThrow(reason)
    await preparing.catch(() => {})
    expect((await subjectSeen(source.tlsPort!)).serial).toBe(serial)
  })

  const ends: [number, string | undefined][] = [
    [40, undefined],
    [29.5, "ends in 29 days"],
    [1.5, "ends in 1 day"],
    [0.5, "ends in less than a day"],
    [-1, "ended on"],
  ]
  test.each(ends)(
    "one that ends in %d days is told so, and its end is a metric",
    async (to, told) => {
      made.issue("ending", { from: -9, to })
      await using source = await open({
        certificateFile: made.file("ending.pem"),
        keyFile: made.file("ending.key"),
      })
      if (told === undefined) expect(source.notices!()).toEqual([])
      else expect(source.notices!()).toEqual([expect.stringContaining(told)])
      const [, endsAt] = /expiry_seconds\{name="under-test.tls"\} (\d+)/.exec(
        await world.metrics.text(),
      )!
      expect(Math.abs(Number(endsAt) * 1000 - Date.now() - to * 86_400_000)).toBeLessThan(600_000)
    },
  )
})
