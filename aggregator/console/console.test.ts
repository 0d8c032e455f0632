import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { Secret } from "#shared/config/secret.ts"
import { consoleApp } from "./app.ts"
import { hostile, noon, story, type TestWorld, testWorld } from "./console-world.ts"

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(story())
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = (path: string, headers: Record<string, string> = {}, method = "GET", body?: string) =>
  consoleApp(world).request(path, {
    method,
    headers: { host: "localhost:8600", ...headers },
    ...(body !== undefined && { body }),
  })

// biome-ignore lint/suspicious/noExplicitAny: the answers are what is tested here
const json = async (path: string): Promise<any> => (await ask(path)).json()
const text = async (path: string) => (await ask(path)).text()

describe("API", () => {
  test("a query finds its events, newest first, and says how many there are", async () => {
    const { total, events } = await json("/api/events?q=user.name:root&size=5")
    expect(total).toBe(60)
    expect(events.map((e: Record<string, string>) => e["event.id"])).toEqual(
      [0, 5, 10, 15, 20].map((at) => `event-${at}`),
    )
  })

  test("pages follow one another without a gap or a repeat", async () => {
    const ids: string[] = []
    for (let after = ""; ; ) {
      const page = await json(`/api/events?size=70&after=${encodeURIComponent(after)}`)
      ids.push(...page.events.map((e: Record<string, string>) => e["event.id"]))
      if (!page.after) break
      after = page.after
    }
    expect(ids.length).toBe(300)
    expect(new Set(ids).size).toBe(300)
  })

  test.each(["now-10m", new Date(noon - 600_000).toISOString(), String(noon - 600_000)])(
    "from=%s means the last ten minutes",
    async (from) => {
      expect((await json(`/api/events?from=${encodeURIComponent(from)}&to=now`)).total).toBe(10)
    },
  )

  test("alerts are another stream", async () => {
    expect((await json("/api/alerts")).total).toBe(2)
    expect((await json("/api/alerts?q=event.severity:>=90")).total).toBe(1)
  })

  test("the bars of a histogram add up to the matches of its time", async () => {
    const { buckets, stepMs } = await json("/api/histogram?from=now-6h&to=now&by=event.dataset")
    const sum = buckets
      .flatMap((b: { counts: Record<string, number> }) => Object.values(b.counts))
      .reduce((a: number, b: number) => a + b, 0)
    expect(sum).toBe(300)
    expect(stepMs).toBe(600_000)
  })

  test("terms are the most frequent values", async () => {
    const { terms } = await json("/api/terms?field=user.name&size=1")
    expect(terms).toMatchObject([{ value: "alice" }])
  })

  test("an event is found by its id, whole", async () => {
    expect((await json("/api/events/event-1"))["vendor.note"].length).toBe(2_500)
    expect((await ask("/api/events/none")).status).toBe(404)
  })

  test("ledger, sources and health are told", async () => {
    expect((await json("/api/ledger")).rows[1].difference).toBe(3)
    expect((await json("/api/sources")).sources.length).toBe(3)
    expect((await json("/api/health")).problems.length).toBe(1)
  })

  test.each([
    "/api/events?size=0",
    "/api/events?size=1001",
    "/api/events?from=yesterday",
    "/api/events?from=now&to=now-1h",
    "/api/events?q=a:(b",
    `/api/events?q=${"x".repeat(5_000)}`,
    "/api/events?after=nonsense",
    "/api/terms",
  ])("%p is refused as the caller's mistake", async (path) => {
    const answer = await ask(path)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: expect.any(String) })
  })
})

describe("errors of the API", () => {
  test("a wrong query is told with its place", async () => {
    const answer = await json(`/api/events?q=${encodeURIComponent("a:b AND )")}`)
    expect(answer.position).toBe(8)
  })

  test("a store that fails is a 503", async () => {
    const broken = {
      ...world,
      store: { ...world.store, search: () => Promise.reject(new Error("disk on fire")) },
    }
    const app = consoleApp(broken as unknown as TestWorld)
    for (const path of ["/api/events", "/search"]) {
      const answer = await app.request(path, { headers: { host: "localhost" } })
      expect(answer.status).toBe(503)
      expect(await answer.text()).not.toContain("disk on fire")
    }
  })
})

const paths = ["/", "/search", "/alerts", "/alert/alert-2", "/event/event-3", "/health"]

