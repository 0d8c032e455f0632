import type { Deps } from "#shared/config/define.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { openAsker } from "./asker.ts"
import type { Damage } from "./files.ts"
import { segmentRows } from "./segment.ts"
import type { Opening } from "./worker.ts"

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
  const run = async () => {
    asker ??= openAsker({ ...opening, cacheBytesMax: 0 }, note)
    try {
      for (let isMore = true; (isMore || isAsked) && !isClosed; ) {
        isAsked = false
        isMore = await asker.ask<boolean>("seal", [openStart()])
      }
      problem = undefined
    } catch (cause) {
      if (isClosed) return
      if (!problem) log.warn("the store's columns can't be written: questions take longer")
      problem = `the store's columns can't be written, so questions take longer: ${errorText(cause)}`
    }
  }
  const begin = () => {
    isAsked = true
    if (isRunning || isClosed) return
    isRunning = true
    void run().finally(() => {
      isRunning = false
    })
  }
  return {
    begin,
    written(count: number) {
      rows += count
      if (rows < segmentRows / 16) return
      rows = 0
      begin()
    },
    problems: () => (problem === undefined ? [] : [problem]),
    async close() {
      isClosed = true
      await asker?.close()
    },
  }
}
