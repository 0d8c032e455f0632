import { type Call, CommandError, exit, print } from "#shared/config/command.ts"
import { forecastOf } from "./forecast.ts"

const dayMs = 86_400_000
const horizonMax = 10_000
const pointsMax = 100_000

/** `forecast --csv`: `timestamp,value` on standard input → the next steps with a band. */
export async function forecastCommand(call: Call): Promise<number> {
  if (!call.flag("csv")) throw new CommandError("forecast needs --csv")
  const horizon = numberOf(call, "horizon", 24)
  const level = numberOf(call, "level", 0.95)
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > horizonMax)
    throw new CommandError(`--horizon is a whole number from 1 to ${horizonMax}`)
  if (!(level > 0 && level < 1)) throw new CommandError("--level lies between 0 and 1")
  await print(forecastCsv(await Bun.stdin.text(), horizon, level))
  return 0
}

function numberOf(call: Call, name: string, fallback: number): number {
  return Number(call.option(name) ?? fallback)
}

/** Throws `CommandError` for rows that are no regular series. */
export function forecastCsv(text: string, horizon: number, level: number): string {
  const rows = text.trim().split(/\r?\n/).slice(1).slice(-pointsMax)
  const times = rows.map((row) => Date.parse(row.split(",")[0]!))
  const values = rows.map((row) => Number(row.split(",")[1]?.trim() || Number.NaN))
  const wrong = rows.findIndex((_, i) => !Number.isFinite(times[i]) || !Number.isFinite(values[i]))
  if (wrong >= 0) throw new CommandError(`no time and number: row ${wrong + 1}`, exit.data)
  if (rows.length < 3) throw new CommandError("a forecast needs three rows", exit.data)
  const stepMs = times[1]! - times[0]!
  if (stepMs <= 0 || times.some((time, i) => i > 0 && time - times[i - 1]! !== stepMs))
    throw new CommandError("the steps are not regular", exit.data)
  const day = Math.max(1, Math.round(dayMs / stepMs))
  const lines = forecastOf(values, horizon, day, level).map(
    ({ expected, lower, upper }, i) =>
      `${new Date(times.at(-1)! + (i + 1) * stepMs).toISOString()},${expected},${lower},${upper}\n`,
  )
  return `timestamp,expected,lower,upper\n${lines.join("")}`
}
