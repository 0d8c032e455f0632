import { expect, test } from "bun:test"
import { adviceOn } from "./advice.ts"

test.each([
  ["collector edge has not been heard for 14 min", "collector", "senders"],
  ["aggregator b has not been heard for 2 h", "aggregator", "others of its group"],
  ["Kafka does not answer: connection refused (since 2026-03-10T12:00:00Z)", "bus", "spools"],
  ["collector edge: Kafka does not answer: no route", "bus", "brokers"],
  ["Kafka has no topic vedette-events: run provision", "bus", "provision"],
  ["LOST: Kafka deleted 25 records of vedette-events", "bus", "retention.ms"],
  ["OpenSearch does not answer: connection refused", "store", "wait on the bus"],
  ["writing to the store: ENOSPC: no space left on device", "store", "Free space"],
  ["the store does not answer", "store", "wait on the bus"],
  ["OpenSearch refuses the user or the password (401)", "store", "role"],
  ["the template vedette-ecs is not this version's: setting x", "store", "provision"],
  [
    "events is blocked for writing: take the block away (index.blocks.*, read_only)",
    "store",
    "OpenSearch",
  ],
  ["OpenSearch is red: 3 shards are not assigned", "store", "OpenSearch"],
  ["the source syslog at edge has been silent since 2026-03-10 11:00 UTC", "source", "firewall"],
  ["2 rules are refused; a.yaml: no title", "rules", "file"],
  ["collector edge: 1 rule is refused; a.yaml: no title", "rules", "file"],
  [
    "collector edge: the new configuration in c.yaml is refused: name: missing",
    "collector",
    "in force",
  ],
  ["collector edge: the log is full: sources are held back since 12:00", "collector", "spool"],
  ["console.tls: the certificate CN=x ends in 3 days", "aggregator", "Renew"],
  [
    "3 parts of the log in data/bus could not be read: look at data/q, then empty it",
    "bus",
    "disk",
  ],
  ["25 events of s at edge, received 2026-03-10 11:00 to 12:00 UTC: lost", "aggregator", "ledger"],
  ["something nobody thought of", "aggregator", "log"],
])("what to do about %p is told", (problem, part, text) => {
  const advice = adviceOn(problem)
  expect(advice.part).toBe(part as typeof advice.part)
  expect(advice.text).toContain(text)
})

test("a notice is told apart from what is wrong", () => {
  expect(adviceOn("1 rule is refused; a.yaml: no title").isNotice).toBe(true)
  expect(adviceOn("OpenSearch does not answer: no").isNotice).toBeUndefined()
})

test("each of the words that the operator's guide explains has its own advice", async () => {
  const guide = await Bun.file("shared/docs/operating.md").text()
  const [, table = ""] = guide.split("## What health says")
  const rows = table
    .split("## ")[0]!
    .split("\n")
    .filter((line) => line.startsWith("| `"))
  const words = rows.flatMap((row) =>
    [...row.split(" | ")[0]!.matchAll(/`([^`]+)`/g)].map(([, text]) => text!),
  )
  expect(words.length).toBeGreaterThan(12)
  const { text: usual } = adviceOn("something nobody thought of")
  const filled = words.map((text) => text.replaceAll("…", "x").replace(/\b[NM]\b/g, "7"))
  expect(filled.filter((text) => adviceOn(text).text === usual)).toEqual([])
})