describe("pages", () => {
  test.each(paths)("%s answers, under the strict policy", async (path) => {
    const answer = await ask(path)
    expect(answer.status).toBe(200)
    const policy = answer.headers.get("content-security-policy")!
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).not.toContain("unsafe")
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
    expect(answer.headers.get("referrer-policy")).toBe("same-origin")
  })

  test.each([...paths, `/search?q=${encodeURIComponent(hostile)}`, "/alerts?rule=%3Cimg%3E"])(
    "%s escapes what logs and addresses say",
    async (path) => {
      const page = await text(path)
      expect(page).not.toMatch(/<script>|<img|\son\w+="|\sstyle="|javascript:/i)
    },
  )

  test("characters that hide or reorder text are shown", async () => {
    const page = await text("/event/event-3")
    expect(page).toContain("U+202E")
    expect(page).toContain(">NUL</span>")
    expect(page).not.toMatch(/[\u202e\0]/)
  })

  test("a long value is cut in the table and whole on its own page", async () => {
    expect(await text("/search?q=event.id:event-1")).toContain("500 more")
    expect(await text("/event/event-1")).toContain("n".repeat(2_500))
  })

  test("an alert says why: the matched fields are marked on its event", async () => {
    const page = await text("/alert/alert-1")
    expect(page).toContain("rules/detect/ssh-guessed.yml")
    expect(page.match(/<div class="marked"><dt>[^<]*/g)).toEqual([
      '<div class="marked"><dt>message',
      '<div class="marked"><dt>user.name',
    ])
  })

  test("alerts are filtered by level", async () => {
    expect(await text("/alerts?level=critical")).toContain("/alert/alert-2")
    expect(await text("/alerts?level=critical")).not.toContain("/alert/alert-1")
  })

  test("a wrong query marks its place", async () => {
    const answer = await ask(`/search?q=${encodeURIComponent("a:b AND )")}`)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain("<mark>)</mark>")
  })

  test("an empty store says where to send logs", async () => {
    await using empty = await testWorld([])
    const app = consoleApp({ ...empty, demo: async () => {} })
    const page = await (await app.request("/", { headers: { host: "localhost" } })).text()
    expect(page).toContain("127.0.0.1:5514")
    expect(page).toContain("Replay the demo story")
  })
})

describe("guards", () => {
  test.each(["evil.example", "evil.example:8600", "localhost.evil.example", "", "a@localhost"])(
    "a request by the name %p is refused",
    async (host) => {
      expect((await ask("/api/events", { host })).status).toBe(403)
    },
  )

  test.each(["localhost", "127.0.0.1:1", "[::1]:8600", "LOCALHOST:8600", "siem.example"])(
    "a request by the name %s is served",
    async (host) => {
      expect((await ask("/api/health", { host })).status).toBe(200)
    },
  )

  test.each([
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("a change sent by another site is refused: %p", async (headers) => {
    let ran = false
    const app = consoleApp({
      ...world,
      demo: async () => {
        ran = true
      },
    })
    const all = { host: "localhost:8600", ...(headers as Record<string, string>) }
    for (const path of ["/demo", "/api/demo"])
      expect((await app.request(path, { method: "POST", headers: all })).status).toBe(403)
    expect(ran).toBe(false)
  })

  test("beyond loopback it does not start without a token", () => {
    const open = { ...world.options, host: "0.0.0.0" }
    expect(() => consoleApp({ ...world, options: open })).toThrow("needs a token")
  })
})

describe("token", () => {
  const token = "correct horse battery staple"
  const guarded = (now = noon) =>
    consoleApp({
      ...world,
      now: () => now,
      options: { ...world.options, host: "0.0.0.0", token: new Secret(token) },
    })
  const get = (path: string, headers: Record<string, string> = {}, now?: number) =>
    guarded(now).request(path, { headers: { host: "localhost", ...headers } })
  const enter = (app: ReturnType<typeof guarded>, given: string) =>
    app.request("/login", {
      method: "POST",
      headers: {
        host: "localhost",
        cookie: "vedette-form=f",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ token: given, form: "f" }).toString(),
    })

  test("the API asks for it, pages lead to the login", async () => {
    expect((await get("/api/events")).status).toBe(401)
    expect((await get("/search")).headers.get("location")).toBe("/login")
    expect((await get("/login")).status).toBe(200)
  })

  test("a bearer of it comes in, of another not", async () => {
    expect((await get("/api/events", { authorization: `Bearer ${token}` })).status).toBe(200)
    expect((await get("/api/events", { authorization: "Bearer wrong" })).status).toBe(401)
  })

  test("a login gives a strict cookie that ends and can't be made up", async () => {
    let now = noon
    const app = consoleApp({
      ...world,
      now: () => now,
      options: { ...world.options, host: "0.0.0.0", token: new Secret(token) },
    })
    const statusWith = async (cookie: string) =>
      (await app.request("/api/events", { headers: { host: "localhost", cookie } })).status
    expect((await enter(app, "wrong")).status).toBe(401)
    const set = (await enter(app, token)).headers.get("set-cookie")!
    expect(set).toContain("HttpOnly")
    expect(set).toContain("SameSite=Strict")
    expect(set).not.toContain(token)
    const cookie = set.split(";")[0]!
    expect(await statusWith(cookie)).toBe(200)
    expect(await statusWith(`${cookie.slice(0, -1)}${cookie.endsWith("A") ? "B" : "A"}`)).toBe(401)
    now += 61 * 60_000
    expect(await statusWith(cookie)).toBe(401)
  })
})
