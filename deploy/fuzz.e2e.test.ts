import { expect, test } from "bun:test"
import { targets } from "../shared/scripts/fuzz/targets/index.ts"

/** Longer by `bun run fuzz`; here always the same inputs come first, so that it finds what it found. */
const seconds = 15
const seed = 6

test("each parser and listener takes damaged inputs without a fault", async () => {
  const command = ["shared/scripts/fuzz.ts", "--seconds", `${seconds}`, "--seed", `${seed}`]
  const run = Bun.spawn([process.execPath, ...command], { stdout: "pipe", stderr: "pipe" })
  const [said, faults] = await Promise.all([run.stdout.text(), run.stderr.text()])
  expect(`${said}${faults}`).toMatch(/^\d+ inputs to \d+ targets in \d+ s, seed 6: 0 findings\n$/)
  expect(await run.exited).toBe(0)
}, 400_000)

test("each target has a name of its own and says what it is", () => {
  expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length)
  expect(targets.length).toBeGreaterThan(90)
  for (const { summary } of targets) expect(summary).not.toBe("")
})
