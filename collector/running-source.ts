import type { Deps } from "#shared/config/define.ts"
import { opening } from "#shared/config/opening.ts"
import type { Change } from "#shared/config/reload-change.ts"
import { tellingDelivery } from "#shared/pipeline/delivered.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import { run } from "#shared/pipeline/run.ts"
import type { Raw, Source } from "#shared/pipeline/types.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { CollectorConfig } from "./config.ts"
import { type Edge, edgePipeline } from "./pipeline.ts"
import type { SourceWorld } from "./sources/define.ts"
import { sources } from "./sources/index.ts"

type Options = CollectorConfig["sources"][number]

export interface RunningDeps {
  readonly world: Deps & SourceWorld
  readonly edge: Edge
  readonly inFlightBytesMax: () => number
  /** Aborts when what is in hand can't be waited for any longer. */
  readonly givenUp: AbortSignal
  readonly bug: (cause: unknown) => void
  /** Told what is wrong with the reading of a source. */
  readonly outage: (name: string, problem: string) => void
  /** Told that nothing is any more. */
  readonly forget: (name: string) => void
}

/** A source that is open, and read from its start on. */
export interface Running {
  readonly options: Options
  start(): void
  /** Undefined where it can't take new options while it is read. */
  prepare(options: Options, isChanged: boolean): Promise<Change | undefined>
  notices(): readonly string[]
  closeIntake(): Promise<void>
  /** What has come is delivered, then it is closed. */
  leave(): Promise<void>
  /** Closed at once: what has not been delivered is read again by the next. */
  abandon(): Promise<void>
}

/** @throws OptionError with the path of what can't be opened */
export async function openRunning(
  first: Options,
  path: string,
  deps: RunningDeps,
  failed: (cause: unknown) => void,
): Promise<Running> {
  let options = first
  const source = await opening(path, () => sources.open(options, deps.world))
  const ending = new AbortController()
  const abandoned = new AbortController()
  const reading = Promise.withResolvers<void>()
  let isStarted = false

  const read = () => {
    const delivery = AbortSignal.any([deps.givenUp, abandoned.signal])
    const telling = tellingDelivery(endingBy(source, ending.signal), () =>
      deps.forget(options.name),
    )
    const pipeline = {
      ...edgePipeline(telling, deps.edge, 0, deps.bug),
      get inFlightBytesMax() {
        return deps.inFlightBytesMax()
      },
    }
    return run(pipeline, delivery)
  }
  const end = async () => {
    ending.abort()
    if (isStarted) await reading.promise.catch(() => {})
    await source[Symbol.asyncDispose]()
  }
  return {
    get options() {
      return options
    },
    start() {
      isStarted = true
      readForEver(options.name, read, ending.signal, deps).then(reading.resolve, (cause) => {
        reading.reject(cause)
        failed(cause)
      })
      reading.promise.catch(() => {})
    },
    async prepare(next, isChanged) {
      const change = await source.prepare?.(next, isChanged)
      return (
        change && {
          ...change,
          commit() {
            options = next
            return change.commit()
          },
        }
      )
    },
    notices: () => source.notices?.() ?? [],
    closeIntake: async () => source.closeIntake?.(),
    leave: end,
    async abandon() {
      abandoned.abort()
      await end()
    },
  }
}

/** The reading ends by its own signal: what was read by then may still take its time. */
function endingBy(source: Source<Raw>, signal: AbortSignal): Source<Raw> {
  return {
    read: () => source.read(signal),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}

/** A source that fails is read again; the others run on. */
async function readForEver(
  name: string,
  read: () => Promise<void>,
  signal: AbortSignal,
  { world: { log }, outage, forget }: RunningDeps,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await read()
      forget(name)
      return
    } catch (cause) {
      if (signal.aborted) return
      outage(name, `source ${name}: ${errorText(cause)}`)
      log.warn("a source failed, reading it again", {
        "vedette.source": name,
        "error.message": errorText(cause),
      })
      await pause(2000, signal)
      if (signal.aborted) await read().catch(() => {}) // what failed before is tried a last time
    }
  }
}
