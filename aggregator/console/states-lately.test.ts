import { expect, test } from "bun:test"
import type { Document, Store } from "../store/types.ts"
import { forgetStates, statesLately } from "./states-lately.ts"

/** A store that counts how often it is asked. */
function counting(answer: () => Promise<readonly Document[]>) {
  let asked = 0
  const store = {
    documents: () => {
      asked++
      return answer()
    },
  } as unknown as Store
  return { store, asked: () => asked }
}

const closed: Document = { id: "a", revision: 1, body: { status: "closed", changes: [] } }

test("many who ask at once are one question to the store", async () => {
  const { store, asked } = counting(async () => [closed])
  const all = await Promise.all(Array.from({ length: 20 }, () => statesLately(store)))
  expect(all.every((states) => states.get("a")?.status === "closed")).toBe(true)
  expect(asked()).toBe(1)
})

test("after a change of ours the next who asks sees it", async () => {
  const documents: Document[] = []
  const { store } = counting(async () => [...documents])
  expect((await statesLately(store)).size).toBe(0)
  documents.push(closed)
  forgetStates(store)
  expect((await statesLately(store)).size).toBe(1)
})

test("a store that fails is asked again by the next", async () => {
  let isDown = true
  const { store } = counting(async () => {
    if (isDown) throw new Error("down")
    return [closed]
  })
  expect(statesLately(store)).rejects.toThrow("down")
  await Bun.sleep(0)
  isDown = false
  expect((await statesLately(store)).size).toBe(1)
})
