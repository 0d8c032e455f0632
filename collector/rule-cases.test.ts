import { expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runCases } from "./rule-cases.ts"

test("every case beside the normalization rules holds", () => {
  const { run, failed } = runCases([join(import.meta.dir, "../rules/normalize")])
  expect(failed).toEqual([])
  expect(run).toBeGreaterThan(50)
})

test("a broken rule is refused by name, and a case that does not hold is told", () => {
  const folder = mkdtempSync(join(tmpdir(), "vedette-rules-"))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write("good.yaml", "name: good\ndataset: a.b\nsteps: [{set: {event.action: done}}]\n")
  write("bad.yaml", "name: bad\ndataset: a.c\nsteps: [{set: {event.acton: done}}]\n")
  write("stall.yaml", "name: stall\ndataset: a.d\nsteps: [{grok: {patterns: ['(?=a)(?:a+)+']}}]\n")
  write("good.cases.yaml", "- {raw: x, expect: {event.action: other}}\n")
  const { run, failed } = runCases([folder])
  expect(run).toBe(1)
  expect(failed.map(({ reason }) => reason)).toEqual([
    '"event.acton" is no ECS field; write it under vendor.',
    expect.stringContaining("no linear form"),
    'event.action is "done", expected "other"',
  ])
})

test("the guide's example passes its own cases", async () => {
  const guide = await Bun.file("shared/docs/datasets.md").text()
  const [rule, cases] = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text)
  const folder = mkdtempSync(join(tmpdir(), "guide-"))
  writeFileSync(join(folder, "badge.yaml"), rule ?? "")
  writeFileSync(join(folder, "badge.cases.yaml"), cases ?? "")
  expect(runCases([folder])).toEqual({ run: 2, failed: [] })
  rmSync(folder, { recursive: true })
})
