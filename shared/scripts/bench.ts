import { basename } from "node:path"
import { Glob } from "bun"

/**
 * `bun run bench NAME …`: takes the figures of NAME.bench.ts, which has them printed and written to
 * a file below data/bench. Figures are for reading: none is asserted.
 */
const files = new Map<string, string>()
for (const file of new Glob("{shared,collector,aggregator}/**/*.bench.ts").scanSync("."))
  files.set(basename(file, ".bench.ts"), file)

const [name = "", ...args] = process.argv.slice(2)
const file = files.get(name)
if (file === undefined) {
  console.error(`usage: bun run bench NAME\n\n  ${[...files.keys()].sort().join("\n  ")}`)
  process.exit(name === "--help" ? 0 : 64)
}
const { bench } = (await import(`${process.cwd()}/${file}`)) as {
  bench(args: readonly string[]): Promise<number>
}
process.exit(await bench(args))
