import { Glob } from "bun"

/**
 * `npm test`: checks, unit tests and rule cases; then the end-to-end suites against real services,
 * file by file. An end-to-end suite that fails is run once more: a crowded machine is told from a fault,
 * and both are named at the end, as is what was left out for want of a JDK or a browser.
 * `npm test -- --long` runs the suites that take longer instead. Other arguments are passed on to
 * `bun test` and then only that is run.
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
  /** The names of the tests that failed. */
  failures: string[]
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
  const failures = [...new Set([...text.matchAll(/^\(fail\) (.*)$/gm)].map((line) => line[1]!))]
  const counts = { passed: count("pass"), failed: count("fail"), skipped: count("skip"), failures }
  if (exitCode !== 0 && counts.failed === 0) {
    counts.failed = 1
    counts.failures = [`${files.join(" ")} crashed or could not be loaded`]
  }
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

const sum: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] }
const add = (counts: Counts) => {
  sum.passed += counts.passed
  sum.failed += counts.failed
  sum.skipped += counts.skipped
  sum.failures.push(...counts.failures)
}
const check = (name: string, command: string[]) => {
  const isGood = run(command) === 0
  add({ passed: +isGood, failed: +!isGood, skipped: 0, failures: isGood ? [] : [name] })
}
const wavering: string[] = []
async function suite(file: string): Promise<Counts> {
  const once = () => test([`./${file}`], "--timeout", "180000")
  const first = await once()
  if (first.failed === 0) return first
  console.log(`${file} failed and is run once more`)
  const second = await once()
  if (second.failed === 0) wavering.push(...first.failures)
  return second
}

const all = [...new Glob("{shared,collector,aggregator,deploy}/**/*.test.ts").scanSync(".")].sort()
const suites = all.filter((file) => file.endsWith(".e2e.test.ts"))
if (!onlyLong) {
  const units = all.filter((file) => !suites.includes(file))
  check("shared/scripts/check.ts", [bun, "shared/scripts/check.ts"])
  add(await test(units, "--timeout", "30000"))
  check("rules test", [bun, "collector/main.ts", "rules", "test"])
}
for (const file of suites) if (isLong(file) === onlyLong) add(await suite(file))

for (const name of wavering) console.log(`failed, and passed when run once more: ${name}`)
for (const name of sum.failures) console.log(`failed: ${name}`)
if (sum.skipped > 0)
  console.log(`${sum.skipped} skipped: the lines above say what they need and did not find`)
console.log(`took ${Math.round((Date.now() - started) / 1000)} s`)
console.log(`${sum.passed} passed, ${sum.failed} failed`)
process.exit(sum.failed === 0 ? 0 : 1)
