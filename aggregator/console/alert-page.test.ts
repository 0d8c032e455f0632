import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { consoleApp } from "./app.ts"
import { hostile, noon, type TestWorld, testWorld } from "./console-world.ts"
import { enrichmentOf } from "./enrichment.ts"

const rule: Rule = {
  id: "rule-1",
  title: "A tool",
  description: "Isolate the host.",
  level: "high",
  tags: [],
  falsePositives: ["Support staff", hostile],
  authors: ["Ann", hostile],
  references: ["https://example.org/why", "javascript:alert(1)", hostile],
  logsource: { product: "windows", category: undefined, service: undefined },
  version: "v1",
  file: "rules/x.yaml",
  text: "title: A tool\n",
}

const at = (seconds: number, id: string, more: object): Event => {
  const when = new Date(noon + seconds * 1_000).toISOString()
  return {
    "@timestamp": when,
    "event.created": when,
    "event.id": id,
    "event.dataset": "windows.security",
    "vedette.stream": "events",
    "vedette.source": "intake",
    "vedette.batch": "b1",
    "host.name": "ws-1",
    ...more,
  } as Event
}

const own = at(0, "own", {
  "process.command_line": "rundll32.exe comsvcs.dll, MiniDump 704",
  "vendor.winlog.event_data.CommandLine": "rundll32.exe comsvcs.dll, MiniDump 704",
  "source.ip": "8.8.8.8",
  "source.geo.country_name": "Nowhere",
  "source.as.number": 64_500,
  "threat.enrichments.indicator.name": [hostile, "list-1"],
  "host.os.name": "Windows",
  "user.email": "maria@example.org",
  "user_agent.name": "curl",
})
const alert = (seconds: number, id: string, more: object) =>
  at(seconds, id, {
    "vedette.stream": "alerts",
    "event.severity": 73,
    "rule.id": "rule-1",
    "rule.name": "A tool",
    "rule.version": "v0",
    ...more,
  })

let world: TestWorld
beforeAll(async () => {
  world = await testWorld([
    own,
    at(-30, "before", { message: "logged on" }),
    alert(0, "a-1", {
      "vedette.event_ids": ["own", "gone"],
      "threat.tactic.name": ["Credential Access"],
      "threat.tactic.reference": ["https://attack.mitre.org/tactics/TA0006/"],
      "threat.technique.name": ["OS Credential Dumping"],
      "threat.technique.reference": ["javascript:alert(1)"],
      "vedette.matched": JSON.stringify([
        {
          field: "process.command_line",
          value: "rundll32.exe comsvcs.dll, MiniDump 704",
          pattern: "contains: comsvcs",
        },
        {
          field: "process.command_line",
          value: "rundll32.exe comsvcs.dll, MiniDump 704",
          pattern: "contains: minidump",
        },
      ]),
    }),
    alert(5, "a-2", { "rule.id": "other", "rule.name": "Another rule" }),
    alert(-90_000, "a-3", { "host.name": "elsewhere" }),
    alert(1, "a-4", {
      "rule.id": "vedette-evasion",
      "rule.name": "A detector of ours",
      "host.name": "ws-9",
    }),
  ])
})
afterAll(() => world[Symbol.asyncDispose]())

const page = async (path: string) => {
  const app = consoleApp({ ...world, rules: (id) => (id === rule.id ? rule : undefined) })
  return (await app.request(path, { headers: { host: "localhost" } })).text()
}

test("why it matched is marked inside the value, also where another field has the same text", async () => {
  const text = await page("/alert/a-1")
  const marked = "rundll32.exe <mark>comsvcs</mark>.dll, <mark>MiniDump</mark> 704"
  expect(text.split(marked)).toHaveLength(4) // the table, and both fields of the event
})

test("an alert that is marked as found twice in a value is one row", async () => {
  const text = await page("/alert/a-1")
  expect(text).toMatch(/contains: comsvcs<\/div><div class="pattern">contains: minidump/)
})

test("what is known beyond the log is shown by kind", async () => {
  const text = await page("/alert/a-1")
  for (const kind of ["Place and network", "Threat intelligence", "Host", "User", "Program"])
    expect(text).toContain(`<h3>${kind}</h3>`)
  expect(text).toContain("Nowhere")
  expect(text).not.toMatch(/<script>|<img/)
})

