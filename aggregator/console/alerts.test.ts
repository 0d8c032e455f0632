import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { untouched } from "../alerts/state.ts"
import { changeAlert, statesOf } from "../alerts/states.ts"
import { countedBy } from "./alert-counts.ts"
import { dealtWith, jobsOf } from "./alert-jobs.ts"
import { alertsOf } from "./alert-pages.ts"
import { alertScope, stateNames, wholeScope } from "./alert-scope.ts"
import { consoleApp } from "./app.ts"
import { until } from "./console-site.ts"
import { noon, type TestWorld, testWorld } from "./console-world.ts"

const severities = [10, 21, 47, 73, 99]
const never = () => AbortSignal.timeout(20_000)
const idOf = (at: number) => `alert-${String(at).padStart(4, "0")}`

/** Newest first by number. */
const alertAt = (at: number): Event => {
  const when = new Date(noon - 1_000 - at * 1_000).toISOString()
  return {
    "@timestamp": when,
    "event.created": when,
    "event.id": idOf(at),
    "event.kind": "alert",
    "event.severity": severities[at % 5]!,
    "rule.id": `rule-${at % 3}`,
    "host.name": `web${at % 4}`,
    "vedette.stream": "alerts",
    "vedette.source": "syslog",
    "vedette.batch": "b1",
  } as Event
}

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(Array.from({ length: 2_550 }, (_, at) => alertAt(at)))
  const asked = { status: "closed", verdict: "benign", assignee: "ann" } as const
  const touch = (at: number) =>
    changeAlert(world.store, untouched, {
      ...{ id: idOf(at), revision: 0, by: "ann", atMs: noon },
      asked: at % 500 === 7 ? { status: "in work" } : asked,
    })
  await Promise.all(Array.from({ length: 2_050 }, (_, at) => touch(at)))
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = (path: string) => consoleApp(world).request(path, { headers: { host: "localhost" } })
const totalOf = (text: string) => /<strong>([\d,]+)<\/strong> alerts?,/.exec(text)?.[1]

test.each([
  ["status=new", "500"],
  ["status=in+work", "5"],
  ["status=closed", "2,045"],
  ["verdict=benign", "2,045"],
  ["verdict=-", "505"],
  ["assignee=ann&level=critical", "410"],
  ["assignee=nobody-known", "0"],
  ["status=new&q=host.name:web1", "125"],
  ["status=new&verdict=benign", "0"],
])("the list of %s has all %s alerts, however many are touched", async (filter, total) => {
  expect(totalOf(await (await ask(`/alerts?${filter}`)).text())).toBe(total)
})

test("the newest alert that nobody has touched is on the first page behind 2,050 closed ones", async () => {
  const text = await (await ask("/alerts?status=new")).text()
  expect(text).toContain('href="/alert/alert-2050"')
  expect(text).not.toContain('href="/alert/alert-2049"')
})

test("groups count what the list shows", async () => {
  const text = await (await ask("/alerts?status=in+work&by=host")).text()
  const cells = [...text.matchAll(/<td class="number">(\d+)<\/td>/g)].map(([, count]) =>
    Number(count),
  )
  expect(cells.slice(-2)).not.toContain(0)
  expect(text).toContain("q=host.name%3A%22web3%22&amp;from=now-24h&amp;status=in+work")
  expect(text).not.toContain("every status")
})

test("the counts of each filter add up to what the others leave", async () => {
  const states = await statesOf(world.store)
  const state = { level: "high", q: "host.name:web*" }
  const counted = await countedBy(world.store, states, state, noon, never())
  expect(counted.map(({ name }) => name)).toEqual(["level", "status", "verdict", "assignee"])
  for (const { all, values } of counted)
    expect(values.reduce((sum, { count }) => sum + count, 0)).toBe(all)
  expect(counted.map(({ all }) => all)).toEqual([2_550, 510, 510, 510])
})

test("who is filtered by stands among the people, however few alerts they have", async () => {
  const text = await (await ask("/alerts?assignee=nobody-known")).text()
  expect(text).toMatch(/aria-current="true">nobody-known <span class="count">0</)
})

