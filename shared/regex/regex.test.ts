import { expect, test } from "bun:test"
import { degreeOf } from "./degree.ts"
import { safeRegex } from "./safe.ts"

const infinite = Number.POSITIVE_INFINITY

test.each([
  ["^\\d+\\.\\d+$", 1],
  ["^\\S+ \\S+ \\S+$", 1],
  ['^"(?:[^"\\\\]|\\\\.)*"$', 1],
  ["^[a-z]+(?:\\.[a-z]+)*$", 1],
  ["^(?:\\w+ )*end$", 1],
  ["^.*? from .*? port \\d+$", 2],
  ["^.*a.*a.*a$", 3],
  ["^\\s*\\s*x", 2],
  ['^(.*?) \\[\\d+\\] "((?:[^"\\\\]|\\\\.)*)" \\S+ "[^"]*"$', 1],
  ["^.*? (.*)$", 1],
  ["a+b", 2],
  ["(?:a+)+b", infinite],
  ["^(?:a|a)*$", infinite],
  ["^(?:a?a)*$", infinite],
  ["^(?:\\w+\\s?)*$", infinite],
  ["^(?=x).*$", infinite],
  ["^(a)\\1$", infinite],
] as const)("the degree of %s is %p", (source, degree) => {
  expect(degreeOf(source, "s")).toBe(degree)
})

test.each([
  ["^(a+)+$", `${"a".repeat(20_000)}b`],
  ["^.*a.*a.*a.*b$", "a".repeat(16_000)],
  ["(?:\\w+\\s?)*$", `${"word ".repeat(3000)}!`],
  ["^\\s+|\\s+$", `x${" ".repeat(16_000)}x`],
])("%s comes to an end on a crafted text", (source, text) => {
  const begin = performance.now()
  safeRegex(source, "s").exec(text)
  expect(performance.now() - begin).toBeLessThan(2000) // a backtracking engine takes hours
})

test("both engines find the same groups", () => {
  const source = "^(?:user )?(\\w+)(?:@(\\w+))? from (.*?) port (\\d+)(.*)$"
  for (const text of ["user anna@x from a from b port 22", "bob from  port 1 and more", "no"]) {
    const native = new RegExp(source, "s").exec(text)
    const long = safeRegex(source, "s").exec(text.padEnd(20_000, "z"))
    const wanted = native ? [native[1], native[2], native[3], native[4]] : undefined
    expect(long?.slice(1, 5)).toEqual(wanted as string[])
  }
})

test("what has no linear form is refused", () => {
  expect(() => safeRegex("^(?=a)(?:a+)+$")).toThrow("linear form")
})

test("counted repetitions beyond what the linear engine writes out are no reason to refuse", () => {
  const regex = safeRegex("^(?:[^/]{1,255}/){0,64}(.*?) (.*?) (.*?)x$", "s")
  expect(regex.exec(`${"a/".repeat(3000)}b c dx`)?.slice(1)).toEqual(["b", "c", "d"])
})
