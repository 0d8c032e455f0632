import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { closeSite, loggedIn, noted, openSite, site } from "./console-site.ts"
import { hostile } from "./console-world.ts"

beforeAll(openSite)
afterAll(closeSite)

const page = "/alert/alert-1"
// biome-ignore lint/suspicious/noExplicitAny: the answers are what is tested here
const json = async (answer: Response): Promise<any> => answer.json()
const stateOf = async (one: Awaited<ReturnType<typeof loggedIn>>, id = "alert-1") =>
  (await json(await one.ask(`/api/alerts/${id}`))).state
const revisionOf = (text: string) => /name="revision" value="(\d+)"/.exec(text)?.[1] ?? ""

describe("an alert's page", () => {
  test("keeps what an analyst made of it, harmlessly, and writes it down", async () => {
    const ann = await loggedIn("analyst")
    const sent = { csrf: await ann.csrf(), revision: "0", status: "in work", assignee: "ann" }
    const answer = await ann.send(page, { ...sent, comment: `why? ${hostile}` })
    expect([answer.status, answer.headers.get("location")]).toEqual([303, page])
    const shown = await (await ann.ask(page)).text()
    expect(shown).toContain("assigned to ann")
    expect(shown).toContain("why? &lt;script&gt;")
    expect(shown).not.toMatch(/<script>|<img/)
    const [event] = await noted("alert-changed")
    expect(event).toMatchObject({ "user.name": "analyst", "vendor.alert.status": "in work" })
    expect(event).toMatchObject({ "vendor.alert.id": "alert-1", "vendor.alert.revision": 1 })
  })

  test("of two people at once the later is told, and keeps what was typed", async () => {
    const [ann, bob] = [await loggedIn("analyst"), await loggedIn("admin")]
    const revision = revisionOf(await (await ann.ask(page)).text())
    await bob.send(page, { csrf: await bob.csrf(), revision, comment: "mine" })
    const late = { csrf: await ann.csrf(), revision, comment: "typed at length" }
    const answer = await ann.send(page, late)
    const text = await answer.text()
    expect(answer.status).toBe(409)
    expect(text).toContain("admin has changed this alert meanwhile")
    expect(text).toMatch(/<textarea[^>]*>typed at length<\/textarea>/)
    const again = { ...late, revision: revisionOf(text) }
    expect((await ann.send(page, again)).status).toBe(303)
    const { changes } = await stateOf(ann)
    expect(changes.slice(-2).map((one: { comment: string }) => one.comment)).toEqual([
      "mine",
      "typed at length",
    ])
  })

  test("says what is missing, and keeps what was typed", async () => {
    const ann = await loggedIn("analyst")
    const { revision } = await stateOf(ann)
    const sent = { csrf: await ann.csrf(), revision: String(revision), status: "closed" }
    const answer = await ann.send(page, { ...sent, comment: "done here" })
    const text = await answer.text()
    expect(answer.status).toBe(400)
    expect(text).toContain("A closed alert needs a verdict")
    expect(text).toContain(">done here</textarea>")
    expect((await stateOf(ann)).revision).toBe(revision)
  })

  test("a viewer sees what became of it, without a form", async () => {
    const text = await (await (await loggedIn("viewer")).ask(page)).text()
    expect(text).toContain("assigned to")
    expect(text).not.toContain('name="revision"')
  })
})

describe("the list", () => {
  test("changes all that are ticked, but for those that another has changed since", async () => {
    const ann = await loggedIn("analyst")
    const sent = { csrf: await ann.csrf(), status: "closed", verdict: "benign", back: "level=high" }
    const answer = await ann.send("/alerts", {
      ...sent,
      "alert:alert-1": "0",
      "alert:alert-2": "0",
    })
    expect(answer.headers.get("location")).toBe("/alerts?level=high&changed=1&conflict=1")
    expect(await stateOf(ann, "alert-2")).toMatchObject({ status: "closed", verdict: "benign" })
    const text = await (await ann.ask("/alerts?changed=1&conflict=1")).text()
    expect(text).toContain("1 alert was changed.")
    expect(text).toContain("closed: benign")
  })

  test("leads back into the console alone", async () => {
    const ann = await loggedIn("analyst")
    const sent = { csrf: await ann.csrf(), back: "//evil.example?x=1&q=a" }
    const answer = await ann.send("/alerts", sent)
    expect(answer.headers.get("location")).toStartWith("/alerts?")
  })
})

describe("the API", () => {
  const headers = { "content-type": "application/json" }
  test.each([
    [{ status: "open" }, "status is one of: new, in work, closed"],
    [{ comment: "x".repeat(4_001) }, "comment has at most 4000 characters"],
    [{ comment: { a: 1 } }, "comment is no text"],
  ])("refuses %j as the caller's mistake", async (asked, error) => {
    const ann = await loggedIn("analyst")
    const body = JSON.stringify({ revision: 0, ...asked })
    const proof = { ...headers, "x-csrf-token": await ann.csrf() }
    const init = { method: "POST", headers: proof, body }
    const answer = await ann.ask("/api/alerts/alert-1", init)
    expect([answer.status, (await json(answer)).error]).toEqual([400, error])
  })

  test("tells a conflict with the state that is there", async () => {
    const ann = await loggedIn("analyst")
    const proof = { ...headers, "x-csrf-token": await ann.csrf() }
    const body = JSON.stringify({ revision: 0, comment: "late" })
    const answer = await ann.ask("/api/alerts/alert-1", { method: "POST", headers: proof, body })
    expect(answer.status).toBe(409)
    expect((await json(answer)).state.revision).toBeGreaterThan(1)
  })

  test("an event that is no alert has no state", async () => {
    const ann = await loggedIn("analyst")
    expect((await ann.ask("/api/alerts/event-1")).status).toBe(404)
    expect(await site.world.store.documents("alert-state")).toHaveLength(2)
  })
})

describe("the list's filters", () => {
  const list = async (query: string) =>
    (await (await loggedIn("viewer")).ask(`/alerts?from=now-24h&${query}`)).text()
  const totalOf = (text: string) => Number(/class="total"[^>]*><strong>(\d+)/.exec(text)?.[1])

  test("the counts of the statuses add up, and each leads to so many alerts", async () => {
    const text = await list("")
    const counts = new Map<string, number>()
    for (const [, name, count] of text.matchAll(
      />(all|new|in work|closed) <span class="count">(\d+)</g,
    ))
      counts.set(name!, Number(count))
    expect(counts.get("all")).toBe(totalOf(text))
    expect([...counts.values()].reduce((a, b) => a + b)).toBe(2 * counts.get("all")!)
    for (const [status, count] of counts)
      expect(
        totalOf(await list(status === "all" ? "" : `status=${encodeURIComponent(status)}`)),
      ).toBe(count)
    expect(counts.get("closed")).toBe(1)
  })

  test.each(["rule", "host", "user", "address", "tactic", "source"])(
    "alerts grouped by %s lead to their own",
    async (by) => {
      const text = await list(`by=${by}`)
      expect(text).not.toMatch(/<script>|<img/)
      if (by === "tactic") expect(text).toContain("None of these alerts names a tactic.")
      else expect(text).toContain('<meter class="bar"')
    },
  )

  test("a filter by source or tactic leaves what has it", async () => {
    expect(totalOf(await list("source=syslog"))).toBe(2)
    expect(totalOf(await list("tactic=Discovery"))).toBe(0)
  })
})
