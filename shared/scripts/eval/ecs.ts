import { existsSync } from "node:fs"
import { join } from "node:path"
import { corpora } from "./corpora.ts"

/**
 * Normalisation against expectations of others: `ecs_score.py` beside the corpora says what counts and
 * compares. Options go to it (`--only SOURCE`, `--show N`, `--field F`); `--goal PERCENT` fails below.
 */
export async function evaluate(args: readonly string[]): Promise<number> {
  const scorer = join(corpora, "../scoring/ecs_score.py")
  const python = Bun.which("python3")
  if (!python || !existsSync(scorer)) {
    console.error(python ? `the scorer is not here: ${scorer}` : "python3 is not on the PATH")
    return 69
  }
  const at = args.indexOf("--goal")
  const goal = at < 0 ? 0 : Number(args[at + 1])
  const options = at < 0 ? args : args.filter((_, i) => i !== at && i !== at + 1)
  const child = Bun.spawn([python, scorer, ...options], { stdout: "pipe", stderr: "inherit" })
  let last = ""
  const decoder = new TextDecoder()
  for await (const chunk of child.stdout) {
    process.stdout.write(chunk)
    last = (last + decoder.decode(chunk, { stream: true })).slice(-2000)
  }
  if ((await child.exited) !== 0) return 1
  const score = Number(/ecs: ([\d.]+) %/.exec(last)?.[1] ?? 0)
  return score >= goal ? 0 : 1
}
