import { existsSync } from "node:fs"
import { join } from "node:path"
import { corpora } from "./corpora.ts"

/**
 * Runs a scorer that measures the program from outside, by its commands, as a user would call them. It
 * lies beside the corpora and says in its own text what counts; options go to it.
 */
export async function scoredOutside(file: string, args: readonly string[]): Promise<number> {
  const scorer = join(corpora, "../scoring", file)
  const python = Bun.which("python3")
  if (!python || !existsSync(scorer)) {
    console.error(python ? `the scorer is not here: ${scorer}` : "python3 is not on the PATH")
    return 69
  }
  const child = Bun.spawn([python, scorer, ...args], { stdio: ["ignore", "inherit", "inherit"] })
  return child.exited
}
