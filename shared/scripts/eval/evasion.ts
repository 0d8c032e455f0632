/** The aggregator's own program: shared code may not import it. */
export async function evaluate(args: readonly string[]): Promise<number> {
  const child = Bun.spawn([process.execPath, "aggregator/evasion/eval/main.ts", ...args], {
    stdout: "inherit",
    stderr: "inherit",
  })
  return await child.exited
}
