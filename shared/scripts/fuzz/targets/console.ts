import { story, testWorld } from "../../../../aggregator/console/console-world.ts"
import { serveConsole } from "../../../../aggregator/console/serve.ts"
import { type Target, Violation } from "../define.ts"
import { own } from "../tokens.ts"

const mark = "<i id=fz>"

/** Addresses of the console: no fault of ours, no markup of theirs. */
export const consoleTargets: readonly Target[] = [
  {
    name: "console-url",
    summary: "an address of the console or its API, by a real listener and store",
    seeds: () => addresses.map((text) => Buffer.from(text)),
    tokens: [...own["url"]!, ...own["query"]!, mark],
    bytesMax: 8_000,
    mostMs: 400,
    weight: 2,
    open: openConsole,
  },
]

const addresses = [
  "/", "/search?q=host.name:web1&from=now-6h&to=now", "/alerts?q=&size=10", "/health", "/events/event-3", "/alerts/alert-1",
  "/api/events?q=user.name:root&size=5", "/api/alerts?from=2026-03-10T00:00:00Z", "/api/histogram?q=&by=event.dataset", "/api/terms?field=host.name&size=3",
  "/api/events/event-1", "/api/ledger?from=now-1d", "/api/sources", "/api/health", "/assets/console.css", "/login?next=/search",
  "/search?q=%22Failed%20password%22%20AND%20NOT%20source.ip:10.0.0.0/9&after=WzEsMl0", `/search?q=${encodeURIComponent(mark)}`,
] // biome-ignore format: a list

async function openConsole() {
  const world = await testWorld(story())
  const served = serveConsole(world)
  return {
    async try(input: Buffer) {
      const path = `/${input.toString("latin1").replace(/^\/+/, "")}`
      if (!URL.canParse(`http://127.0.0.1:${served.port}${path}`)) return
      const answer = await fetch(`http://127.0.0.1:${served.port}${path}`, { redirect: "manual" })
      const text = await answer.text()
      if (answer.status >= 500) throw new Violation("status", `${answer.status}: ${text}`)
      const type = answer.headers.get("content-type") ?? ""
      if (type.startsWith("text/html") && text.includes(mark))
        throw new Violation("markup", "markup of the address is in the page")
      const to = answer.headers.get("location") ?? "/"
      if (!/^\/(?![/\\])/.test(to)) throw new Violation("redirect", `leads to ${to}`)
      if (type.startsWith("application/json")) JSON.parse(text)
    },
    async close() {
      await served.dispose()
      await world[Symbol.asyncDispose]()
    },
  }
}
