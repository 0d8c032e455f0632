import { hourMs } from "#shared/pipeline/ledger-row.ts"
import { type Balance, type Sums, sumsOf } from "./sums.ts"

/** The balance as people read it: a table with a total, and a sentence for each difference. */
export function ledgerText(rows: readonly Balance[]): string {
  if (rows.length === 0) return "Nothing was received.\n"
  const perCollector = rows.flatMap(({ source, collectors }) =>
    collectors.map((sums) => eventCells(source, sums.collector, sums)),
  )
  const total = sumsOf(rows)
  const parts = [table([eventHead, ...perCollector, eventCells("total", "", total)])]
  const withAlerts = rows.filter(({ alerts }) => alerts.received + alerts.stored > 0)
  if (withAlerts.length > 0)
    parts.push(table([alertHead, ...withAlerts.map((row) => alertCells(row.source, row))]))
  parts.push(rows.flatMap(refusedLines).join(""))
  parts.push(rows.flatMap(differenceLines).join("") || "It balances.\n")
  return parts.filter((part) => part !== "").join("\n")
}

const eventHead = [
  "source",
  "collector",
  "received",
  "unparsed",
  "stored",
  "deduplicated",
  "dropped",
  "on the way",
  "difference",
]

const eventCells = (source: string, collector: string, sums: Sums): string[] => [
  source,
  collector,
  String(sums.received),
  String(sums.unparsed),
  String(sums.stored),
  String(sums.deduplicated),
  countsText(sums.dropped) || "0",
  String(sums.onTheWay),
  String(sums.difference),
]

const alertHead = ["alerts of", "raised", "stored", "deduplicated", "on the way", "difference"]

const alertCells = (source: string, { alerts }: Sums): string[] => [
  source,
  String(alerts.received),
  String(alerts.stored),
  String(alerts.deduplicated),
  String(alerts.onTheWay),
  String(alerts.difference),
]

export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(", ")

function refusedLines({ source, refused }: Balance): string[] {
  const text = countsText(refused)
  return text ? [`${source} turned away, nothing of it received: ${text}\n`] : []
}

const differenceLines = (row: Balance): string[] =>
  differencesOf(row).map((sentence) => `${sentence}\n`)

/** Each difference as a sentence: how much, of which hour, at which collector. */
export function differencesOf({ source, differences }: Balance): string[] {
  return differences.flatMap(({ collector, hourMs: hour, events, alerts }) => {
    const where = `of ${source} at ${collector}, received ${spanText(hour)}`
    return [
      ...(events === 0 ? [] : [`${countText(events, "event")} ${where}: ${wrong(events)}`]),
      ...(alerts === 0 ? [] : [`${countText(alerts, "alert")} ${where}: ${wrong(alerts)}`]),
    ]
  })
}

const countText = (count: number, what: string) =>
  `${Math.abs(count)} ${what}${Math.abs(count) === 1 ? "" : "s"}`

const wrong = (difference: number) => (difference > 0 ? "lost" : "stored more often than received")

function spanText(fromMs: number): string {
  const from = new Date(fromMs).toISOString().slice(0, 16).replace("T", " ")
  return `${from} to ${new Date(fromMs + hourMs).toISOString().slice(11, 16)} UTC`
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const isNumber = (cell: string) => /^-?\d+$/.test(cell)
  const isRight = rows[0]!.map((_, column) => rows.slice(1).every((row) => isNumber(row[column]!)))
  return rows
    .map((row) => {
      const cells = row.map((cell, i) =>
        isRight[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
      )
      return `${cells.join("  ").trimEnd()}\n`
    })
    .join("")
}
