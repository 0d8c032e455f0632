import { expect, test } from "bun:test"
import { trackOffsets } from "./kafka-offsets.ts"

test("an offset moves only once all before it are settled", () => {
  const offsets = trackOffsets()
  const [first, second, third] = [9, 19, 29].map((last) => offsets.handedOut("t/0", last))
  second!()
  expect(offsets.take()).toEqual(new Map())
  first!()
  expect(offsets.take()).toEqual(new Map([["t/0", 20]]))
  third!()
  expect(offsets.take()).toEqual(new Map([["t/0", 30]]))
})

test("partitions move on their own", () => {
  const offsets = trackOffsets()
  offsets.handedOut("t/0", 9)
  offsets.handedOut("t/1", 4)()
  expect(offsets.take()).toEqual(new Map([["t/1", 5]]))
})

test("what moved is taken once, and again when it is given back", () => {
  const offsets = trackOffsets()
  offsets.handedOut("t/0", 9)()
  const taken = offsets.take()
  expect(offsets.take()).toEqual(new Map())
  offsets.untake(taken)
  expect(offsets.take()).toEqual(new Map([["t/0", 10]]))
})

test("what is given back never moves a partition backwards", () => {
  const offsets = trackOffsets()
  offsets.handedOut("t/0", 9)()
  const taken = offsets.take()
  offsets.handedOut("t/0", 19)()
  offsets.untake(taken)
  expect(offsets.take()).toEqual(new Map([["t/0", 20]]))
})

test("a piece settles once", () => {
  const offsets = trackOffsets()
  const settle = offsets.handedOut("t/0", 9)
  settle()
  offsets.take()
  settle()
  expect(offsets.take()).toEqual(new Map())
})
