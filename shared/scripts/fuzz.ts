import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { runChildren } from "./fuzz/children.ts"
import type { Finding } from "./fuzz/define.ts"
import { type Plan, plan } from "./fuzz/plan.ts"
import { targets } from "./fuzz/targets/index.ts"
import { replay } from "./fuzz/work.ts"

/**
 * `bun run fuzz [--seconds N] [--seed S] [--target NAME]… [--list]`: throws damaged inputs at each
 * parser and listener for a time, about 30 s in all unless told. What breaks a rule is printed with
 * what it takes to see it again, as short as could be found in some seconds; then the exit status is
 * 1. `--target NAME --input BASE64` (or `file:PATH`) tries one input.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    seed: { type: "string" },
    target: { type: "string", multiple: true },
    input: { type: "string" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
})

const folder = "data/fuzz"
const shownBytesMax = 2048
const usage =
  "usage: bun run fuzz [--seconds N] [--seed S] [--target NAME] [--input BASE64|file:PATH] [--list]"

function wrong(text: string): never {
  console.error(`${text}\n${usage}`)
  process.exit(64)
}

if (values.help) {
  console.log(usage)
  process.exit(0)
}
if (values.list) {
  for (const { name, summary } of targets) console.log(`${name.padEnd(24)} ${summary}`)
  process.exit(0)
}
const wanted = targets.filter(({ name }) => isWanted(name, values.target))
if (wanted.length === 0) wrong(`no target is called ${values.target}`)

if (values.input !== undefined) {
  if (wanted.length !== 1) wrong("--input needs one --target")
  const violation = await replay(wanted[0]!, inputIn(values.input))
  console.log(violation ? `${violation.what}: ${violation.message}` : "nothing is broken")
  process.exit(violation ? 1 : 0)
}

const seconds = Number(values.seconds)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
if (!(seconds > 0) || !Number.isSafeInteger(seed)) wrong("seconds and seed are numbers")

const started = performance.now()
const planned: Plan = plan(wanted, seconds * 1000, seed)
const { trials, findings } = await runChildren(planned, tell)
const took = Math.round((performance.now() - started) / 1000)
console.log(
  `${trials} inputs to ${wanted.length} targets in ${took} s, seed ${seed}: ${findings.length} findings`,
)
process.exit(findings.length === 0 ? 0 : 1)

function inputIn(text: string): Buffer {
  return text.startsWith("file:") ? readFileSync(text.slice(5)) : Buffer.from(text, "base64")
}

/** A name, or the beginning of names with a star. */
function isWanted(name: string, asked: readonly string[] | undefined): boolean {
  if (!asked) return true
  return asked.some((one) => (one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name === one))
}

/** What is too long for a command's line is kept in a file. */
function tell({ target, seed, trial, what, detail, input }: Finding): void {
  console.log(`\n${what} in ${target} (seed ${seed}, trial ${trial}): ${detail}`)
  if (input.length === 0) return
  const shown = input.length <= shownBytesMax ? input.toString("base64") : `file:${keep()}`
  console.log(`  bun run fuzz --target ${target} --input ${shown}`)

  function keep(): string {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `${target}-${seed}-${trial}-${what}`)
    writeFileSync(path, input, { mode: 0o600 })
    return path
  }
}
