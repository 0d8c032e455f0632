import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { changeAlert, stateOf } from "../alerts/states.ts"
import { appOf, closeSite, loggedIn, noted, openSite, site } from "./console-site.ts"
import { forgetJudged } from "./rule-verdicts.ts"
import { guessed, often } from "./rules-world.ts"

beforeAll(openSite)
afterAll(closeSite)

type Browser = Awaited<ReturnType<typeof loggedIn>>
const text = async (one: Browser, path: string) => (await one.ask(path)).text()
const fieldOf = (page: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ""
const overlay = () => site.world.book!.overlay()!

const rule = (id: string, user: string) => `title: Odd ${user}
id: ${id}
logsource: { product: linux }
detection: { selection: { user.name: ${user} }, condition: selection }
`

describe("the list of rules", () => {
  test("has every rule with its level, state, alerts and file, and the refused ones with the reason", async () => {
    const one = await loggedIn("viewer")
    const page = await text(one, "/rules")
    for (const part of [
      "SSH guessing that succeeded",
      "Guessing goes on",
      "guessed.yml",
      "in force",
    ])
      expect(page).toContain(part)
    expect(page).toMatch(/all 2<.*in force 2<.*refused 1</s)
    const refused = await text(one, "/rules?state=refused")
    expect(refused).toMatch(/broken\.yml:4.*broken-1.*nope.*this aggregator/s)
    expect(page).not.toContain("New rule") // a viewer writes none
  })

  test("is narrowed by words, level and tactic, and sorted", async () => {
    const one = await loggedIn("viewer")
    expect(await text(one, "/rules?q=goes+correlation")).not.toContain(`/rule/${guessed}`)
    const critical = await text(one, "/rules?level=critical")
    expect([critical.includes(`/rule/${often}`), critical.includes(`/rule/${guessed}`)]).toEqual([
      ...[true, false],
    ])
    expect(await text(one, "/rules?tactic=Impact")).toContain("No rule here")
    const byTitle = await text(one, "/rules?sort=title")
    expect(byTitle.indexOf(`/rule/${often}`)).toBeLessThan(byTitle.indexOf(`/rule/${guessed}`))
  })

  test("counts the alerts of the time that is asked for", async () => {
    const one = await loggedIn("viewer")
    expect(await text(one, "/rules?from=now-7d")).toMatch(/rule=5af54681[^"]*">2</)
    expect(await text(one, "/rules?from=2026-03-10T11:59:59.5Z&to=now")).toMatch(
      /rule=5af54681[^"]*">0</,
    )
  })
})

describe("a rule's page", () => {
  test("has its text, its cases with their result, its alerts and what stands on it", async () => {
    const page = await text(await loggedIn("viewer"), `/rule/${guessed}`)
    for (const part of ["A login right after", "All 2 are as they must be", "1 are raw records"])
      expect(page).toContain(part)
    expect(page).toContain(`href="/rule/${often}"`)
    expect(page).toContain("/alert/alert-1")
    expect(page).not.toContain('href="javascript:')
    expect(page).not.toContain("Switch it off") // not for viewers
  })

  test("an analyst switches it off and on, with reason, author and an audit record", async () => {
    const one = await loggedIn("analyst")
    const page = await text(one, `/rule/${guessed}`)
    const form = {
      ...{ csrf: fieldOf(page, "csrf"), do: "off", revision: "", reason: "too loud here" },
      until: "now+7d",
    }
    const past = await one.send(`/rule/${guessed}`, { ...form, until: "now-1d" })
    expect([past.status, (await past.text()).includes("in the past")]).toEqual([400, true])
    const answer = await one.send(`/rule/${guessed}`, form)
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `/rule/${guessed}#changes`,
    ])
    const off = await text(one, `/rule/${guessed}`)
    expect(off).toMatch(
      /rule-state switched-off.*switched off.*too loud here.*analyst.*2026-03-17 12:00/s,
    )
    for (const state of ["switched+off", "changed"]) {
      const list = await text(one, `/rules?state=${state}`)
      expect(list).toContain(`/rule/${guessed}`)
      expect(list).toContain("switched off by analyst: too loud here")
    }
    const [record] = await noted("rule-changed", (e) => e["rule.id"] === guessed)
    expect(record).toMatchObject({ "user.name": "analyst", "rule.id": guessed })
    const revision = fieldOf(off, "revision")
    await one.send(`/rule/${guessed}`, { ...form, do: "on", revision })
    expect(overlay().changesOf(guessed).changes).toEqual([])
  })

  test("of two who change it at once one is told, and keeps what was typed", async () => {
    const one = await loggedIn("analyst")
    const csrf = fieldOf(await text(one, `/rule/${guessed}`), "csrf")
    const form = { csrf, do: "except", revision: "", except: "user.name: backup", reason: "a job" }
    expect((await one.send(`/rule/${guessed}`, form)).status).toBe(303)
    const late = await one.send(`/rule/${guessed}`, { ...form, except: "user.name: late" })
    expect(late.status).toBe(400)
    expect(await late.text()).toMatch(/another has changed it.*user\.name: late/s)
    const { revision, changes } = overlay().changesOf(guessed)
    expect(changes).toMatchObject([{ except: { "user.name": "backup" }, author: "analyst" }])
    await one.send(`/rule/${guessed}`, { csrf, do: "drop", at: "0", revision })
    expect(overlay().changesOf(guessed).changes).toEqual([])
  })

  test.each([
    ["{{{", "not YAML"],
    ["user.name|nope: x", "nope"],
    ["just a text", "field: value"],
    ["user.name|re: '(a+'", "can't be used"],
    [`user.name: [${"x, ".repeat(600)}x]`, "more than 500 values"],
    ["", "what is to be left out"],
  ])("a filter that can't be is refused with the reason: %j", async (except, why) => {
    const one = await loggedIn("analyst")
    const csrf = fieldOf(await text(one, `/rule/${guessed}`), "csrf")
    const form = { csrf, do: "except", revision: "", except, reason: "r" }
    const answer = await one.send(`/rule/${guessed}`, form)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(why.replace("'", "&#39;"))
    expect(overlay().changesOf(guessed).changes).toEqual([])
  })

  test("a viewer changes nothing", async () => {
    const one = await loggedIn("viewer")
    const form = { csrf: await one.csrf(), do: "off", revision: "", reason: "r" }
    for (const path of [`/rule/${guessed}`, "/rules/save", "/rules/try", "/rules/remove"])
      expect((await one.send(path, form)).status).toBe(403)
  })
})

describe("a rule that people find false", () => {
  test("says so, and offers a filter of what the false alerts have in common", async () => {
    const { store } = site.world
    const wrong = Array.from({ length: 3 }, (_, at) => ({
      ...{
        "@timestamp": new Date(site.now - 60_000 * at).toISOString(),
        "event.id": `false-${at}`,
      },
      ...{ "vedette.stream": "alerts" as const, "event.kind": "alert", "rule.id": guessed },
      ...{ "user.name": "svc_*", "host.name": `h${at}`, "event.created": "2026-03-10T11:00:00Z" },
    }))
    await store.append(wrong, false, AbortSignal.timeout(5000))
    for (const { "event.id": id } of wrong)
      await changeAlert(store, await stateOf(store, id), {
        ...{ id, revision: 0, by: "ann", atMs: site.now },
        asked: { verdict: "false positive", reason: "a job" },
      })
    forgetJudged(store)
    const page = await text(await loggedIn("analyst"), `/rule/${guessed}`)
    expect(page).toContain("People found 3 of 3 of its alerts to be false")
    expect(page).toContain("3 of the 3 false ones")
    const link = /href="([^"]*except=[^"]*)#changes"/.exec(page)![1]!.replaceAll("&amp;", "&")
    expect(new URL(link, "http://x").searchParams.get("except")).toBe('user.name: "svc_\\\\*"')
    expect(await text(await loggedIn("viewer"), "/rules?state=noisy")).toContain("3 of 3 false")
  })
})

const id = "7c0d1f2e-3b4a-4c5d-8e6f-112233445566"
const form = (csrf: string, more: Record<string, string>) => ({
  ...{ csrf, key: "", revision: "", events: "", on: "store", q: "", from: "now-24h", to: "" },
  ...{ reason: "asked by audit", ...more },
})

describe("a rule of one's own", () => {
  test("is tried on the events of the store, which matches say why", async () => {
    const one = await loggedIn("analyst")
    const csrf = fieldOf(await text(one, "/rules/edit"), "csrf")
    const answer = await one.send("/rules/try", form(csrf, { text: rule(id, "root") }))
    const page = await text(one, answer.headers.get("location")!)
    expect(page).toMatch(/<strong>20<\/strong> of 300 events match/)
    expect(page).toContain("/event/event-0")
    expect(page).toContain(`id: ${id}`) // what was typed is still there
  })

  test("is tried on pasted events, nested or flat", async () => {
    const one = await loggedIn("analyst")
    const csrf = fieldOf(await text(one, "/rules/edit"), "csrf")
    const events = '{"host":{"os":{"type":"linux"}},"user":{"name":"root"}}\n{"user.name":"x"}'
    const asked = form(csrf, { text: rule(id, "root"), on: "pasted", events })
    const answer = await one.send("/rules/try", asked)
    expect(await text(one, answer.headers.get("location")!)).toMatch(/<strong>1<\/strong> of 2/)
    const broken = await one.send("/rules/try", form(csrf, { ...asked, events: "{nope" }))
    expect([broken.status, (await broken.text()).includes("Event 1 is not JSON")]).toEqual([
      400,
      true,
    ])
  })
})

describe("the text of a rule of one's own", () => {
  test("is saved, changed by who has seen it, and removed; each is in the audit log", async () => {
    const one = await loggedIn("analyst")
    const csrf = fieldOf(await text(one, "/rules/edit"), "csrf")
    const saved = await one.send("/rules/save", form(csrf, { text: rule(id, "mallory") }))
    expect(saved.headers.get("location")).toBe(`/rule/${id}`)
    expect(await text(one, `/rule/${id}`)).toMatch(/Odd mallory.*written here/s)
    const file = join(overlay().directory, "rules", `${id}.yml`)
    expect(readFileSync(file, "utf8")).toMatch(
      /^# Saved in the console by analyst at .*: asked by audit/,
    )
    const edit = await text(one, `/rules/edit?from=${id}`)
    expect(edit).not.toContain("# Saved in the console")
    const [key, revision] = [fieldOf(edit, "key"), fieldOf(edit, "revision")]
    const next = form(csrf, { text: rule(id, "trudy"), key, revision })
    expect((await one.send("/rules/save", next)).status).toBe(303)
    const late = await one.send("/rules/save", next)
    expect([late.status, (await late.text()).includes("user.name: trudy")]).toEqual([400, true])
    const seen = { key, revision: overlay().revisionOf(key) }
    await one.send("/rules/remove", { csrf, ...seen, reason: "no longer" })
    expect(readdirSync(join(overlay().directory, "rules"))).toEqual([])
    const said = (await noted("rule-changed", (e) => e["rule.id"] === id)).map((e) => e.message)
    expect(said.map((one) => one!.split(": ")[1]).sort()).toEqual([
      "removed",
      "saved anew",
      "written",
    ])
  })

  test("is refused where it does not load, or takes the id of another", async () => {
    const one = await loggedIn("analyst")
    const csrf = fieldOf(await text(one, "/rules/edit"), "csrf")
    const refusals: [string, RegExp][] = [
      ["title: x", /Not saved: line 1/],
      [rule(guessed, "x"), /the id 5af54681.* belongs to .*guessed\.yml/],
      ["%YAML\n\u0000", /Not saved/],
    ]
    for (const [given, why] of refusals) {
      const answer = await one.send("/rules/save", form(csrf, { text: given }))
      expect(answer.status).toBe(400)
      expect(await answer.text()).toMatch(why)
    }
    const without = await one.send("/rules/save", form(csrf, { text: rule(id, "x"), reason: " " }))
    expect(await without.text()).toContain("say why")
  })

  test("copies another's under an id of its own", async () => {
    const page = await text(await loggedIn("analyst"), `/rules/edit?from=${guessed}`)
    expect(page).toContain(`related: [{ id: ${guessed}, type: derived }]`)
    expect(page).not.toContain(`\nid: ${guessed}`)
  })
})

test("nothing is saved where no folder is configured", async () => {
  const { book } = site.world
  const app = appOf({ book: { ...book!, overlay: () => undefined } })
  const one = await loggedIn("analyst", app)
  expect(await text(one, `/rule/${guessed}`)).toContain("names no folder")
  expect(await text(one, "/rules/edit")).toContain("can&#39;t be saved here")
})
