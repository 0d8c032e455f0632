import { existsSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { corpora } from "./corpora.ts"

/**
 * Normalisation against expectations of others: `ecs_score.py` beside the corpora says what counts and
 * compares. Options go to it (`--only SOURCE`, `--show N`, `--field F`); `--goal PERCENT` fails below.
 * Then the same without the expectations that `ecs-exceptions.ndjson` holds to be wrong, each with why.
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
  const file = join(tmpdir(), `vedette-ecs-${process.pid}.json`)
  const child = Bun.spawn([python, scorer, "--json", file, ...options], {
    stdio: ["ignore", "inherit", "inherit"],
  })
  if ((await child.exited) !== 0 || !existsSync(file)) return 1
  const result = JSON.parse(readFileSync(file, "utf8")) as Result
  rmSync(file)
  tellExceptions(result)
  return result.total.percent >= goal ? 0 : 1
}

interface Counts {
  /** Whether the set is of a dataset that we have; others do not count. */
  readonly in_scope?: boolean
  readonly right: number
  readonly wrong: number
  readonly missing: number
}

interface Difference {
  readonly source: string
  readonly set: string
  readonly record: number
  readonly field: string
  readonly expected: unknown
}

interface Result {
  readonly total: Counts & { readonly percent: number }
  readonly sources: Readonly<Record<string, Readonly<Record<string, Counts>>>>
  readonly differences: readonly Difference[]
}

interface Exception {
  /** A source, or a set of it: `filebeat-oss/mysql`. */
  readonly source: string
  readonly record: number | "*"
  readonly field: string
  readonly value?: unknown
  readonly reason: string
}

/** One row a source: what is right when the expectations held wrong do not count. */
function tellExceptions({ sources, differences }: Result): void {
  const exceptions = readFileSync(join(import.meta.dir, "ecs-exceptions.ndjson"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Exception)
  console.log("\nwithout the expectations held wrong (ecs-exceptions.ndjson says why each):")
  for (const [source, sets] of Object.entries(sources)) {
    const known = Object.keys(sets).filter((set) => sets[set]?.in_scope)
    const right = known.reduce((sum, set) => sum + (sets[set]?.right ?? 0), 0)
    const own = differences.filter((one) => one.source === source && known.includes(one.set))
    const left = own.filter((one) => !exceptions.some((exception) => covers(exception, one)))
    if (right === 0) continue
    const percent = (100 * right) / (right + left.length)
    console.log(
      `  ${source.padEnd(24)} ${percent.toFixed(2)} %  (${own.length - left.length} held wrong, ${left.length} ours)`,
    )
  }
}

function covers(
  exception: Exception,
  { source, set, record, field, expected }: Difference,
): boolean {
  const path = `${source}/${set}/`
  return (
    path.startsWith(`${exception.source}/`) &&
    field === exception.field &&
    (exception.record === "*" || exception.record === record) &&
    (exception.value === undefined || exception.value === expected)
  )
}
