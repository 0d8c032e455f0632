import { type Call, CommandError, exit, inputLines, print } from "#shared/config/command.ts"
import { SeriesDetector } from "./series.ts"

const rowsAtOnce = 5000

/** `anomaly --csv`: `timestamp,value` on standard input, each row with its score on standard output. */
export async function anomalyCommand(call: Call): Promise<number> {
  if (!call.flag("csv")) throw new CommandError("anomaly needs --csv")
  const rows = scoredRows(call.flag("explain"))
  let out = ""
  let count = 0
  for await (const line of inputLines()) {
    if (line.trim() === "") continue
    out += rows.next(line)
    count++
    if (count % rowsAtOnce > 0) continue
    await print(out)
    out = ""
  }
  if (count === 0) throw new CommandError("a header is needed: timestamp,value", exit.data)
  await print(out)
  process.stderr.write(`${rows.summary()}\n`)
  return 0
}

/** Takes the header first, then row after row; each answer is a line with its end. */
export function scoredRows(explain = false) {
  const detector = new SeriesDetector()
  const counts = { rows: 0, learnt: 0, anomalous: 0 }
  let columns: { readonly time: number; readonly value: number } | undefined
  return {
    next(line: string): string {
      const cells = line.replace(/\r$/, "").split(",")
      if (!columns) {
        columns = columnsOf(cells)
        return `timestamp,value,score,anomalous${explain ? ",readiness" : ""}\n`
      }
      const [time = "", value = ""] = [cells[columns.time], cells[columns.value]]
      const number = value.trim() === "" ? Number.NaN : Number(value)
      const { score, anomalous, readiness } = detector.next(number)
      const isScored = Number.isFinite(number)
      counts.rows++
      if (readiness !== "ready") counts.learnt++
      if (anomalous) counts.anomalous++
      const shown = isScored ? String(Math.round(score * 1e6) / 1e6) : ""
      return `${time},${value},${shown},${anomalous}${explain ? `,${readiness}` : ""}\n`
    },
    summary(): string {
      const { rows, learnt, anomalous } = counts
      const why = { learning: "too few values", insufficient: "all values are the same" } as const
      const { readiness } = detector
      const state = readiness === "ready" ? "ready" : `${readiness}: ${why[readiness]}`
      return `${rows} rows, ${anomalous} anomalous, the first ${learnt} only learnt; ${state}`
    },
  }
}

function columnsOf(cells: readonly string[]) {
  const names = cells.map((cell) => cell.trim().replace(/^\uFEFF/, ""))
  const [time, value] = [names.indexOf("timestamp"), names.indexOf("value")]
  if (time < 0 || value < 0) throw new CommandError("the header is timestamp,value", exit.data)
  return { time, value }
}
