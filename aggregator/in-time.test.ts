import { expect, test } from "bun:test"
import { inTime } from "./in-time.ts"

test("an answer in time is the answer", async () => {
  expect(await inTime(Promise.resolve("well"), "unknown")).toBe("well")
})

test("what fails, and what never answers, is told by what stands instead", async () => {
  expect(await inTime(Promise.reject(new Error("gone")), "unknown")).toBe("unknown")
  expect(await inTime(new Promise<string>(() => {}), "unknown", 1)).toBe("unknown")
})
