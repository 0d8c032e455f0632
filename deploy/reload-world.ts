import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { hasTerminal } from "../shared/config/terminal.ts"
import { type Program, until } from "../shared/testing/programs.ts"

/** How a test changes the configuration of a running program, and learns what became of it. */
export type Config = { sources: Record<string, unknown>[] } & Record<string, unknown>

const configOf = ({ config }: Program): Config => JSON.parse(readFileSync(config, "utf8"))

/** As an editor does it: a new file takes the place of the old one. */
export function replace({ config }: Program, change: (config: Config) => void): void {
  const next = configOf({ config } as Program)
  change(next)
  writeFileSync(`${config}.new`, JSON.stringify(next))
  renameSync(`${config}.new`, config)
}

export const metric = async (program: Program, name: string) => {
  const text = await (await fetch(`${program.metrics}/metrics`)).text()
  return text.split("\n").find((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
}

const reloads = async (program: Program, result: string): Promise<number> => {
  const line = await metric(program, `vedette_reloads_total{result="${result}"}`)
  return Number(line?.split(" ").at(-1))
}

export const ready = async (program: Program) => (await fetch(`${program.metrics}/ready`)).text()

/** Waits until so many more were told than before. */
export async function after(program: Program, result: "applied" | "refused", act: () => void) {
  const before = await reloads(program, result)
  act()
  await until(`a reload is ${result}`, async () => (await reloads(program, result)) > before)
}

/** To a program on a terminal it would say that the terminal is gone. */
export function hangUp(program: Program): void {
  if (!hasTerminal()) process.kill(program.pid, "SIGHUP")
}
