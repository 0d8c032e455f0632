import { Glob } from "bun"

/**
 * `npm test`: checks, unit tests and rule cases; then the end-to-end suites against real services,
 * file by file. A file that fails is run once more: a crowded machine is told from a fault, and both are
 * named at the end, as is what was left out for want of a JDK or a browser. `npm test -- --long` runs the
 * suites that take longer instead. Other arguments are passed on to `bun test` and then only that is run.
 */
const bun = process.execPath
const started = Date.now()

function run(command: string[]): number {
  return Bun.spawnSync(command, { stdio: ["ignore", "inherit", "inherit"] }).exitCode
}

/** Where it isn't known which file is to blame. */
const anyOf = "the tests"

interface Counts {
  passed: number
  failed: number
  skipped: number
  /** Names of the tests that failed, by file. */
  failures: Map<string, string[]>
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
  const failures = failuresIn(text)
  const counts = { passed: count("pass"), failed: count("fail"), skipped: count("skip"), failures }
  if (exitCode !== 0 && counts.failed === 0) {
    counts.failed = 1
    failures.set(files.length === 1 ? files[0]! : anyOf, ["crashed or could not be loaded"])
  }
  return counts
}

function failuresIn(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  let file = ""
  for (const [line, heading, name] of text.matchAll(
    /^(?:(\S+\.test\.tsx?):|\(fail\) (.*)|\d+ tests failed:)$/gm,
  ))
    if (heading !== undefined) file = heading
    else if (name !== undefined) found.set(file, [...(found.get(file) ?? []), name])
    else if (line !== "") break
  return found
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
  .concat(["evasion-kafka", "reload-refused", "sink-down", "every-page", "analyst", "rules"])
  .concat(["search", "anomaly", "prometheus"])
const isLong = (file: string) => long.some((name) => file.endsWith(`/${name}.e2e.test.ts`))

const args = process.argv.slice(2)
const onlyLong = args.length === 1 && args[0] === "--long"
if (args.length > 0 && !onlyLong) process.exit(run([bun, "test", ...args]))

const sum = { passed: 0, failed: 0, skipped: 0 }
const failed: string[] = []
const wavering: string[] = []

function check(name: string, command: string[]): void {
  const isGood = run(command) === 0
  sum.passed += +isGood
  sum.failed += +!isGood
  if (!isGood) failed.push(name)
}

/** Runs them together, and those that failed once more, each alone. */
async function testTwice(files: readonly string[], timeoutMs: number): Promise<void> {
  const options = ["--timeout", String(timeoutMs)]
  const first = await test(files, ...options)
  sum.passed += first.passed
  sum.skipped += first.skipped
  for (const [file, names] of first.failures) {
    console.log(`${file} failed and is run once more`)
    const again = file === anyOf ? files : [`./${file.replace(/^\.\//, "")}`]
    const { failures } = await test(again, ...options)
    const still = [...failures.values()].flat()
    const better = names.filter((name) => !still.some((other) => bare(other) === bare(name)))
    sum.passed += better.length
    sum.failed += still.length
    wavering.push(...better.map((name) => `${file}: ${name}`))
    failed.push(...still.map((name) => `${file}: ${name}`))
  }
}

/** Without the time it took. */
const bare = (name: string) => name.replace(/ \[[\d.]+m?s\]$/, "")

const all = [...new Glob("{shared,collector,aggregator,deploy}/**/*.test.ts").scanSync(".")].sort()
const suites = all.filter((file) => file.endsWith(".e2e.test.ts"))
if (!onlyLong) {
  const units = all.filter((file) => !suites.includes(file))
  check("shared/scripts/check.ts", [bun, "shared/scripts/check.ts"])
  await testTwice(units, 30_000)
  check("rules test", [bun, "collector/main.ts", "rules", "test"])
}
for (const file of suites) if (isLong(file) === onlyLong) await testTwice([`./${file}`], 180_000)

for (const name of wavering) console.log(`failed, and passed when run once more: ${name}`)
for (const name of failed) console.log(`failed: ${name}`)
if (sum.skipped > 0)
  console.log(`${sum.skipped} skipped: the lines above say what they need and did not find`)
console.log(`took ${Math.round((Date.now() - started) / 1000)} s`)
console.log(`${sum.passed} passed, ${sum.failed} failed`)
process.exit(sum.failed === 0 ? 0 : 1)
