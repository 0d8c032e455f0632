import { afterEach, describe, expect, test } from "bun:test"
import { Client } from "@opensearch-project/opensearch"
import type { Raw } from "#shared/pipeline/types.ts"
import { testWorld } from "../source-suite.ts"
import { closeAll, drain, json, open, post, texts } from "./http-suite.ts"

process.env["VEDETTE_TEST_TOKEN"] = "s3cret"
const tokens = [{ name: "web-1", token: "env:VEDETTE_TEST_TOKEN" }]
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`

const bulk = (lines: readonly unknown[]) =>
  `${lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n")}\n`

afterEach(closeAll)

describe("Elasticsearch's bulk", () => {
  test("a client library writes documents", async () => {
    const source = open()
    const seen = drain(source)
    const client = new Client({ node: `http://127.0.0.1:${source.port}` })
    const { body } = await client.bulk({
      body: [{ create: { _index: "logs" } }, { message: "a" }, { index: {} }, { message: "b" }],
    })
    expect(body).toMatchObject({ errors: false, items: [{ create: { status: 201 } }, {}] })
    expect(texts(seen)).toEqual(['{"message":"a"}', '{"message":"b"}'])
  })

  test("a refused item is told in its place, the others are taken", async () => {
    const source = open()
    const seen = drain(source)
    const lines = [{ create: {} }, "not json", { create: {} }, { a: 1 }, { delete: { _id: "x" } }]
    const answer = await (await post(source, bulk(lines), {}, "/logs/_bulk")).json()
    expect(answer).toMatchObject({
      errors: true,
      items: [
        { create: { status: 400, _index: "logs" } },
        { create: { status: 201 } },
        { index: { status: 400 } },
      ],
    })
    expect(texts(seen)).toEqual(['{"a":1}'])
  })

  test("a document's id makes a repeated request harmless", async () => {
    const source = open()
    const seen = drain(source)
    const body = bulk([{ create: { _index: "i", _id: "7" } }, { a: 1 }])
    for (let i = 0; i < 2; i++) await post(source, body, {}, "/_bulk")
    const positions = seen.flatMap(({ items }) => items.map(({ position }: Raw) => position))
    expect(positions).toEqual(["i/7", "i/7"])
    expect(seen[0]?.origin.mayRepeat).toBe(true)
  })

  test("a data stream's name names the dataset", async () => {
    const source = open()
    const seen = drain(source)
    await post(source, bulk([{ create: {} }, { a: 1 }]), {}, "/logs-nginx.access-default/_bulk")
    expect(seen[0]?.origin.dataset).toBe("nginx.access")
  })

  test("shippers' questions are answered, their set-up is thanked for", async () => {
    const { port } = open()
    const ask = (path: string, method = "GET") =>
      fetch(`http://127.0.0.1:${port}${path}`, { method })
    expect(await (await ask("/")).json()).toMatchObject({ tagline: "You Know, for Search" })
    expect((await ask("/")).headers.get("x-elastic-product")).toBe("Elasticsearch")
    expect(await (await ask("/_license")).json()).toMatchObject({ license: { status: "active" } })
    expect((await ask("/_index_template/filebeat", "PUT")).status).toBe(200)
    expect((await ask("/_ilm/policy/filebeat")).status).toBe(200)
  })

  test("broken bodies are refused whole", async () => {
    const source = open()
    drain(source)
    for (const body of [
      "",
      "\n",
      "x\n",
      '{"create":{}}\n',
      '{"create":{},"index":{}}\n{}\n',
      "[]\n{}\n",
    ])
      expect((await post(source, body, {}, "/_bulk")).status).toBe(400)
  })

  test("the token is the password or the key", async () => {
    const source = open(testWorld(), { tokens })
    drain(source)
    const body = bulk([{ create: {} }, { a: 1 }])
    const status = async (authorization: string) =>
      (await post(source, body, { authorization }, "/_bulk")).status
    expect(await status(basic("anyone:s3cret"))).toBe(200)
    expect(await status(`ApiKey ${Buffer.from("id:s3cret").toString("base64")}`)).toBe(200)
    expect(await status(basic("s3cret:wrong"))).toBe(401)
    expect(await status(basic("s3cret"))).toBe(200) // a key without a name
  })
})

describe("HTTP Event Collector", () => {
  const event = "/services/collector/event"

  test("objects one after another are taken, with acknowledgements", async () => {
    const source = open(testWorld(), { tokens })
    const seen = drain(source)
    const headers = { authorization: "Splunk s3cret", "x-splunk-request-channel": "c1" }
    const body = '{"event":"a","host":"h"}{"event":{"b":1}}\n {"event":"c"}'
    expect(await (await post(source, body, headers, event)).json()).toEqual({
      text: "Success",
      code: 0,
      ackId: 0,
    })
    expect(texts(seen)).toEqual(['{"event":"a","host":"h"}', '{"event":{"b":1}}', '{"event":"c"}'])
    expect(seen[0]?.origin).toMatchObject({ format: "hec", identity: "web-1" })
    const acks = await post(source, '{"acks":[0]}', headers, "/services/collector/ack")
    expect(await acks.json()).toEqual({ acks: { "0": true } })
  })

  test("raw lines are taken", async () => {
    const source = open()
    const seen = drain(source)
    await post(source, "one\ntwo\n", {}, "/services/collector/raw")
    expect(texts(seen)).toEqual(["one", "two"])
  })

  test("its own codes tell what is wrong", async () => {
    const source = open(testWorld(), { tokens })
    drain(source)
    const headers = { authorization: "Splunk s3cret" }
    const codeOf = async (body: string, more = headers) =>
      ((await (await post(source, body, more, event)).json()) as { code: number }).code
    expect(await codeOf("{}", { authorization: "Splunk no" })).toBe(4)
    expect(await codeOf("   ")).toBe(5)
    for (const body of ["{", "x", '{"event":1}}', '{"event":1} x', '{"time":1}', "[".repeat(5000)])
      expect(await codeOf(body)).toBe(6)
  })
})

describe("OTLP", () => {
  // As OpenTelemetry's JavaScript exporter (otlp-proto) sent it.
  const protobuf = Buffer.from(
    "CqMBCi8KFgoMc2VydmljZS5uYW1lEgYKBHNob3AKEwoJaG9zdC5uYW1lEgYKBHdlYjEQABJwCgoKCGNoZWNrb3V0EmIJgDK9wtm1mBgQCRoESU5GTyoHCgVoZWxsbzIHCgFuEgIYBzIICgJvaxICEAEyEgoFcmF0aW8SCSEAAAAAAADgPzIUCgRsaXN0EgwqCgoDCgFhCgMKAWI4AFnAOyhW0UvrGA==",
    "base64",
  )
  const logs = (body: object) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: [body] }] }] })

  test("JSON is taken, integers exactly", async () => {
    const source = open()
    const seen = drain(source)
    const record = {
      timeUnixNano: "1772366400250000000",
      body: { stringValue: "hello" },
      attributes: [{ key: "big", value: { intValue: "9007199254740993" } }],
    }
    const answer = await post(source, JSON.stringify(logs(record)), json, "/v1/logs")
    expect([answer.status, await answer.json()]).toEqual([200, {}])
    expect(JSON.parse(texts(seen)[0] ?? "")).toMatchObject({
      timeUnixNano: "1772366400250000000",
      body: "hello",
      attributes: { big: "9007199254740993" },
    })
  })

  test("protobuf is taken", async () => {
    const source = open()
    const seen = drain(source)
    const headers = { "content-type": "application/x-protobuf" }
    const answer = await post(source, protobuf, headers, "/v1/logs")
    expect([answer.status, (await answer.bytes()).length]).toEqual([200, 0])
    expect(JSON.parse(texts(seen)[0] ?? "")).toEqual({
      timeUnixNano: "1772366400250000000",
      severityText: "INFO",
      severityNumber: 9,
      body: "hello",
      attributes: { n: 7, ok: true, ratio: 0.5, list: ["a", "b"] },
      resource: { "service.name": "shop", "host.name": "web1" },
      scope: "checkout",
    })
    expect(seen[0]?.origin.format).toBe("otlp")
  })

  test("what is no request is refused", async () => {
    const source = open()
    drain(source)
    const status = async (body: string | Buffer, type: string) =>
      (await post(source, body, { "content-type": type }, "/v1/logs")).status
    expect(await status("{", "application/json")).toBe(400)
    expect(await status("x", "text/plain")).toBe(415)
    expect(await status(Buffer.alloc(2000, 0xff), "application/x-protobuf")).toBe(400)
    expect(await status("[".repeat(100_000), "application/json")).toBe(400)
  })
})
