import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { parseQuery } from "../query-parser.ts"
import { storeDeps, temporaryFolder } from "../store-deps.ts"
import { eventAt, storeNoon } from "../store-events.ts"
import type { Scope, Store } from "../types.ts"
import { openLocalStore } from "./local.ts"
import { localStoreOptions } from "./options.ts"

/** Prints how long the local store takes to write, and to answer: `local.bench.ts [events]`. */
const total = Number(process.argv[2] ?? 200_000)
const batch = 2000
const never = new AbortController().signal
const stepMs = 3_600_000

const users = ["alice", "bob", "root", "svc"]
const make = (at: number): Event => ({
  ...eventAt(0, {
    "event.dataset": `set-${at % 12}`,
    "user.name": users[at % 4]!,
    "source.ip": `10.${at % 7}.${at % 251}.${at % 241}`,
    message: `Failed password for user ${at % 1000} from 10.0.0.${at % 250} port ${at % 60_000}`,
    "vendor.session": `s${at % 5000}`,
  }),
  "event.id": `bench-${at}`,
  "@timestamp": new Date(storeNoon - (total - at) * 100).toISOString(),
})

const questions = ["", "user.name:root", "failed", "message:fail*", "vendor.session:s42", "needle"]

async function timed(name: string, act: () => Promise<unknown>): Promise<void> {
  const from = performance.now()
  const answer = await act()
  const said = typeof answer === "string" ? ` (${answer})` : ""
  console.log(`${name.padEnd(44)} ${(performance.now() - from).toFixed(1).padStart(9)} ms${said}`)
}

async function ask(store: Store, text: string): Promise<void> {
  const query = parseQuery(text)
  const scope: Scope = { streams: ["events"], query, fromMs: 0, toMs: storeNoon + 1 }
  const name = (what: string) => `${what} ${text || "(all)"}`
  await timed(name("search"), async () => {
    const page = await store.search(scope, 50, undefined, never)
    return `${page.total}${page.totalIsLowerBound ? " at least" : ""}`
  })
  await timed(name("count"), () => store.count(scope, never))
  const bars = () => store.histogram(scope, stepMs, "event.dataset", never)
  await timed(name("histogram"), bars)
  await timed(name("terms user.name"), () => store.terms(scope, "user.name", 10, never))
}

using folder = temporaryFolder()
const given = { type: "local", directory: folder.path, readers: 1 }
await using store = await openLocalStore(v.parse(localStoreOptions, given), storeDeps())
await timed(`append ${total}`, async () => {
  for (let at = 0; at < total; at += batch) {
    const events = Array.from({ length: Math.min(batch, total - at) }, (_, i) => make(at + i))
    await store.append(events, false, never)
  }
})
for (const question of questions) await ask(store, question)