test("by level every alert comes once, the highest first", async () => {
  const states = await statesOf(world.store)
  const scope = wholeScope({ status: "new" }, states, noon)
  const seen: Event[] = []
  let mark: { after: string | undefined; at: string | undefined } | undefined = {
    after: undefined,
    at: undefined,
  }
  while (mark) {
    const page = await alertsOf(world.store, scope, "level", mark, never())
    expect(page.total).toBe(500)
    seen.push(...page.events)
    mark = page.after || page.at ? { after: page.after, at: page.at } : undefined
  }
  expect(new Set(seen.map((one) => one["event.id"])).size).toBe(500)
  expect(seen.length).toBe(500)
  const levels = seen.map((one) => Number(one["event.severity"]))
  expect(levels).toEqual([...levels].sort((a, b) => b - a))
})

test("by time each span leads to its own alerts", async () => {
  const text = await (await ask("/alerts?by=time&from=now-1h")).text()
  expect(text).toContain("Alerts by time")
  expect(text).toMatch(/from=2026-03-10T11%3A\d\d%3A00\.000Z&amp;to=2026-03-10T11/)
})

test.each(["by=constructor", "status=%3Cscript%3E", "sort=x", "order=%00", "at=planet&sort=level"])(
  "an address that says %s is read as far as it makes sense",
  async (query) => {
    const answer = await ask(`/alerts?${query}`)
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toContain("<script>")
  },
)

