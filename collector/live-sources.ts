import { printOf } from "#shared/config/document-values.ts"
import { OptionError, opening } from "#shared/config/opening.ts"
import type { Given } from "#shared/config/reload.ts"
import { type Change, prepareAll } from "#shared/config/reload-change.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { CollectorConfig } from "./config.ts"
import { openRunning, type Running, type RunningDeps } from "./running-source.ts"

type Options = CollectorConfig["sources"][number]

/** A source as it is configured, with the print of what was written. */
interface Wanted {
  readonly options: Options
  readonly print: string
  readonly path: string
}

interface Live extends Running {
  print: string
}

/** The sources that are read, which a reload may change while they are. */
export interface LiveSources {
  /**
   * Opens what is new beside what there is. What has not changed is not touched: its sockets stay.
   * @throws ReloadRefused, and then all is as it was
   */
  prepare(next: Given<CollectorConfig>): Promise<Change>
  notices(): readonly string[]
  /** Closes all intake, delivers what is in hand, and ends the reading. */
  stop(): Promise<void>
  /** Rejects if reading ends by a bug. */
  readonly ended: Promise<void>
}

/** @throws OptionError where a source can't be opened at the start */
export async function openSources(
  given: Given<CollectorConfig>,
  deps: RunningDeps,
): Promise<LiveSources> {
  const running = new Map<string, Live>()
  const leaving = new Set<Promise<void>>()
  const ended = Promise.withResolvers<void>()
  ended.promise.catch(() => {})

  const open = async ({ options, print, path }: Wanted): Promise<Live> =>
    Object.assign(await openRunning(options, path, deps, ended.reject), { print })
  const put = (one: Live) => {
    running.set(one.options.name, one)
    one.start()
  }
  /** Takes in no more; what it has is delivered in its own time. */
  const leave = async (one: Live) => {
    running.delete(one.options.name)
    await one.closeIntake()
    const gone = one.leave().finally(() => leaving.delete(gone))
    leaving.add(gone)
  }
  const all = { running, open, put, leave }

  for (const wanted of wantedIn(given)) running.set(wanted.options.name, await open(wanted))
  for (const one of running.values()) one.start()

  return {
    ended: ended.promise,
    notices: () => [...running.values()].flatMap((one) => one.notices()),
    async prepare(next) {
      const list = wantedIn(next)
      const names = new Set(list.map(({ options }) => options.name))
      const goes = [...running.values()].filter(({ options }) => !names.has(options.name))
      const change = await prepareAll(list.map((wanted) => () => changeTo(wanted, all)))
      return {
        ...change,
        async commit() {
          await Promise.all(goes.map(leave))
          for (const { options } of goes) deps.forget(options.name)
          await change.commit()
        },
      }
    },
    async stop() {
      await Promise.all([...running.values()].map(leave))
      await Promise.all(leaving)
    },
  }
}

interface All {
  readonly running: ReadonlyMap<string, Live>
  open(wanted: Wanted): Promise<Live>
  put(one: Live): void
  leave(one: Live): Promise<void>
}

/** What makes of a source the one that is wanted; undefined where it is that already. */
async function changeTo(wanted: Wanted, all: All): Promise<Change | undefined> {
  const before = all.running.get(wanted.options.name)
  try {
    if (before?.options.type === wanted.options.type) return await changed(before, wanted, all)
    const one = await all.open(wanted)
    return {
      async release() {
        if (before) await all.leave(before)
      },
      commit: () => all.put(one),
      cancel: () => one.abandon(),
    }
  } catch (cause) {
    // Its address is that of another one of ours, which gives it up by the same reload.
    if (!isOurs(cause, all.running)) throw cause
    return exchanged(before, wanted, all)
  }
}

async function changed(before: Live, wanted: Wanted, all: All): Promise<Change | undefined> {
  const isChanged = before.print !== wanted.print
  const change = await opening(wanted.path, () => before.prepare(wanted.options, isChanged))
  if (!change) return isChanged ? exchanged(before, wanted, all) : undefined
  return {
    ...change,
    async commit() {
      await change.commit()
      before.print = wanted.print
    },
  }
}

/** Closed, then opened anew; where that fails, with the options it had. */
function exchanged(before: Live | undefined, wanted: Wanted, { open, put, leave }: All): Change {
  return {
    async release() {
      if (before) await leave(before)
    },
    async commit() {
      try {
        put(await open(wanted))
      } catch (cause) {
        if (before) put(await open({ ...wanted, options: before.options, print: before.print }))
        throw cause
      }
    },
  }
}

function wantedIn({ config, written }: Given<CollectorConfig>): Wanted[] {
  const texts = Array.isArray(written.sources) ? written.sources : []
  const seen = new Set<string>()
  return config.sources.map((options, i) => {
    const path = `sources.${i}`
    if (seen.has(options.name))
      throw new OptionError(`${path}.name`, `another source is called ${options.name}`)
    seen.add(options.name)
    return { options, path, print: printOf(texts[i]) }
  })
}

/** Whether what failed is that one of our own sources has the port. */
function isOurs(cause: unknown, running: ReadonlyMap<string, Live>): boolean {
  const port = /another program listens on .*:(\d+);/.exec(errorText(cause))?.[1]
  return (
    port !== undefined && [...running.values()].some((one) => hasPort(one.options, Number(port)))
  )
}

function hasPort(value: unknown, port: number): boolean {
  if (typeof value !== "object" || value === null) return false
  return Object.entries(value).some(
    ([key, child]) => (key === "port" && child === port) || hasPort(child, port),
  )
}
