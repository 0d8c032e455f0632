import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { closeSite, loggedIn, openSite } from "./console-site.ts"
import { guessed } from "./rules-world.ts"

beforeAll(openSite)
afterAll(closeSite)

type Browser = Awaited<ReturnType<typeof loggedIn>>
// biome-ignore lint/suspicious/noExplicitAny: the answers are what is tested here
const bodyOf = async (answer: Response): Promise<any> => answer.json()
const text = async (one: Browser, path: string) => (await one.ask(path)).text()
const id = "7c0d1f2e-3b4a-4c5d-8e6f-112233445577"
const rule = (id: string, user: string) => `title: Odd ${user}
id: ${id}
logsource: { product: linux }
detection: { selection: { user.name: ${user} }, condition: selection }
`

describe("the API of rules", () => {
  const json = async (one: Browser, path: string) => JSON.parse(await text(one, path))
  const post = async (one: Browser, path: string, body: object) =>
    one.ask(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": await one.csrf() },
      body: JSON.stringify(body),
    })

  test("lists them with their state and what came of them, and what is refused", async () => {
    const { rules, refused } = await json(await loggedIn("viewer"), "/api/rules?q=guessing")
    expect(rules).toMatchObject([{ state: "in force" }, { state: "in force" }])
    expect(refused).toMatchObject([{ id: "broken-1", by: ["this aggregator"] }])
  })

  test("changes one, and says why not", async () => {
    const one = await loggedIn("analyst")
    const off = await post(one, `/api/rules/${guessed}`, { do: "off", revision: "", reason: "x" })
    expect(off.status).toBe(200)
    const { revision, changes } = await bodyOf(off)
    expect(changes).toMatchObject([{ disable: true, author: "analyst" }])
    const late = await post(one, `/api/rules/${guessed}`, { do: "on", revision: "" })
    expect([late.status, (await bodyOf(late)).error]).toEqual([
      400,
      "another has changed it since you saw it: look at it again",
    ])
    await post(one, `/api/rules/${guessed}`, { do: "on", revision })
    expect((await json(one, `/api/rules/${guessed}`)).changes).toEqual([])
    expect((await one.ask("/api/rules/none")).status).toBe(404)
  })

  test("tries a text on events, and answers with the matches and why", async () => {
    const one = await loggedIn("analyst")
    const events = '{"user.name": "eve", "host.os.type": "linux"}'
    const asked = { text: rule(id, "eve"), on: "pasted", events }
    const answer = await post(one, "/api/rules/try", asked)
    expect(await answer.json()).toMatchObject({
      ...{ state: "done", read: 1, matched: 1 },
      hits: [{ rule: id, why: [{ field: "user.name", value: "eve" }] }],
    })
    const wrong = await post(one, "/api/rules/try", { ...asked, text: "title: x" })
    expect([wrong.status, (await bodyOf(wrong)).error]).toEqual([
      400,
      expect.stringContaining("id"),
    ])
  })
})
