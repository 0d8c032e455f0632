import { expect, test } from "bun:test"

/** In a process of its own: what nobody catches is printed there. */
const code = `
import { Client } from "@opensearch-project/opensearch"
import { openIndices } from "./aggregator/store/opensearch/indices.ts"
const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } })
const client = new Client({ node: "http://127.0.0.1:" + server.port, maxRetries: 0 })
const stop = new AbortController()
const asked = openIndices(client, "x").search("x-events", {}, stop.signal)
setTimeout(() => stop.abort(), 100)
await asked.then(() => console.log("answered"), (cause) => console.log(cause.name))
await Bun.sleep(100)
process.exit()
`

test("a search that is given up ends with its error, and leaves none that nobody catches", async () => {
  const child = Bun.spawn([process.execPath, "-e", code], { stdio: ["ignore", "pipe", "pipe"] })
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  expect([out.trim(), err]).toEqual(["RequestAbortedError", ""])
})
