import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { availableParallelism, loadavg } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { openLocalStore } from "../store/local/local.ts"
import { localStoreOptions } from "../store/local/options.ts"
import { segmentRows } from "../store/local/segment.ts"
import { parseQuery } from "../store/query-parser.ts"
import { storeDeps } from "../store/store-deps.ts"
import type { Scope, Store } from "../store/types.ts"
import { firstPaints, scriptSizes } from "./console-bench-browser.ts"
import { benchEvent, benchQueries } from "./console-bench-events.ts"
import { worldOver } from "./console-world.ts"
import { serveConsole } from "./serve.ts"
import { stepFor } from "./time.ts"

const endMs = Date.parse("2026-03-31T00:00:00Z")
const dayMs = 86_400_000
const never = new AbortController().signal

interface Options {
  readonly events: number
  readonly rounds: number
  readonly isBrowsed: boolean
}

/**
 * Figures of the console over the embedded store: `bench console [--events 1000000] [--rounds 20]
 * [--no-browser]`. The store is made once and kept below data/bench.
 */
export async function bench(args: readonly string[]): Promise<number> {
  const options = optionsIn(args)
  if (!options) {
    console.error("usage: bun run bench console [--events N] [--rounds N] [--no-browser]")
    return 64
  }
  const directory = join("data", "bench", `console-${options.events}`)
  await using store = await made(directory, options.events)
  const queries = await timings(store, options)
  const cancelMs = await cancelled(store)
  const pages = options.isBrowsed ? await browsed(store, options.rounds) : undefined
  const load = loadavg()[0]!.toFixed(1)
  const machine = `${availableParallelism()} cores, load ${load}, Bun ${Bun.version}`
  const result = { events: options.events, machine, queries, cancelMs, ...pages }
  writeFileSync(join("data", "bench", "console.json"), `${JSON.stringify(result, undefined, 2)}\n`)
  console.log(`${options.events.toLocaleString("en")} events of 30 days; ${machine}`)
  console.log("in ms: the first time / half of the times within / 95 % within")
  console.table(queries)
  console.log(`given up after 5 ms, the next question is answered in ${cancelMs} ms`)
  if (pages) console.table(pages.pages)
  if (pages) console.log(`scripts: ${pages.scripts.kB} kB, compressed ${pages.scripts.packedKB} kB`)
  return 0
}

function optionsIn(args: readonly string[]): Options | undefined {
  const found = { events: 1_000_000, rounds: 20, isBrowsed: true }
  for (let at = 0; at < args.length; at++) {
    if (args[at] === "--no-browser") {
      found.isBrowsed = false
      continue
    }
    const name = { "--events": "events", "--rounds": "rounds" }[args[at]!]
    const number = Number(args[++at])
    if (!name || !Number.isSafeInteger(number) || number < 1) return undefined
    found[name as "events" | "rounds"] = number
  }
  return found
}

/** Opens the store that holds so many events, filled as if they had come over thirty days. */
async function made(directory: string, total: number): Promise<Store> {
  let now = endMs
  const given = { type: "local", directory, retentionDays: 10_000 }
  const options = v.parse(localStoreOptions, given)
  mkdirSync(directory, { recursive: true })
  const isMade = existsSync(join(directory, "made"))
  const store = await openLocalStore(
    options,
    storeDeps(() => now),
  )
  if (!isMade) {
    const from = performance.now()
    const batch = 5_000
    for (let at = 0; at < total; at += batch) {
      now = endMs - 30 * dayMs + Math.floor((at / total) * 30 * dayMs)
      const some = Math.min(batch, total - at)
      const events = Array.from({ length: some }, (_, i) => benchEvent(at + i, total, endMs))
      await store.append(events, false, never)
      if (at % 100_000 === 0) console.error(`${at.toLocaleString("en")} of ${total}`)
    }
    now = endMs
    console.error(`filled in ${Math.round((performance.now() - from) / 1000)} s`)
    writeFileSync(join(directory, "made"), "")
  }
  await store.maintain(never)
  await settled(directory, total)
  return store
}

/** Waits until the columns are on disk. */
async function settled(directory: string, total: number): Promise<void> {
  const columns = join(directory, "columns")
  const count = () =>
    existsSync(columns)
      ? readdirSync(columns, { recursive: true }).filter((name) =>
          String(name).endsWith(".segment"),
        ).length
      : 0
  for (let same = 0, last = -1; same < 3 || last < Math.floor(total / segmentRows) / 2; ) {
    await Bun.sleep(1_000)
    const now = count()
    same = now === last ? same + 1 : 0
    last = now
  }
}

const scopeOf = (text: string): Scope & { fromMs: number; toMs: number } => ({
  streams: ["events", "pipeline"],
  query: text === "" ? { is: "all" } : parseQuery(text),
  fromMs: endMs - 30 * dayMs,
  toMs: endMs,
})

interface Timing {
  readonly kind: string
  readonly matches: string
  readonly [name: string]: string | number
}

async function timings(store: Store, { rounds }: Options): Promise<Timing[]> {
  const rows: Timing[] = []
  for (const [kind, text] of benchQueries) {
    const scope = scopeOf(text)
    const stepMs = stepFor(scope.toMs - scope.fromMs)
    const acts = {
      page: () => store.search(scope, 50, undefined, never),
      count: () => store.count(scope, never),
      histogram: () => store.histogram(scope, stepMs, "event.dataset", never),
      "top values": () => store.terms(scope, "host.name", 10, never),
    }
    const found: Record<string, string> = {}
    for (const [name, act] of Object.entries(acts)) found[name] = await timed(act, rounds)
    const page = await acts.page()
    const bound = page.totalIsLowerBound ? "at least " : ""
    rows.push({ kind, matches: `${bound}${page.total.toLocaleString("en")}`, ...found })
  }
  return rows
}

/** The first time, then half of the times and nearly all of them, in ms. */
async function timed(act: () => Promise<unknown>, rounds: number): Promise<string> {
  const all: number[] = []
  for (let round = 0; round < rounds; round++) {
    const from = performance.now()
    await act()
    all.push(performance.now() - from)
  }
  const sorted = all.toSorted((a, b) => a - b)
  const first = Math.round(all[0]!)
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1]!)
  return `${first} / ${at(0.5)} / ${at(0.95)}`
}

async function cancelled(store: Store): Promise<number> {
  const stop = new AbortController()
  const asked = store.search(scopeOf('"accepted password for root"'), 50, undefined, stop.signal)
  setTimeout(() => stop.abort(), 5)
  const from = performance.now()
  await asked.catch(() => {})
  await store.count(scopeOf("user.name:root"), never)
  return Math.round(performance.now() - from)
}

async function browsed(store: Store, rounds: number) {
  await using world = await worldOver(store, {}, async () => {})
  const served = serveConsole({ ...world, now: () => endMs })
  try {
    const site = `http://127.0.0.1:${served.port}`
    return { pages: await firstPaints(site, rounds), scripts: await scriptSizes(site) }
  } finally {
    await served.dispose()
  }
}
