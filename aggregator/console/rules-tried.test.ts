import { afterAll, beforeAll, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { putRuleReport } from "../rule-reports.ts"
import { openTrials } from "../trial/trials.ts"
import { appOf, closeSite, loggedIn, openSite, site, until } from "./console-site.ts"
import { guessed } from "./rules-world.ts"

beforeAll(openSite)
afterAll(closeSite)

const rule = (id: string, user: string) => `title: Odd ${user}
id: ${id}
logsource: { product: linux }
detection: { selection: { user.name: ${user} }, condition: selection }
`

const text = async (one: Awaited<ReturnType<typeof loggedIn>>, path: string) =>
  (await one.ask(path)).text()

test("what rules cost is measured on the events of the store, beside what is taken in", async () => {
  const one = await loggedIn("analyst")
  expect((await one.send("/rules/costs", { csrf: await one.csrf() })).status).toBe(303)
  let page = ""
  await until(async () => {
    page = await text(one, "/rules?sort=cost")
    return page.includes("Costs were measured")
  })
  expect(page).toContain("300 events of the store")
  expect(page).toMatch(/its slowest event took \d+ µs/)
})

test("what a filter would leave out is tried before it is added, and nothing typed is lost", async () => {
  const at = (minutes: number, user: string) => ({
    ...{ "@timestamp": new Date(site.now - 60_000 * minutes).toISOString(), "user.name": user },
    ...{ "event.id": `marked-${minutes}`, "vedette.stream": "events" as const },
    ...{ "event.dataset": "system.auth", "process.name": "sshd", "host.name": `web${minutes}` },
    ...{ "vedette.matches": [guessed], "event.created": "2026-03-10T11:00:00Z" },
  })
  const events = [at(1, "root"), at(2, "root"), at(3, "root")]
  await site.world.store.append(events, false, AbortSignal.timeout(5000))
  const one = await loggedIn("analyst")
  const csrf = await one.csrf()
  const asked = { csrf, except: "host.name: web2", reason: "" }
  const answer = await one.send(`/rule/${guessed}/try`, asked)
  const page = await text(one, answer.headers.get("location")!)
  expect(page).toMatch(/Of <strong>3<\/strong> events.*leave out.*<strong>1<\/strong>; 2 would/s)
  expect(page).toContain(`/rule/${guessed}?except=host.name%3A+web2#changes`)
  const wrong = await one.send(`/rule/${guessed}/try`, { ...asked, except: "[" })
  expect([wrong.status, (await wrong.text()).includes("not YAML")]).toEqual([400, true])
})

test("pasted events are kept beside a rule as its cases, which say when it no longer holds", async () => {
  const id = "7c0d1f2e-3b4a-4c5d-8e6f-112233445588"
  const one = await loggedIn("analyst")
  const event = { "host.os.type": "linux", "event.category": ["process"], "event.type": ["start"] }
  const events = ["eve", "bob"].map((user) => JSON.stringify({ ...event, "user.name": user }))
  const written = (user: string) => `title: Odd ${user}
id: ${id}
logsource: { product: linux, category: process_creation }
detection: { selection: { user.name: ${user} }, condition: selection }
`
  const form = {
    ...{ csrf: await one.csrf(), key: "", revision: "", reason: "r" },
    ...{ on: "pasted", events: events.join("\n"), cases: "1" },
  }
  expect((await one.send("/rules/save", { ...form, text: written("eve") })).status).toBe(303)
  expect(await text(one, `/rule/${id}`)).toContain("All 2 are as they must be")
  const overlay = site.world.book!.overlay()!
  const cases = readFileSync(join(overlay.directory, "rules", `${id}.cases.yaml`), "utf8")
  expect(Bun.YAML.parse(cases)).toMatchObject({ hits: [{ "user.name": "eve" }], misses: [{}] })
  const next = {
    ...form,
    key: id,
    revision: overlay.revisionOf(id),
    cases: "",
    text: written("bob"),
  }
  await one.send("/rules/save", next)
  expect(await text(one, `/rule/${id}`)).toContain("2 of 2 are not as they must be")
})

test("a trial that runs shows how far it is, loads itself again, and can be stopped", async () => {
  const { book, store } = site.world
  const search: typeof store.search = (_, __, ___, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason))
    })
  const slow = { ...store, search }
  const parts = { store: slow, now: () => site.now, rules: () => undefined, folders: book!.folders }
  const one = await loggedIn("analyst", appOf({ trials: openTrials(parts) }))
  const csrf = await one.csrf()
  const form = { csrf, text: rule("x", "eve"), on: "store", from: "now-24h" }
  const place = (await one.send("/rules/try", form)).headers.get("location")!
  const running = await one.ask(place)
  const page = await running.text()
  expect([running.headers.get("refresh"), page.includes("<progress")]).toEqual(["1", true])
  expect(page).toContain("title: Odd eve")
  await one.send(`${place}/stop`, { csrf })
  await until(async () => (await one.ask(place)).headers.get("refresh") === null)
  expect(await text(one, place)).toContain("as far as it came before it was stopped")
})

