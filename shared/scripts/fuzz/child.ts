import type { Asked } from "./children.ts"
import { targets } from "./targets/index.ts"
import { work } from "./work.ts"

/** Does what `children.ts` asks, and tells each result on a line of standard output. */
const { seed, works, place } = JSON.parse(process.env["VEDETTE_FUZZ"] ?? "{}") as Asked
const at = new Float64Array(Bun.mmap(place, { shared: true }).buffer, 0, 3)

for (const [number, { target: name, ms }] of works.entries()) {
  const target = targets.find((one) => one.name === name)!
  const beat = (trial: number) => {
    at[0] = number
    at[1] = trial
    at[2]!++
  }
  beat(0)
  const { trials, findings } = await work(target, { seed, ms, beat })
  const told = findings.map((one) => ({ ...one, input: one.input.toString("base64") }))
  process.stdout.write(`${JSON.stringify({ trials, findings: told })}\n`)
}
process.exit(0)
