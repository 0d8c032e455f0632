import { expect, test } from "bun:test"
import { type Delivery, openInbox } from "./inbox.ts"

const signal = new AbortController().signal

function delivery(name: string, settled?: (failure?: unknown) => void): Delivery<string> {
  const origin = { source: "s", batch: name, receivedMs: 0 }
  return { items: [name], origin, bytes: 10, ...(settled && { settled }) }
}

test("what failed comes first in the next reading, marked as repeated", async () => {
  const inbox = openInbox<string>({ keepsFailed: true })
  for (const name of ["a", "b", "c"]) inbox.push(delivery(name))
  const first = inbox.read(signal)
  const a = (await first.next()).value!
  const b = (await first.next()).value!
  a.settle(new Error("down"))
  b.settle(new Error("down"))
  expect((await first.next()).done).toBe(true)
  const second = inbox.read(signal)
  const again = [await second.next(), await second.next(), await second.next()]
  expect(again.map(({ value }) => value!.origin.batch)).toEqual(["a", "b", "c"])
  expect(again.map(({ value }) => value!.origin.mayRepeat)).toEqual([true, true, undefined])
})

test("a failure ends a reading that waits", async () => {
  const inbox = openInbox<string>({ keepsFailed: false })
  inbox.push(delivery("a"))
  const reading = inbox.read(signal)
  const { value } = await reading.next()
  const next = reading.next()
  value!.settle(new Error("down"))
  expect((await next).done).toBe(true)
})

test("counts the bytes that are open, also of what failed and is kept", async () => {
  const inbox = openInbox<string>({ keepsFailed: true })
  inbox.push(delivery("a"))
  inbox.push(delivery("b"))
  const reading = inbox.read(signal)
  ;(await reading.next()).value!.settle(new Error("down"))
  expect(inbox.openBytes).toBe(20)
  const again = inbox.read(signal)
  ;(await again.next()).value!.settle()
  expect(inbox.openBytes).toBe(10)
})

test("after the abort it hands out what had arrived, and ends", async () => {
  const inbox = openInbox<string>({ keepsFailed: true })
  const abort = new AbortController()
  inbox.push(delivery("a"))
  inbox.push(delivery("b"))
  const reading = inbox.read(abort.signal)
  await reading.next()
  abort.abort()
  expect((await reading.next()).value!.origin.batch).toBe("b")
  inbox.push(delivery("c"))
  expect((await reading.next()).done).toBe(true)
})

test("closing tells each that was never delivered", () => {
  const inbox = openInbox<string>({ keepsFailed: false })
  const told: unknown[] = []
  inbox.push(delivery("a", (failure) => told.push(failure)))
  expect(inbox.close("closed")).toHaveLength(1)
  expect(told).toEqual(["closed"])
})
