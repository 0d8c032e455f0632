import { expect, test } from "bun:test"

test("a reader that has gone ends a command quietly", async () => {
  const lines = '{"a":1}\n'.repeat(20_000)
  const command = [process.execPath, "collector/main.ts", "parse"]
  const child = Bun.spawn(command, { stdin: new Blob([lines]), stdout: "pipe", stderr: "pipe" })
  const reader = child.stdout.getReader()
  await reader.read()
  await reader.cancel()
  expect(await child.exited).toBe(0)
  expect(await child.stderr.text()).toBe("")
})