test("what the author advises: what is harmless, what to read, where it stands in ATT&CK", async () => {
  const text = await page("/alert/a-1")
  expect(text).toContain("Isolate the host.")
  expect(text).toContain("<li>Support staff</li>")
  expect(text).toContain('href="https://example.org/why" rel="noreferrer noopener external"')
  expect(text).toContain('href="https://attack.mitre.org/tactics/TA0006/"')
  expect(text).toContain("(changed since)")
})

test("a reference that is no web address is text, never a link", async () => {
  expect(await page("/alert/a-1")).not.toMatch(/href="(?!https?:|\/|#)/)
})

test("other alerts of the same host stand on the time line", async () => {
  const line = /<caption class="hidden">Time line<\/caption>.*?<\/table>/s.exec(
    await page("/alert/a-1"),
  )![0]
  expect(line).toContain('href="/alert/a-2"')
  expect(line).toContain("logged on")
  expect(line).not.toContain('href="/alert/a-1"')
})

test("past alerts of the same rule are found on other hosts too", async () => {
  expect(await page("/alert/a-1")).toMatch(/Past alerts.*href="\/alert\/a-3"/s)
})

test("how many of its events are still there is said", async () => {
  expect(await page("/alert/a-1")).toContain("1 of the 2 events it stands on.")
})

test("an analyst is led to an exception that begins with what the alert names", async () => {
  const text = await page("/alert/a-1")
  expect(text).toContain("/rule/rule-1?except=host.name%3A+%22ws-1%22#changes")
})

test("a rule that is not loaded is named as its alerts have it", async () => {
  expect(await page("/alerts?from=now-7d&to=now%2B1h")).toContain(
    'rule=vedette-evasion">A detector of ours</a>',
  )
  expect(await page("/alert/a-2")).toContain("is not loaded here")
})

test("enrichment of many events keeps within its limits", () => {
  const events = Array.from({ length: 500 }, (_, index) => ({
    ...own,
    [`labels.l${index}`]: "x",
    "source.geo.city_name": `city ${index}`,
  })) as Event[]
  const kinds = enrichmentOf(events)
  for (const { rows } of kinds) expect(rows.length).toBeLessThanOrEqual(40)
  const city = kinds
    .flatMap(({ rows }) => rows)
    .find(({ field }) => field === "source.geo.city_name")
  expect(city).toMatchObject({ more: 495 })
})

test("the most urgent new alert is the next to look at", async () => {
  expect(await page("/alert/a-1")).toMatch(/Next to look at: .*?href="\/alert\/a-2"/)
  expect(await page("/alert/a-2")).toMatch(/Next to look at: .*?href="\/alert\/a-[14]"/)
})

test("a new alert is taken with one click, by who looks at it", async () => {
  expect(await page("/alert/a-1")).toMatch(
    /name="assignee" value="\(local\)"\/><button type="submit">Take/,
  )
})

test("an alert on monstrous events stays a page that opens", async () => {
  const monster = (index: number) =>
    at(-index, `big-${index}`, {
      ...Object.fromEntries(Array.from({ length: 5_000 }, (_, one) => [`vendor.f${one}`, hostile])),
      message: "m".repeat(1_000_000),
      "process.name": "p".repeat(10_000),
      "process.pid": 7,
      "process.parent.pid": 7,
      "event.category": ["process"],
      "event.type": ["start"],
    })
  const events = Array.from({ length: 4 }, (_, index) => monster(index))
  await using big = await testWorld([
    ...events,
    alert(1, "a-big", {
      "vedette.event_ids": events.map((one) => one["event.id"]),
      "vedette.matched": "[{]",
    }),
  ])
  const answer = await consoleApp(big).request("/alert/a-big", { headers: { host: "localhost" } })
  const text = await answer.text()
  expect(answer.status).toBe(200)
  expect(text).toContain("more are on the event&#39;s own page.")
  expect(text.length).toBeLessThan(2_000_000)
  expect(text).not.toMatch(/<script>|<img/)
}, 30_000)

test("an alert whose neighbours can't be read in time is shown all the same, and says so", async () => {
  const search = async () => {
    throw new DOMException("late", "TimeoutError")
  }
  const { get, documents } = world.store
  const bound = { get: get.bind(world.store), documents: documents.bind(world.store) }
  const store = { ...world.store, ...bound, search }
  const answer = await consoleApp({ ...world, store }).request("/alert/a-1", {
    headers: { host: "localhost" },
  })
  const text = await answer.text()
  expect(answer.status).toBe(200)
  expect(text).toContain("did not answer in time")
  expect(text).toContain("<mark>comsvcs</mark>")
  expect(text).toContain('name="comment"')
})
