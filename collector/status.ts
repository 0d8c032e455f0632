import type { LogWriter } from "#shared/bus/log-types.ts"
import type { Ledger } from "#shared/pipeline/ledger.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import { recordOf } from "./bus-sink.ts"

const everyMs = 10_000
const firstMs = 1000
/** Where nothing had changed, what is new is told this soon. */
const soonMs = 1000
/** Rows of one report: it must fit a message of a broker. */
const rowsMax = 500

interface Named {
  readonly name: string
  readonly atMs: number
}

/** Puts a status event on the bus every ten seconds, and a last one when it stops. */
export async function reportStatus(
  status: () => Named,
  log: LogWriter,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<void> {
  await pause(firstMs, signal)
  while (!signal.aborted) {
    const wasNews = ledger.isNews
    if (!log.full) await report(status, log, ledger, signal).catch(() => {}) // the next one tells
    for (let restMs = everyMs; restMs > 0 && !signal.aborted; restMs -= soonMs) {
      await pause(soonMs, signal)
      if (!wasNews && ledger.isNews) break
    }
  }
  if (!log.full) await report(status, log, ledger, AbortSignal.timeout(2000), true).catch(() => {})
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
