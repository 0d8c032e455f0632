import type { LogWriter } from "#shared/bus/log-types.ts"
import type { Ledger } from "#shared/pipeline/ledger.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import { recordOf } from "./bus-sink.ts"

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
  status: (intakeSinceMs: number) => Named,
  log: LogWriter,
  ledger: Ledger,
  gather: Gather,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  const intake = openIntakeWatch(log)
  await pause(firstMs, signal)
  while (!signal.aborted) {
    const wasNews = ledger.isNews
    await gather()
    intake.look()
    const now = () => ({ ...status(intake.sinceMs), intakeSinceMs: intake.sinceMs })
    if (!log.full) await report(now, log, ledger, signal).catch(() => {}) // the next one tells
    for (let restMs = everyMs; restMs > 0 && !signal.aborted; restMs -= soonMs) {
      await pause(soonMs, signal)
      intake.look()
      if (!wasNews && ledger.isNews) break
    }
  }
}

/** More than this between two looks: the program was held up, and could not have heard anything. */
const heldUpMs = 60_000

/** Since when sources could be heard: since the start, or since the log was full, or we were held up. */
function openIntakeWatch(log: Pick<LogWriter, "full">) {
  let sinceMs = Date.now()
  let lookedMs = sinceMs
  return {
    get sinceMs() {
      return sinceMs
    },
    look() {
      const nowMs = Date.now()
      if (log.full || Math.abs(nowMs - lookedMs) > heldUpMs) sinceMs = nowMs
      lookedMs = nowMs
    },
  }
}

/** The last one, when all that was received has been written. */
export async function reportStop(
  status: (intakeSinceMs: number) => Named,
  log: LogWriter,
  ledger: Ledger,
  gather: Gather,
): Promise<void> {
  if (log.full) return
  const signal = AbortSignal.timeout(stopMs)
  try {
    await gather()
    await log.append([], signal, ledger.count([])) // so that the report knows of the last drops
    await report(() => status(Date.now()), log, ledger, signal, true)
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
  const { revision } = ledger
  const now = { ...status(), revision, ledger: rows, ...(isStopping && { isStopping }) }
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
