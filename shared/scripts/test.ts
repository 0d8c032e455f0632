import { Glob } from "bun"

/**
 * `npm test`: checks, unit tests and rule cases; then the end-to-end suites against real services,
 * file by file. What is left out for want of a JDK or a browser is said at the end. `npm test -- --long`
 * runs the suites that take longer instead. Other arguments are passed on to `bun test` and then only
 * that is run.
 */
const bun = process.execPath
const started = Date.now()

function run(command: string[]): number {
  return Bun.spawnSync(command, { stdio: ["ignore", "inherit", "inherit"] }).exitCode
}

interface Counts {
  passed: number
  failed: number
  skipped: number
}

async function test(files: readonly string[], ...options: string[]): Promise<Counts> {
  const child = Bun.spawn([bun, "test", ...options, ...files], {
    stdio: ["ignore", "inherit", "pipe"],
  })
  let text = ""
  const decoder = new TextDecoder()
  for await (const chunk of child.stderr) {
    process.stderr.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  const exitCode = await child.exited
  const count = (word: string) =>
    Number([...text.matchAll(new RegExp(`^ *(\\d+) ${word}$`, "gm"))].at(-1)?.[1] ?? 0)
  const counts = { passed: count("pass"), failed: count("fail"), skipped: count("skip") }
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1 // it crashed or could not load
  return counts
}

/** Outages, kills and floods that take half a minute and more. */
const long = [
  "chaos",
  "outage",
  "fuzz",
  "ledger-kafka",
  "full-disk",
  "replay",
  "silence",
  "secured",
]
  .concat(["kafka-network", "kafka-group", "kafka-cluster", "kafka-tls", "foreign", "refusals"])
  .concat(["reload-refused", "sink-down"])
const isLong = (file: string) => long.some((name) => file.endsWith(`/${name}.e2e.test.ts`))

const args = process.argv.slice(2)
const onlyLong = args.length === 1 && args[0] === "--long"
if (args.length > 0 && !onlyLong) process.exit(run([bun, "test", ...args]))

const sum: Counts = { passed: 0, failed: 0, skipped: 0 }
const add = (counts: Counts) => {
  sum.passed += counts.passed
  sum.failed += counts.failed
  sum.skipped += counts.skipped
}
const passIf = (isGood: boolean): Counts => ({ passed: +isGood, failed: +!isGood, skipped: 0 })

const all = [...new Glob("{shared,collector,aggregator,deploy}/**/*.test.ts").scanSync(".")].sort()
const suites = all.filter((file) => file.endsWith(".e2e.test.ts"))
if (!onlyLong) {
  const units = all.filter((file) => !suites.includes(file))
  add(passIf(run([bun, "shared/scripts/check.ts"]) === 0))
  add(await test(units, "--timeout", "30000"))
  add(passIf(run([bun, "collector/main.ts", "rules", "test"]) === 0))
}
for (const suite of suites)
  if (isLong(suite) === onlyLong) add(await test([`./${suite}`], "--timeout", "180000"))

if (sum.skipped > 0)
  console.log(`${sum.skipped} skipped: the lines above say what they need and did not find`)
console.log(`took ${Math.round((Date.now() - started) / 1000)} s`)
console.log(`${sum.passed} passed, ${sum.failed} failed`)
process.exit(sum.failed === 0 ? 0 : 1)
