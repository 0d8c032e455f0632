import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:https"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { makeCertificates } from "#shared/scripts/services/certificates.ts"
import { opensearchClient } from "./client.ts"
import { opensearchStoreOptions } from "./options.ts"

/** Whom the client trusts, and how it proves itself, tried on servers that get it wrong. */

const folder = mkdtempSync(join(tmpdir(), "vedette-opensearch-tls-"))
const file = (name: string) => join(folder, name)
const hasOpenssl = Bun.which("openssl") !== null
beforeAll(async () => void (hasOpenssl && (await makeCertificates(folder))))
afterAll(() => rmSync(folder, { recursive: true }))

/** How a server was asked; `requests` are those that came through. */
async function serving(own: string, wantsCertificate: boolean) {
  const asked = { requests: 0, authorization: "" }
  const server: Server = createServer(
    {
      cert: readFileSync(file(`${own}.pem`)),
      key: readFileSync(file(`${own}.key`)),
      ca: readFileSync(file("ca.pem")),
      requestCert: wantsCertificate,
      rejectUnauthorized: wantsCertificate,
    },
    (request, response) => {
      asked.requests++
      asked.authorization += request.headers.authorization ?? ""
      response.setHeader("content-type", "application/json").end("{}")
    },
  )
  server.on("tlsClientError", () => {})
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as { port: number }
  return { asked, port, stop: () => server.close() }
}

interface Case {
  readonly server?: string
  readonly wantsCertificate?: boolean
  readonly host?: string
  readonly ca?: string
  readonly client?: string
}

async function ask({ server = "server", wantsCertificate = false, host, ca, client }: Case) {
  process.env["VEDETTE_TEST_OPENSEARCH_PASSWORD"] = "hidden-word"
  const { asked, port, stop } = await serving(server, wantsCertificate)
  const given = {
    type: "opensearch",
    nodes: [`https://${host ?? "127.0.0.1"}:${port}`],
    ca: file(ca ?? "ca.pem"),
    username: "writer",
    password: "env:VEDETTE_TEST_OPENSEARCH_PASSWORD",
    ...(client && { cert: file(`${client}.pem`), key: file(`${client}.key`) }),
  }
  const opened = opensearchClient(v.parse(opensearchStoreOptions, given))
  const failure: Error | undefined = await opened.info().then(
    () => undefined,
    (cause) => cause,
  )
  await opened.close()
  stop()
  return { asked, failure }
}

const good: [string, Case][] = [
  ["a server that its authority vouches for", {}],
  ["a server that wants a client certificate", { wantsCertificate: true, client: "client" }],
]
test.skipIf(!hasOpenssl).each(good)("%s is asked", async (_, which) => {
  const { asked, failure } = await ask(which)
  expect(failure).toBeUndefined()
  expect(asked.requests).toBe(1)
})

const bad: [string, Case, RegExp][] = [
  ["another authority", { ca: "stranger-ca.pem" }, /authority that is not trusted/],
  ["a server's certificate that has expired", { server: "expired" }, /certificate has expired/],
  ["another host name", { host: "localhost" }, /for another name than localhost/],
  ["a server that is a stranger", { server: "stranger" }, /authority that is not trusted/],
  ["no client certificate", { wantsCertificate: true }, /client certificate/],
  [
    "a client certificate that has expired",
    { wantsCertificate: true, client: "expired" },
    /client certificate/,
  ],
  [
    "a stranger's client certificate",
    { wantsCertificate: true, client: "stranger" },
    /client certificate/,
  ],
]
test.skipIf(!hasOpenssl).each(bad)(
  "%s: told in words; no request and no password get through",
  async (_, which, words) => {
    const { asked, failure } = await ask(which)
    expect(failure?.message).toMatch(words)
    expect(asked).toEqual({ requests: 0, authorization: "" })
    expect(Bun.inspect(failure)).not.toContain("hidden-word")
    expect(Bun.inspect(failure)).not.toContain(btoa("writer:hidden-word"))
  },
)
