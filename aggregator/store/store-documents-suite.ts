import { expect, test } from "bun:test"
import type { Subject } from "./store-suite.ts"

/** Documents with a current state, over any store. */
export function documents(subject: () => Subject): void {
  const store = () => subject().store
  test("a document is replaced by a newer revision only", async () => {
    const put = (revision: number) =>
      store().put("status", { id: "one", revision, body: { revision } })
    expect([await put(5), await put(5), await put(4), await put(6)]).toEqual([
      true,
      false,
      false,
      true,
    ])
    const documents = await store().documents("status")
    expect(documents).toEqual([{ id: "one", revision: 6, body: { revision: 6 } }])
  })

  test("documents are read by their ids, as they are at this moment", async () => {
    for (const id of ["a b", "b/ü", "c"])
      await store().put("silence", { id, revision: 3, body: { id } })
    const found = await store().documents("silence", ["b/ü", "c", "none", "'"])
    expect([...found].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      ["b/ü", "c"].map((id) => ({ id, revision: 3, body: { id } })),
    )
    expect(await store().documents("silence", [])).toEqual([])
    expect(await store().documents("saved-search", ["c"])).toEqual([])
    await store().remove("silence", ["a b", "b/ü", "c"])
  })

  test("more documents than an answer holds are all given, and can be removed", async () => {
    const ids = Array.from({ length: 10_050 }, (_, at) => `row ${at}`)
    for (let at = 0; at < ids.length; at += 500) {
      const some = ids.slice(at, at + 500)
      await Promise.all(some.map((id) => store().put("ledger", { id, revision: 1, body: { id } })))
    }
    const found = await store().documents("ledger")
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(ids))
    await store().remove("ledger", [...ids.slice(1), "never there"])
    expect(await store().documents("ledger")).toEqual([
      { id: "row 0", revision: 1, body: { id: "row 0" } },
    ])
    await store().remove("ledger", ["row 0"])
    expect(await store().documents("ledger")).toEqual([])
  }, 60_000)
}
