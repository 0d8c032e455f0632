import { expect, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type Event, setField } from "../ecs/event.ts"
import { loadRules } from "./rules.ts"

/** A checkout of the public rule collection with its regression events; absent in most places. */
const corpus = process.env.VEDETTE_SIGMA_CORPUS ?? "../shared/corpora/sigma"
const here = corpus !== "" && existsSync(join(corpus, "regression.ndjson"))

const folders = ["rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance"]

/** Thousands of rules are loaded, on a machine that may be busy with other suites. */
const loadingMs = 60_000

interface RawEvent {
  readonly _file: string
  readonly _seq: number
  readonly Event: {
    readonly System: Record<string, unknown>
    readonly EventData?: Record<string, unknown>
    readonly UserData?: Record<string, Record<string, unknown>>
  }
}

test.skipIf(!here)(
  "the collection's own regression events match as they should",
  () => {
    const rules = loadRules(folders.map((folder) => join(corpus, folder)))
    const missed: string[] = []
    const surplus: string[] = []
    const expected = readLines<{ _file: string; _seq: number; rules: string[] }>(
      "regression-crossmatches.reference.ndjson",
    )
    const byEvent = new Map(expected.map((line) => [`${line._file} ${line._seq}`, line.rules]))
    for (const raw of readLines<RawEvent>("regression.ndjson")) {
      const key = `${raw._file} ${raw._seq}`
      const found: string[] = []
      rules.match(eventOf(raw), (rule) => found.push(rule.id))
      const wanted = byEvent.get(key) ?? []
      missed.push(...wanted.filter((id) => !found.includes(id)).map((id) => `${key} ${id}`))
      surplus.push(...found.filter((id) => !wanted.includes(id)).map((id) => `${key} ${id}`))
    }
    expect(byEvent.size).toBeGreaterThan(200)
    expect(missed).toEqual([])
    expect(surplus).toEqual([])
  },
  loadingMs,
)

test.skipIf(!here)(
  "of the collection only rules with placeholders are refused",
  () => {
    const { refused } = loadRules(folders.map((folder) => join(corpus, folder)))
    expect(refused.filter(({ reason }) => !reason.includes("placeholder"))).toEqual([])
  },
  loadingMs,
)

function readLines<Line>(name: string): Line[] {
  const lines = readFileSync(join(corpus, name), "utf8").trim().split("\n")
  return lines.map((line) => JSON.parse(line) as Line)
}

/** The flat event that a collector makes of a record of the Windows event log. */
function eventOf({ Event: { System, EventData, UserData } }: RawEvent): Event {
  const event: Event = { "@timestamp": "2026-01-01T00:00:00.000Z" } as Event
  const provider = System["Provider"] as { "#attributes"?: { Name?: string } } | undefined
  setField(event, "event.code", String(attributeless(System["EventID"])))
  setField(event, "event.provider", provider?.["#attributes"]?.Name ?? "")
  setField(event, "vendor.winlog.channel", String(System["Channel"]))
  const data = { ...EventData, ...Object.values(UserData ?? {})[0] }
  for (const [name, value] of Object.entries(data)) {
    const kept = typeof value === "object" && value !== null ? JSON.stringify(value) : value
    setField(event, `vendor.winlog.event_data.${name.replaceAll(" ", "")}`, kept as string)
  }
  return event
}

const attributeless = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? (value as { "#text"?: unknown })["#text"] : value
