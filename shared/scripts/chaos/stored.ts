import type { Event } from "../../ecs/event.ts"
import { numberOf, type SentRecord } from "./sent.ts"

/** What a trial has shown. Numbers name the events concerned. */
export interface Verdict {
  readonly sent: number
  readonly acknowledged: number
  readonly stored: number
  /** Acknowledged, and not stored. */
  readonly lost: readonly string[]
  readonly duplicated: readonly string[]
  /** Stored with another text than was sent, or never sent at all. */
  readonly spoiled: readonly string[]
}

/** @throws while the aggregator or its store does not answer */
export async function ask<T>(console_: string, path: string): Promise<T> {
  const signal = AbortSignal.timeout(10_000)
  const answer = await fetch(`${console_}/api/${path}`, { signal })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

interface Page {
  readonly total: number
  readonly totalIsLowerBound?: boolean
  readonly events: readonly Event[]
  readonly after?: string
}

/** How many are stored, as far as the store counts. */
export async function storedCount(console_: string): Promise<number> {
  return (await ask<Page>(console_, "events?size=1")).total
}

/** All that is stored. */
export async function allStored(console_: string): Promise<readonly Event[]> {
  const events: Event[] = []
  for (let after = ""; ; ) {
    const page = await ask<Page>(console_, `events?size=1000${after}`)
    events.push(...page.events)
    if (page.after === undefined) return events
    after = `&after=${page.after}`
  }
}

export function missing({ sent }: SentRecord, stored: readonly Event[]): string[] {
  const there = new Set(stored.map(({ message }) => numberOf(message ?? "")))
  return [...sent].filter(([number, { isDue }]) => isDue && !there.has(number)).map(([n]) => n)
}

export function judge(record: SentRecord, stored: readonly Event[]): Verdict {
  const { sent } = record
  const seen = new Set<string>()
  const duplicated = new Set<string>()
  const spoiled: string[] = []
  for (const { message = "", ...event } of stored) {
    const number = numberOf(message) ?? ""
    if (sent.get(number)?.text !== message) spoiled.push(number || String(event["event.id"]))
    else if (seen.has(number)) duplicated.add(number)
    seen.add(number)
  }
  return {
    sent: sent.size,
    acknowledged: [...sent.values()].filter(({ isDue }) => isDue).length,
    stored: stored.length,
    lost: missing(record, stored),
    duplicated: [...duplicated],
    spoiled,
  }
}

/** Those of a sample of what is stored that its id does not lead to. */
export async function unreachable(
  console_: string,
  stored: readonly Event[],
  sampleMax = 25,
): Promise<string[]> {
  const step = Math.max(1, Math.floor(stored.length / sampleMax))
  const wrong: string[] = []
  for (let i = 0; i < stored.length; i += step) {
    const { "event.id": id = "", message } = stored[i]!
    const found = await ask<Event>(console_, `events/${encodeURIComponent(id)}`).catch(
      () => undefined,
    )
    if (found?.message !== message) wrong.push(numberOf(message ?? "") ?? id)
  }
  return wrong
}

export interface LedgerRow {
  readonly source: string
  readonly received: number
  readonly stored: number
  readonly deduplicated: number
  readonly dropped: Readonly<Record<string, number>>
  /** In a spool or on the bus: nothing, at the end. */
  readonly onTheWay: number
  readonly difference: number
}

export async function ledgerRows(console_: string): Promise<readonly LedgerRow[]> {
  return (await ask<{ rows: LedgerRow[] }>(console_, "ledger")).rows
}

/** What does not balance, and what is counted as stored and is not what was found. */
export function unbalanced(rows: readonly LedgerRow[], stored: readonly Event[]): string[] {
  const held = Map.groupBy(stored, (event) => event["vedette.source"] ?? "")
  const sources = new Set([...rows.map(({ source }) => source), ...held.keys()])
  return [...sources].flatMap((source) => {
    const row = rows.find((one) => one.source === source)
    const count = held.get(source)?.length ?? 0
    if (row?.difference === 0 && row.onTheWay === 0 && row.stored === count) return []
    return [`${source}: ${count} found, the ledger says ${JSON.stringify(row)}`]
  })
}
