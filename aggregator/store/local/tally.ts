import { hourMs } from "#shared/pipeline/ledger-row.ts"
import { openTallies } from "../tallies.ts"
import type { Tally } from "../types.ts"
import type { Files } from "./files.ts"

interface Row {
  readonly collector: string | null
  readonly source: string | null
  readonly hour: number
  readonly isAlert: 0 | 1
  readonly n: number
}

/** Of each table: what is counted there, and under which names. */
const counted = [
  { table: "events", also: "AND letter IS NULL", events: "stored", alerts: "alerts" },
  { table: "duplicates", also: "", events: "deduplicated", alerts: "alertsDeduplicated" },
] as const

export function tally(files: Files, fromMs: number, toMs: number): readonly Tally[] {
  const tallies = openTallies()
  for (const { start, db } of files.all())
    files.guarded(start, () => {
      for (const { table, also, events, alerts } of counted) {
        const sql = `SELECT source, collector, created / ${hourMs} AS hour,
          stream = 'alerts' AS isAlert, count(*) AS n FROM ${table}
          WHERE created >= ? AND created < ? AND stream IN ('events', 'pipeline', 'alerts') ${also}
          GROUP BY 1, 2, 3, 4`
        for (const { isAlert, n, hour, ...place } of db.query(sql).all(fromMs, toMs) as Row[])
          tallies.add({ ...place, hourMs: hour * hourMs }, isAlert ? alerts : events, n)
      }
    })
  return tallies.all()
}
