import { afterAll, expect, test } from "bun:test"
import { createHash, createHmac } from "node:crypto"
import * as v from "valibot"
import { opensearchClient } from "./client.ts"
import { opensearchStoreOptions } from "./options.ts"

/** A server that verifies each signature by itself, after AWS's description of version 4. */

interface Signed {
  readonly method: string
  readonly path: string
  readonly query: string
  /** In lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array | string
}

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex")
const hmac = (key: Uint8Array | string, text: string) =>
  createHmac("sha256", key).update(text).digest()

/** Of RFC 3986 only the unreserved signs stay as they are. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** @param scope date/region/service/aws4_request */
function signatureOf(request: Signed, names: readonly string[], scope: string, secret: string) {
  const canonical = [
    request.method,
    request.path.split("/").map(encoded).join("/"), // as it was sent, encoded once more
    request.query,
    ...names.map((name) => `${name}:${request.headers.get(name)?.trim()}`),
    "",
    names.join(";"),
    request.headers.get("x-amz-content-sha256") ?? sha256(request.body),
  ].join("\n")
  const toSign = ["AWS4-HMAC-SHA256", request.headers.get("x-amz-date"), scope, sha256(canonical)]
  const key = scope.split("/").reduce<Uint8Array | string>(hmac, `AWS4${secret}`)
  return hmac(key, toSign.join("\n")).toString("hex")
}

test("the verifier agrees with the vector get-vanilla that AWS published", () => {
  const headers = new Map([
    ["host", "example.amazonaws.com"],
    ["x-amz-date", "20150830T123600Z"],
  ])
  const request = { method: "GET", path: "/", query: "", headers, body: "" }
  const scope = "20150830/us-east-1/service/aws4_request"
  const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
  expect(signatureOf(request, ["host", "x-amz-date"], scope, secret)).toBe(
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  )
})

const seen: { scope: string; token: string | null; id: string; isHashed: boolean }[] = []
const secretKey = "secret/of+the/test"

async function verdict(request: Request): Promise<string | undefined> {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/
  const found = pattern.exec(request.headers.get("authorization") ?? "")
  if (!found) return "no signature"
  const [, id, scope, names, signature] = found
  const { pathname, searchParams } = new URL(request.url)
  const body = new Uint8Array(await request.arrayBuffer())
  const isHashed = request.headers.get("x-amz-content-sha256") === sha256(body)
  seen.push({
    scope: scope!,
    id: id!,
    isHashed,
    token: request.headers.get("x-amz-security-token"),
  })
  const query = [...searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&")
  const headers = new Map([...request.headers])
  const signed = { method: request.method, path: pathname, query, headers, body }
  const expected = signatureOf(signed, names!.split(";"), scope!, secretKey)
  return signature === expected ? undefined : "another signature"
}

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  async fetch(request) {
    const fault = await verdict(request)
    if (fault) return Response.json({ message: fault }, { status: 403 })
    return Response.json({ items: [] })
  },
})
afterAll(() => server.stop(true))

function client(secretAccessKey = secretKey, more: object = {}) {
  process.env["VEDETTE_TEST_AWS_ID"] = "AKIDEXAMPLE"
  process.env["VEDETTE_TEST_AWS_SECRET"] = secretAccessKey
  process.env["VEDETTE_TEST_AWS_TOKEN"] = "token+of/a==session"
  return opensearchClient(
    v.parse(opensearchStoreOptions, {
      type: "opensearch",
      nodes: [`http://127.0.0.1:${server.port}`],
      aws: {
        region: "eu-central-1",
        accessKeyId: "env:VEDETTE_TEST_AWS_ID",
        secretAccessKey: "env:VEDETTE_TEST_AWS_SECRET",
        sessionToken: "env:VEDETTE_TEST_AWS_TOKEN",
        ...more,
      },
    }),
  )
}

const calls: [string, (c: ReturnType<typeof client>) => Promise<{ statusCode: number | null }>][] =
  [
    ["a bulk request", (c) => c.bulk({ body: [{ create: {} }, { message: "ü 🛡" }] })],
    [
      "a search with parameters",
      (c) => c.search({ index: "vedette-events-*,x", size: 3, q: "a b:c/d", body: {} }),
    ],
    ["a path with signs", (c) => c.get({ index: "vedette-state", id: "a/b c+d" })],
    ["a request without a body", (c) => c.info()],
  ]

test.each(calls)("%s is signed so that AWS takes it", async (_, call) => {
  const signing = client()
  expect((await call(signing)).statusCode).toBe(200)
  const { scope, ...rest } = seen.at(-1)!
  expect(rest).toEqual({ id: "AKIDEXAMPLE", token: "token+of/a==session", isHashed: true })
  expect(scope).toMatch(/^\d{8}\/eu-central-1\/es\/aws4_request$/)
  await signing.close()
})

test("Serverless is signed for by its own name", async () => {
  const signing = client(secretKey, { service: "aoss" })
  await signing.info()
  expect(seen.at(-1)?.scope).toEndWith("/eu-central-1/aoss/aws4_request")
  await signing.close()
})

test("a wrong secret is refused, and no error holds it", async () => {
  const signing = client("not-the-secret")
  const failure: Error = await signing.info().then(
    () => new Error("it answered"),
    (cause) => cause,
  )
  expect(failure.message).toContain("403")
  expect(failure.message).not.toContain("not-the-secret")
  expect(JSON.stringify(failure)).not.toContain("not-the-secret")
  await signing.close()
})

test("a user and a signature exclude each other", () => {
  process.env["VEDETTE_TEST_AWS_ID"] = "x"
  const given = {
    type: "opensearch",
    nodes: ["http://127.0.0.1:1"],
    username: "u",
    password: "env:VEDETTE_TEST_AWS_ID",
    aws: {
      region: "r",
      accessKeyId: "env:VEDETTE_TEST_AWS_ID",
      secretAccessKey: "env:VEDETTE_TEST_AWS_ID",
    },
  }
  expect(() => v.parse(opensearchStoreOptions, given)).toThrow("either username or aws")
})
