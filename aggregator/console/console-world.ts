import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { hourMs } from "#shared/pipeline/ledger-row.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { openLog } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { openAccess } from "../access/open.ts"
import { emptyPart, missingOf } from "../ledger/parts.ts"
import { sumUp } from "../ledger/sums.ts"
import { openLocalStore } from "../store/local/local.ts"
import { localStoreOptions } from "../store/local/options.ts"
import type { Store } from "../store/types.ts"
import { openRulesWorld } from "./rules-world.ts"
import type { ConsoleOptions, World } from "./world.ts"

/** For the tests: a fixed noon, and a console's world around a real local store. */
export const noon = Date.parse("2026-03-10T12:00:00Z")

export const hostile = `<script>window.hacked=1</script><img src=x onerror="window.hacked=1">"'`

export interface TestWorld extends World, AsyncDisposable {
  /** Folder of its users. */
  readonly home: string
}

export async function testWorld(
  events: readonly Event[],
  options: Partial<ConsoleOptions> = {},
): Promise<TestWorld> {
  const directory = mkdtempSync(join(tmpdir(), "vedette-console-"))
  const store = await openLocalStore(
    v.parse(localStoreOptions, { type: "local", directory, readers: 1 }),
    {
      now: () => noon,
      random: () => 0.5,
      log: openLog("test", "error"),
      metrics: openMetrics(),
      home: directory,
    },
  )
  if (events.length > 0) await store.append(events, false, AbortSignal.timeout(10_000))
  return worldOver(store, options, async () => {
    await store[Symbol.asyncDispose]()
    rmSync(directory, { recursive: true, force: true })
  })
}

/** A console's world around any store. */
export async function worldOver(
  store: Store,
  options: Partial<ConsoleOptions>,
  dispose: () => PromiseLike<void>,
): Promise<TestWorld> {
  const home = mkdtempSync(join(tmpdir(), "vedette-access-"))
  const log = openLog("test", "error")
  const { book, trials, costs, ...rulesWorld } = openRulesWorld(store, () => noon)
  const access = await openAccess(home, undefined, store, { now: () => noon, log })
  return {
    ...quietWorld,
    ...access,
    home,
    store,
    rules: (id) => (id === rule.id ? rule : undefined),
    ...{ book, trials, costs },
    options: { host: "127.0.0.1", port: 0, allowedHosts: ["siem.example"], ...options },
    async [Symbol.asyncDispose]() {
      await access[Symbol.asyncDispose]()
      rulesWorld[Symbol.dispose]()
      await dispose()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const quietWorld: Pick<
  World,
  "now" | "health" | "ledger" | "sources" | "addresses" | "flow" | "configuration"
> = {
  now: () => noon,
  addresses: { syslog: "127.0.0.1:5514", intake: "http://127.0.0.1:8514/intake" },
  health: async () => ({
    problems: ["collector edge-2 has not been heard for 14 min"],
    programs: [{ kind: "collector", name: "edge-1", version: "0.1.0", lastMs: noon - 4_000 }],
    rules: {
      loaded: 2_811,
      dormant: 1_204,
      refused: [{ file: "broken.yml", line: 3, reason: "unknown modifier |nope" }],
    },
  }),
  flow: async () => ({
    sources: [
      { source: "syslog", collector: "edge-1", lastMs: noon - 2_000, perSecond: 12.34 },
      {
        ...{ source: "intake", collector: "edge-2", lastMs: noon - 840_000 },
        silentSinceMs: noon - 840_000,
      },
      { source: hostile, collector: "edge-2", lastMs: 0 },
    ],
    collectors: [
      {
        name: "edge-1",
        version: "0.1.0",
        lastMs: noon - 4_000,
        perSecond: 12.34,
        spoolBytes: 4096,
      },
      { name: "edge-2", version: "0.1.0", lastMs: noon - 840_000 },
    ],
    bus: { kind: "kafka", waiting: 1_234 },
    aggregators: [{ name: "centre", version: "0.1.0", lastMs: noon, perSecond: 12 }],
    store: { kind: "local" },
  }),
  configuration: () => '{ "name": "centre" }',
  ledger: async () => [
    ledgerRow("syslog", 302, 300, 1, { "udp socket full": 1 }),
    ledgerRow("intake", 10, 7, 0, {}),
  ],
  sources: async () => [
    {
      ...{ source: "syslog", collector: "edge-1", lastMs: noon - 2_000, events: 300 },
      ...{ isRead: true, usualGapMs: 16_000 },
    },
    {
      ...{ source: "intake", collector: "edge-2", lastMs: noon - 840_000, events: 10 },
      ...{ isRead: true, usualGapMs: 64_000, silentSinceMs: noon - 840_000 },
    },
    { source: "journal", collector: "edge-2", lastMs: 0, events: 0, isRead: true },
  ],
}

function ledgerRow(
  source: string,
  received: number,
  stored: number,
  deduplicated: number,
  dropped: Record<string, number>,
) {
  const part = emptyPart("edge-1", source, noon - (noon % hourMs))
  Object.assign(part, { received, stored, deduplicated, dropped })
  part.difference = missingOf(part)
  return sumUp([part])[0]!
}

const rule: Rule = {
  id: "5af54681-df95-4c26-854f-2565e13cfab0",
  title: "SSH guessing that succeeded",
  description: `A login right after failed ones. ${hostile}`,
  level: "high",
  tags: ["attack.t1110", "attack.credential-access"],
  falsePositives: ["A person who mistyped"],
  logsource: { product: "linux", category: undefined, service: "sshd" },
  version: "v1",
  file: "rules/detect/ssh-guessed.yml",
  text: "title: SSH guessing that succeeded\ndetection:\n  selection:\n    user.name: root\n",
}

const datasets = ["system.auth", "nginx.access", "windows.sysmon_operational"]

/** 300 events of the last five hours, newest first by number, one of them hostile; and two alerts. */
export function story(): Event[] {
  const events = Array.from({ length: 300 }, (_, at) => loginAt(at))
  events[3] = { ...events[3]!, "user.name": hostile, message: `${hostile} \u202egnp.exe\u0000` }
  return [...events, alert("alert-1", 73, 0), alert("alert-2", 99, 3)]
}

function loginAt(at: number): Event {
  const when = new Date(noon - 1_000 - at * 60_000).toISOString()
  return {
    "@timestamp": when,
    "event.created": when,
    "event.id": `event-${at}`,
    "event.dataset": datasets[at % 3]!,
    "vedette.stream": "events",
    "vedette.source": "syslog",
    "vedette.batch": "b1",
    "host.name": `web${at % 4}`,
    "user.name": at % 5 === 0 ? "root" : "alice",
    "source.ip": [`10.0.0.${at % 250}`][0]!,
    message: `Failed password for user ${at} from 10.0.0.${at % 250} port 22 ssh2`,
    "vendor.note": "n".repeat(at === 1 ? 2_500 : 3),
  } as Event
}

function alert(id: string, severity: number, at: number): Event {
  const event = loginAt(at)
  return {
    ...event,
    "event.id": id,
    "event.kind": "alert",
    "event.severity": severity,
    "vedette.stream": "alerts",
    "rule.id": rule.id,
    "rule.name": at === 0 ? rule.title : `Odd name ${hostile}`,
    "rule.version": "v1",
    "vedette.event_ids": [`event-${at}`],
    "vedette.matched": JSON.stringify([
      { field: "user.name", value: hostile, pattern: "root*" },
      { field: "message", value: "Failed password", pattern: "|contains" },
    ]),
  } as Event
}
