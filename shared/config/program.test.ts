import { expect, test } from "bun:test"

/** A program that never ends by itself; says each step. */
async function start(stopMs: number) {
  const script = `
    import { stopSignal } from "./shared/config/program.ts"
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const { signal } = stopSignal({ log }, ${stopMs})
    signal.addEventListener("abort", () => console.log("stopping"))
    setInterval(() => {}, 1000)
    console.log("ready")`
  const child = Bun.spawn([process.execPath, "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const said = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
  await said.read()
  return { child, said }
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s asks it to stop, more of SIGTERM changes nothing",
  async (signal) => {
    const { child, said } = await start(100_000)
    child.kill(signal)
    expect((await said.read()).value).toContain("stopping")
    for (let i = 0; i < 3; i++) child.kill("SIGTERM")
    await Bun.sleep(50)
    expect(child.exitCode).toBeNull()
    child.kill("SIGKILL")
  },
)

test("a second SIGINT ends it at once with 130", async () => {
  const { child, said } = await start(100_000)
  child.kill("SIGINT")
  await said.read()
  child.kill("SIGINT")
  expect(await child.exited).toBe(130)
})

test("it is ended with 1 when stopping takes longer than stopMs", async () => {
  const { child } = await start(1)
  child.kill("SIGTERM")
  expect(await child.exited).toBe(1)
})
