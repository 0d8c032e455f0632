import { readFileSync } from "node:fs"
import { join } from "node:path"
import { corpora, eventKey, readRecordings, readReference, sigmaFolders } from "./corpora.ts"
import { regexTable } from "./sigma-regex.ts"

/** Pairs where we hold the reference to be wrong: rule id to the decision record that says why. */
const disputed: Readonly<Record<string, string>> = {
  "06d71506-7beb-4f22-8888-e2e5e2ca7fd8": "0008-product-alone-is-a-logsource",
  "905d389b-b853-46d0-9d3d-dea0d3a3cd49": "0010-recorded-cloud-events-are-matched",
}

/** Rules of the collection, and those of them that wait for a site's placeholders. */
const expected = { loaded: 3755, refused: 25 }
const shownMax = 20

/** Everything goes through the commands that a user would call. */
export async function evaluate(args: readonly string[]): Promise<number> {
  if (args.includes("--regex")) return await regexTable()
  const loads = await checkLoading()
  const events = [...readEvents()]
  const found = await detect(events)
  const regression = checkRegression(found)
  const pairs = [
    comparePairs("regression", "sigma/regression-crossmatches.reference.ndjson", found.regression),
    comparePairs("otrf", "otrf/matches.reference.ndjson", found.recordings),
  ]
  const patterns = await regexTable()
  return loads && regression && pairs.every(Boolean) && patterns === 0 ? 0 : 1
}

async function checkLoading(): Promise<boolean> {
  const { stdout } = Bun.spawn(
    [process.execPath, "collector/main.ts", "rules", "check", ...sigmaFolders, "--json"],
    { stdout: "pipe", stderr: "inherit" },
  )
  const { loaded, refused } = (await new Response(stdout).json()) as {
    loaded: number
    refused: { file: string; reason: string }[]
  }
  const other = refused.filter(({ reason }) => !reason.includes("placeholder"))
  console.log(`rules: ${loaded} loaded, ${refused.length} refused for want of placeholders`)
  for (const { file, reason } of other) console.log(`  refused ${file}: ${reason}`)
  return loaded === expected.loaded && refused.length === expected.refused && other.length === 0
}

interface RecordedEvent {
  readonly corpus: "regression" | "recordings"
  readonly key: string
  readonly line: string
}

function* readEvents(): Generator<RecordedEvent> {
  const text = readFileSync(join(corpora, "sigma/regression.ndjson"), "utf8").trim()
  for (const line of text.split("\n")) {
    const { _file, _seq } = JSON.parse(line) as { _file: string; _seq: number }
    yield { corpus: "regression", key: eventKey(_file, _seq), line }
  }
  for (const { name, lines } of readRecordings()) {
    for (const [index, line] of lines.entries()) {
      yield { corpus: "recordings", key: eventKey(name, index), line }
    }
  }
}

type Found = Readonly<Record<RecordedEvent["corpus"], Map<string, readonly string[]>>>

async function detect(events: readonly RecordedEvent[]): Promise<Found> {
  const started = performance.now()
  const child = Bun.spawn(
    [process.execPath, "collector/main.ts", "detect", "--by-record", "--rules", ...sigmaFolders],
    { stdin: linesOf(events), stdout: "pipe", stderr: "pipe" },
  )
  const [output, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  const said = errors.split("\n").filter((line) => line && !line.startsWith("refused: "))
  if ((await child.exited) !== 0) throw new Error(`detect failed: ${said.join("\n")}`)
  const found: Found = { regression: new Map(), recordings: new Map() }
  for (const text of output.trim().split("\n")) {
    const { line, rules } = JSON.parse(text) as { line: number; rules: string[] }
    const { corpus, key } = events[line - 1] as RecordedEvent
    found[corpus].set(key, rules)
  }
  const seconds = (performance.now() - started) / 1000
  console.log(`events: ${events.length} read and matched in ${seconds.toFixed(1)} s`)
  return found
}

const linesPerChunk = 1000

function linesOf(events: readonly RecordedEvent[]): ReadableStream<string> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      const next = events.slice(at, at + linesPerChunk)
      at += next.length
      if (next.length === 0) controller.close()
      else controller.enqueue(next.map(({ line }) => `${line}\n`).join(""))
    },
  })
}

/** A test of the collection holds if its rule matches at least so many events of its file. */
function checkRegression({ regression }: Found): boolean {
  const { tests } = JSON.parse(
    readFileSync(join(corpora, "sigma/regression-expected.json"), "utf8"),
  ) as { tests: { rule_id: string; event_file: string; min_matches: number }[] }
  const failed = tests.filter(({ rule_id, event_file, min_matches }) => {
    const hits = [...regression].filter(
      ([key, rules]) => key.startsWith(`${event_file} `) && rules.includes(rule_id),
    )
    return hits.length < min_matches
  })
  console.log(`regression: ${tests.length - failed.length} of ${tests.length} tests`)
  for (const { rule_id, event_file } of failed) console.log(`  failed ${rule_id} on ${event_file}`)
  return failed.length === 0
}

function comparePairs(
  name: string,
  reference: string,
  found: ReadonlyMap<string, readonly string[]>,
): boolean {
  const wanted = readReference(reference)
  const pairsOf = (map: ReadonlyMap<string, readonly string[]>) =>
    new Set([...map].flatMap(([key, rules]) => rules.map((rule) => `${rule} ${key}`)))
  const [want, got] = [pairsOf(wanted), pairsOf(found)]
  const differences = [
    ...[...want.difference(got)].map((pair) => ({ pair, kind: "missed" })),
    ...[...got.difference(want)].map((pair) => ({ pair, kind: "surplus" })),
  ]
  const isDisputed = ({ pair }: { pair: string }) => Object.hasOwn(disputed, pair.slice(0, 36))
  const open = differences.filter((one) => !isDisputed(one))
  const known = differences.length - open.length
  console.log(
    `${name}: ${want.size} pairs, ${want.intersection(got).size} found, ${open.length} differ` +
      (known > 0 ? `, ${known} where the reference is disputed (see below)` : ""),
  )
  for (const { pair, kind } of open.slice(0, shownMax)) console.log(`  ${kind} ${pair}`)
  for (const { pair, kind } of differences.filter(isDisputed)) {
    console.log(`  ${kind} ${pair}: shared/docs/decisions/${disputed[pair.slice(0, 36)]}.md`)
  }
  return open.length === 0
}