const send = (path: string, fields: Record<string, string>) =>
  app.request(path, {
    method: "POST",
    headers: { host: "localhost", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  })
let app: ReturnType<typeof consoleApp>
beforeAll(() => {
  app = consoleApp(world)
})

test("all that the filters leave is changed at once, with its progress to look at", async () => {
  const back = "q=rule.id:rule-1&status=new"
  const came = await send("/alerts", { which: "all", status: "in work", assignee: "bob", back })
  expect(came.status).toBe(303)
  const at = came.headers.get("location")!
  const id = new URL(at, "http://x").searchParams.get("job")!
  expect(await (await app.request(at, { headers: { host: "localhost" } })).text()).toContain(
    'id="job"',
  )
  const job = jobsOf(world).find(id)!
  await until(async () => job.is !== "running")
  expect(job).toMatchObject({ is: "done", by: "(local)", total: 167, done: { changed: 167 } })
  const states = await statesOf(world.store)
  const left = wholeScope({ status: "new", q: "rule.id:rule-1" }, states, noon)
  expect(await world.store.count(left, never())).toBe(0)
  const taken = wholeScope({ assignee: "bob" }, states, noon)
  expect(await world.store.count(taken, never())).toBe(167)
  expect(await (await app.request(at, { headers: { host: "localhost" } })).text()).toContain(
    "167 changed",
  )
})

test("a change of all can be stopped, and what can't be so is said", async () => {
  const came = await send("/alerts", { which: "all", status: "closed", back: "status=new" })
  const id = new URL(came.headers.get("location")!, "http://x").searchParams.get("job")!
  const job = jobsOf(world).find(id)!
  await until(async () => job.is !== "running" || job.done.refused > 0)
  await send("/alerts/stop", { job: id })
  await until(async () => job.is !== "running")
  expect(job.reason).toBe("A closed alert needs a verdict: what was it?")
  expect(dealtWith(job)).toBe(job.done.refused)
})

test("a change of all that changes nothing is refused, and so is a job that nobody knows", async () => {
  expect((await send("/alerts", { which: "all", back: "" })).status).toBe(400)
  expect((await send("/alerts/stop", { job: "x" })).status).toBe(303)
  expect(await (await ask("/alerts?job=nobody-knows")).text()).toContain("long over")
})

test("every name of the address is kept by the links of the page", async () => {
  const query =
    "q=host.name%3Aweb1&level=high&rule=rule-1&source=syslog&status=new&by=host&sort=level"
  const text = await (await ask(`/alerts?${query}`)).text()
  for (const part of query.split("&")) expect(text).toContain(part)
  expect(stateNames).toContain("order")
  expect(alertScope({}, noon).query).toEqual({ is: "all" })
})

const json = (path: string, body: unknown) =>
  app.request(path, {
    method: "POST",
    headers: { host: "localhost", "content-type": "application/json" },
    body: JSON.stringify(body),
  })

/** What the API answers, as far as the tests look into it. */
interface Given {
  readonly id: string
  readonly is: string
  readonly total: number
  readonly events: readonly { readonly "event.id": string }[]
  readonly states: Readonly<Record<string, unknown>>
  readonly people: readonly string[]
  readonly filters: readonly { readonly name: string; readonly all: number }[]
}
const given = async (path: string) => (await (await ask(path)).json()) as Given

test("by the API alerts are filtered by what people made of them, and it comes with them", async () => {
  const page = await given("/api/alerts?verdict=benign&level=critical&size=2")
  expect(page.total).toBe(410)
  expect(page.states[page.events[0]!["event.id"]]).toEqual({
    ...{ revision: 1, status: "closed", verdict: "benign", assignee: "ann" },
  })
  expect((await given("/api/people")).people).toContain("ann")
  const { filters } = await given("/api/alert-counts?level=critical")
  expect(filters.map(({ name, all }) => [name, all])).toEqual([
    ["level", 2_550],
    ["status", 510],
    ["verdict", 510],
    ["assignee", 510],
  ])
})

test("by the API all that a filter leaves is changed, and how far it has come is told", async () => {
  const filter = { rule: "rule-2", status: "new" }
  const change = { verdict: "false positive", reason: "a scanner of ours", status: "closed" }
  const answer = await json("/api/alerts", { filter, change })
  expect(answer.status).toBe(202)
  const { id } = (await answer.json()) as Given
  const headers = { host: "localhost" }
  const at = async () =>
    (await (await app.request(`/api/alert-changes/${id}`, { headers })).json()) as Given
  await until(async () => (await at()).is === "done")
  expect(await at()).toMatchObject({ changed: 167, dealt: 167, total: 167, isCut: false })
  expect((await given("/api/alerts?status=new&rule=rule-2")).total).toBe(0)
})

test.each([
  {},
  { filter: [], change: {} },
  { filter: {}, change: {} },
  { filter: {}, change: { status: "x" } },
])("%j is no change of all", async (body) => {
  expect((await json("/api/alerts", body)).status).toBe(400)
})

test("verdicts are given one a line, with their reason and what the rule saw", async () => {
  const answer = await ask("/api/verdicts?verdict=false+positive")
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson")
  const lines = (await answer.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
  expect(lines).toHaveLength(167)
  expect(lines[0]).toMatchObject({
    ...{ rule: "rule-2", verdict: "false positive", reason: "a scanner of ours", by: "(local)" },
    ...{ status: "closed", matched: [] },
  })
  expect(await (await ask("/api/verdicts?rule=nobody-knows")).text()).toBe("")
  expect((await ask("/api/verdicts?verdict=x")).status).toBe(400)
})

test("alerts are exported with what people made of them, as CSV too", async () => {
  const lines = (await (await ask("/api/alerts-export?status=in+work&verdict=-")).text()).trimEnd()
  expect(JSON.parse(lines.split("\n").at(-1)!)).toMatchObject({ "vendor.alert.status": "in work" })
  const answer = await ask("/api/alerts-export?verdict=benign&level=critical&format=csv")
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="alerts.csv"')
  const rows = (await answer.text()).trimEnd().split("\r\n")
  expect(rows).toHaveLength(411)
  expect(rows[1]).toEndWith(",closed,benign,,ann")
})

test("groups say how many of theirs are new, and sources are a filter", async () => {
  const text = await (await ask("/alerts?by=host")).text()
  expect(text).toContain('<th scope="col" class="number">New</th>')
  expect(text).toContain("q=host.name%3A%22web1%22&amp;from=now-24h&amp;status=new&amp;by=host")
  const chosen = await (await ask("/alerts?source=syslog&tactic=Discovery")).text()
  expect(chosen).toMatch(/aria-label="Source".*?aria-current="true">syslog <span class="count">0</s)
  expect(chosen).toMatch(
    /aria-label="Tactic".*?aria-current="true">Discovery <span class="count">0</s,
  )
})

test("a change of many that can't be made loses nothing that was typed or ticked", async () => {
  const answer = await send("/alerts", {
    ...{ verdict: "false positive", comment: "It is the scanner.", which: "ticked" },
    ...{ "alert:alert-0001": "1", back: "status=closed&level=low" },
  })
  const text = await answer.text()
  expect(answer.status).toBe(400)
  expect(text).toContain("A false positive needs its reason")
  expect(text).toMatch(/<input type="checkbox" checked="" name="alert:alert-0001"/)
  expect(text).toContain('value="It is the scanner."')
  expect(text).toMatch(/<option value="false positive" selected="">/)
  expect(text).toMatch(/aria-current="true">closed /)
})
