import { expect, test } from "bun:test"
import { ChangeError, changed, changesMax, untouched } from "./state.ts"

const by = (asked: Parameters<typeof changed>[1], state = untouched) =>
  changed(state, asked, "ann", 5)

test("what is not named stays, and what is empty goes", () => {
  const first = by({ status: "in work", assignee: "bob" })
  expect(by({ assignee: "" }, first)).toMatchObject({ status: "in work", revision: 2 })
  expect(by({ assignee: "" }, first).assignee).toBeUndefined()
})

test("a change that says nothing new is none", () => {
  const first = by({ status: "in work" })
  expect(by({ status: "in work", verdict: "", reason: "" }, first)).toBe(first)
})

test("no alert is closed without a verdict", () => {
  expect(() => by({ status: "closed" })).toThrow(ChangeError)
  expect(by({ status: "closed", verdict: "benign" }).verdict).toBe("benign")
})

test("a false positive says why", () => {
  expect(() => by({ verdict: "false positive" })).toThrow(ChangeError)
  expect(by({ verdict: "false positive", reason: "a scanner of ours" }).revision).toBe(1)
})

test("a state does not grow without end", () => {
  let state = untouched
  for (let at = 0; at < changesMax + 5; at++) state = by({ comment: `${at}` }, state)
  expect(state.changes).toHaveLength(changesMax)
  expect(state.changes.at(-1)!.comment).toBe(`${changesMax + 4}`)
})
