import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { Gather } from "./gather.ts"
import { runJournal } from "./journal.ts"
import type { JournaldOptions } from "./options.ts"

const restartMsMax = 60_000
/** So often in a row it may fail before whoever reads is told. */
const failuresMax = 3

/** The program that reads the journal, kept running; its entries are pushed to the inbox. */
export interface Following {
  /** Runs on until the signal aborts or `stop` is called; starts only what does not run. */
  start(signal: AbortSignal, onFailed: (cause: unknown) => void): void
  stop(): Promise<void>
  /** Something was settled: there may be room again. */
  makeRoom(): void
}

export function openFollowing(
  options: JournaldOptions,
  deps: Deps,
  inbox: Inbox<Raw>,
  gather: Gather,
): Following {
  let failures = 0
  let wake = () => {}
  let running: Promise<void> | undefined
  let stopping = new AbortController()
  let tellFailed: (cause: unknown) => void = () => {}

  const addLine = (line: Buffer, originalBytes: number) => {
    gather.add(line, originalBytes)
    failures = 0
  }

  const flushAndWait = async (stop: AbortSignal) => {
    gather.flush()
    const hasRoom = () => inbox.openBytes <= options.unsettledBytesMax
    if (hasRoom() || stop.aborted) return
    await new Promise<void>((resolve) => {
      stop.addEventListener("abort", () => resolve(), { once: true })
      wake = () => {
        if (hasRoom()) resolve()
      }
    })
  }

  const failed = (cause: unknown) => {
    if (failures === 0)
      deps.log.warn("the journal's reader ended, starting it again", {
        "vedette.source": options.name,
        "error.message": errorText(cause),
      })
    failures++
    if (failures >= failuresMax) tellFailed(new Error(`${options.command[0]}: ${errorText(cause)}`))
  }

  const keepRunning = async (stop: AbortSignal) => {
    while (!stop.aborted) {
      try {
        await runJournal(options, gather.cursor, stop, addLine, () => flushAndWait(stop))
      } catch (cause) {
        gather.flush()
        if (stop.aborted) return
        failed(cause)
        const waitMs = Math.min(restartMsMax, options.restartMs * 2 ** Math.min(failures - 1, 20))
        await pause(waitMs * (0.5 + deps.random() / 2), stop)
      }
    }
  }

  return {
    makeRoom: () => wake(),
    start(signal, onFailed) {
      tellFailed = onFailed
      if (running || signal.aborted) return
      stopping = new AbortController()
      running = keepRunning(AbortSignal.any([signal, stopping.signal])).finally(() => {
        running = undefined
      })
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
