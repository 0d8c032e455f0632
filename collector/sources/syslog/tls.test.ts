import { expect, setDefaultTimeout, test } from "bun:test"
import { take, textsOf } from "../source-suite.ts"
import { dial, group, made, mutual, open, optionsOf, useCertificates } from "./tls-suite.ts"

setDefaultTimeout(60_000)

useCertificates()

group("TLS", () => {
  test("takes octet-counted frames", async () => {
    await using source = await open()
    dial(source.tlsPort!).end("5 <13>a5 <13>b")
    const [batch] = await take(source, 2)
    expect(batch!.items.map(({ text }) => text)).toEqual(["<13>a", "<13>b"])
    expect(batch!.origin).toMatchObject({ transport: "tls", peer: "127.0.0.1" })
  })

  test("the sender's certificate is its identity, with all that its authority says", async () => {
    await using source = await open(mutual())
    dial(source.tlsPort!, { as: "sender-1" }).end("5 <13>a")
    expect((await take(source, 1))[0]!.origin).toMatchObject({
      identity: "sender-1",
      certificate: {
        subject: expect.stringContaining("CN=sender-1"),
        issuer: "O=Vedette test, CN=ca",
        names: ["sender-1", "127.0.0.1"],
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
  })

  test.each(["sender-1", "SENDER-1", "127.0.0.1"])(
    "a sender is let in by the name %s",
    async (name) => {
      await using source = await open(mutual({ clientNames: ["other", name] }))
      dial(source.tlsPort!, { as: "sender-1" }).end("5 <13>a")
      expect(textsOf(await take(source, 1))).toEqual(["<13>a"])
    },
  )
})

group("TLS: the start", () => {
  const unfit: [string, () => object, string][] = [
    ["a file is missing", () => ({ keyFile: made.file("none.key") }), "tls.keyFile: can't be read"],
    [
      "the key is another's",
      () => ({ keyFile: made.file("sender-1.key") }),
      "tls.keyFile: the key",
    ],
    [
      "a file holds no certificate",
      () => ({ certificateFile: made.file("server.key") }),
      "tls.cert",
    ],
    ["a file holds no key", () => ({ keyFile: made.file("server.pem") }), "tls.keyFile: the file"],
  ]
  test.each(unfit)("it fails at the start where %s", async (...[, tls, reason]) => {
    const opening = open(tls())
    expect(opening).rejects.toThrow(reason)
    await opening.catch(() => {})
  })

  test("names without an authority are refused", () => {
    expect(() => optionsOf({ clientNames: ["a"] })).toThrow("need clientCaFile")
  })
})
