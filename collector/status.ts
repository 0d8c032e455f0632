import type { LogWriter } from "#shared/bus/log-types.ts"
import type { Ledger } from "#shared/pipeline/ledger.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import { recordOf } from "./bus-sink.ts"

const everyMs = 10_000
const firstMs = 1000
/** Where nothing had changed, what is new is told this soon. */
const soonMs = 1000
const stopMs = 2000
/** Rows of one report: it must fit a message of a broker. */
const rowsMax = 500

interface Named {
  readonly name: string
  readonly atMs: number
}

/** Told before each report: what counts beside the ledger. */
type Gather = () => Promise<void>

/** Puts a status event on the bus every ten seconds, sooner where there is news after a rest. */
export async function reportStatus(
  status: () => Named,
  log: LogWriter,
  ledger: Ledger,
  gather: Gather,
  signal: AbortSignal,
): Promise<void> {
  await pause(firstMs, signal)
  while (!signal.aborted) {
    const wasNews = ledger.isNews
    await gather()
    if (!log.full) await report(status, log, ledger, signal).catch(() => {}) // the next one tells
    for (let restMs = everyMs; restMs > 0 && !signal.aborted; restMs -= soonMs) {
      await pause(soonMs, signal)
      if (!wasNews && ledger.isNews) break
    }
  }
}

/** The last one, when all that was received has been written. */
export async function reportStop(
  status: () => Named,
  log: LogWriter,
  ledger: Ledger,
  gather: Gather,
): Promise<void> {
  if (log.full) return
  const signal = AbortSignal.timeout(stopMs)
  try {
    await gather()
    await log.append([], signal, ledger.count([])) // so that the report knows of the last drops
    await report(status, log, ledger, signal, true)
  } catch {
    // the next start tells
  }
}

async function report(
  status: () => Named,
  log: LogWriter,
  ledger: Ledger,
  signal: AbortSignal,
  isStopping = false,
) {
  const note = ledger.count([]) // drops since the last frame
  const { rows, done } = ledger.report(rowsMax)
  const now = { ...status(), ledger: rows, ...(isStopping && { isStopping }) }
  const at = new Date(now.atMs).toISOString()
  const record = recordOf({
    "@timestamp": at,
    "event.id": crypto.randomUUID(),
    "event.created": at,
    "event.kind": "state",
    "vedette.stream": "status",
    "vedette.source": "status",
    "vedette.collector": now.name,
    "vedette.status": JSON.stringify(now),
  })
  await log.append([record], signal, note)
  done()
}
