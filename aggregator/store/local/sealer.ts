import type { Deps } from "#shared/config/define.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { openAsker } from "./asker.ts"
import type { Damage } from "./files.ts"
import type { Sealed } from "./seal.ts"
import { segmentRows } from "./segment.ts"
import type { Opening } from "./worker.ts"

const againMs = 2_000

/** More than come together while events arrive: as after an upgrade. */
const backlogMax = 16

/** Puts columns on disk beside the data path, in a Worker of its own that begins when it is needed. */
export function openSealer(
  opening: Opening,
  note: (damaged: readonly Damage[]) => void,
  openStart: () => number,
  { log }: Pick<Deps, "log">,
) {
  let asker: ReturnType<typeof openAsker> | undefined
  let isRunning = false
  let isAsked = false
  let rows = 0
  let isClosed = false
  let problem: string | undefined
  let backlog = 0
  const run = async () => {
    asker ??= openAsker({ ...opening, cacheBytesMax: 0 }, note)
    try {
      for (let isMore = true; (isMore || isAsked) && !isClosed; ) {
        isAsked = false
        const { made, left } = await asker.ask<Sealed>("seal", [openStart()])
        isMore = made > 0
        backlog = left
      }
      problem = undefined
    } catch (cause) {
      if (isClosed) return
      if (!problem) log.warn("the store's columns can't be written: questions take longer")
      problem = `the store's columns can't be written, so questions take longer: ${errorText(cause)}`
      setTimeout(begin, againMs).unref()
    } finally {
      isRunning = false // with the last look at whether more is asked: nothing comes between
    }
  }
  const begin = () => {
    isAsked = true
    if (isRunning || isClosed) return
    isRunning = true
    void run()
  }
  return {
    begin,
    written(count: number) {
      rows += count
      if (rows < segmentRows / 16) return
      rows = 0
      begin()
    },
    problems: () => [
      ...(problem === undefined ? [] : [problem]),
      ...(backlog > backlogMax
        ? [
            `the store's columns are being written, ${backlog.toLocaleString("en")} parts are left:` +
              " until then questions about older events take longer",
          ]
        : []),
    ],
    async close() {
      isClosed = true
      await asker?.close()
    },
  }
}