test("a rule written here that no longer loads is among the refused, and can be mended", async () => {
  const overlay = site.world.book!.overlay()!
  overlay.save("broken-here", "", rule("broken-here", "eve").replace("user.name", "user.name|nope"))
  const one = await loggedIn("analyst")
  expect(await text(one, "/rule/broken-here")).toContain("The rule is saved, and not yet in force")
  let page = ""
  await until(async () => {
    page = await text(one, "/rules?state=refused")
    return page.includes("/rules/edit?from=broken-here")
  })
  const edit = await text(one, "/rules/edit?from=broken-here")
  expect(edit).toContain("user.name|nope")
  expect(edit).toContain('name="key" value="broken-here"')
})

test("hostile names of rules are shown, and lead to their own pages", async () => {
  const hostileId = `a/../b?x="><script>alert(1)</script>`
  const title = `'</title><img src=x onerror=alert(1)>\u202e'`
  const written = `title: ${title}\nid: ${JSON.stringify(hostileId)}\nlogsource: { product: linux }
detection: { selection: { user.name: eve }, condition: selection }\n`
  const one = await loggedIn("analyst")
  const form = { csrf: await one.csrf(), key: "", revision: "", reason: "<b>r</b>" }
  const saved = await one.send("/rules/save", { ...form, text: written })
  const place = saved.headers.get("location")!
  expect([saved.status, place]).toEqual([303, `/rule/${encodeURIComponent(hostileId)}`])
  for (const path of [
    place,
    "/rules?state=own",
    `/rules/edit?from=${encodeURIComponent(hostileId)}`,
  ]) {
    const page = await text(one, path)
    expect(page).not.toMatch(/<img|<script>|<b>r/)
    expect(page).toContain("onerror=alert(1)")
  }
  expect(await text(one, place)).toContain("U+202E")
  const off = { ...form, do: "off" }
  expect((await one.send(place, off)).status).toBe(303)
  expect(await text(one, place)).toContain("rule-state switched-off")
})

test("a collector whose folder is another is told of, in the list and on the rule's page", async () => {
  const say = (name: string, rules: readonly (readonly string[])[]) =>
    putRuleReport(site.world.store, {
      "vedette.stream": "status",
      "vedette.status": JSON.stringify({
        ...{ program: "collector-rules", kind: "set", name, atMs: site.now },
        ...{ piece: 0, pieces: 1, rules },
      }),
    })
  const { version } = site.world.book!.loaded().rules.find(({ id }) => id === guessed)!
  await say("edge-1", [[guessed, version]])
  await say("edge-2", [
    [guessed, "older"],
    ["unknown-here", "v1"],
  ])
  const one = await loggedIn("viewer")
  let list = ""
  await until(async () => {
    list = await text(one, "/rules?q=succeeded")
    return list.includes("so at 1 of 2 collectors")
  })
  expect(list).toMatch(/1 rule of the collector edge-2 is not known here.*unknown-here/s)
  const page = await text(one, `/rule/${guessed}`)
  expect(page).toMatch(/edge-1.*yes, as it stands here.*edge-2.*in another version/s)
})

test("a time that is typed for a trial is of the person's zone", async () => {
  const one = await loggedIn("admin")
  const csrf = await one.csrf()
  await one.send("/settings", { csrf, zone: "Europe/Paris" })
  const form = { csrf, text: rule("x", "root"), on: "store" }
  const typed = { ...form, from: "2026-03-10T12:30", to: "2026-03-10T13:00" } // 11:30 to noon UTC
  const { headers } = await one.send("/rules/try", typed)
  expect(await text(one, headers.get("location")!)).toMatch(
    /<strong>\d+<\/strong> of 3\d events match/,
  )
})
