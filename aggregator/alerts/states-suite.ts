import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import type { Subject } from "../store/store-suite.ts"
import { untouched } from "./state.ts"
import { changeAlert, stateOf, statesOf } from "./states.ts"

/** What the state of alerts promises, over any store. */
export function statesSuite(name: string, open: () => Promise<Subject>, isSkipped = false): void {
  describe.skipIf(isSkipped)(`states of alerts over ${name}`, () => {
    let subject: Subject
    beforeAll(async () => {
      subject = await open()
    })
    afterAll(() => subject?.[Symbol.asyncDispose]())

    test("a change is there at once, and its history with it", async () => {
      const asked = { status: "in work", assignee: "ann", comment: "looks odd" } as const
      const wanted = { id: "a1", revision: 0, asked, by: "ann", atMs: 5 }
      expect((await changeAlert(subject.store, untouched, wanted)).is).toBe("changed")
      expect(await stateOf(subject.store, "a1")).toEqual({
        revision: 1,
        status: "in work",
        assignee: "ann",
        changes: [{ ...asked, by: "ann", atMs: 5 }],
      })
    })

    test("of two who change the same at once one is told, and nothing of the other is lost", async () => {
      const by = (name: string) =>
        changeAlert(subject.store, untouched, {
          ...{ id: "a2", revision: 0, by: name, atMs: 7 },
          asked: { comment: `I am ${name}` },
        })
      const done = await Promise.all([by("ann"), by("bob")])
      expect(done.map(({ is }) => is).sort()).toEqual(["changed", "conflict"])
      const won = done[0]!.is === "changed" ? "ann" : "bob"
      for (const { state } of done) expect(state.changes.map((one) => one.by)).toEqual([won])
      expect((await stateOf(subject.store, "a2")).changes).toHaveLength(1)
    })

    test("states are read of those alerts that are asked for", async () => {
      const states = await statesOf(subject.store, ["a2", "never touched"])
      expect([...states.keys()]).toEqual(["a2"])
      expect(await stateOf(subject.store, "never touched")).toEqual(untouched)
    })

    test("who has seen an older state is told, and changes nothing", async () => {
      const known = await stateOf(subject.store, "a2")
      const wanted = { id: "a2", revision: 0, asked: { comment: "late" }, by: "eve", atMs: 8 }
      expect(await changeAlert(subject.store, known, wanted)).toEqual({
        is: "conflict",
        state: known,
      })
    })
  })
}
