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
  const running = new Map<string, Running & { readonly print: string }>()
  const leaving = new Set<Promise<void>>()
  const ended = Promise.withResolvers<void>()
  ended.promise.catch(() => {})

  const start = async ({ options, print, path }: Wanted) => {
    const source = await openRunning(options, path, deps, ended.reject)
    return Object.assign(source, { print })
  }
  const put = (one: Running & { readonly print: string }) => {
    running.set(one.options.name, one)
    one.start()
  }
  const leave = (one: Running) => {
    running.delete(one.options.name)
    const gone = one.leave().finally(() => leaving.delete(gone))
    leaving.add(gone)
  }
  /** Closed and opened anew; where that fails, with the options it had. */
  const reopen = async (before: Running & { readonly print: string }, wanted: Wanted) => {
    await before.abandon()
    try {
      put(await start(wanted))
    } catch (cause) {
      put(await start({ ...wanted, options: before.options, print: before.print }))
      throw cause
    }
  }
  const changed = async (wanted: Wanted): Promise<Change | undefined> => {
    const before = running.get(wanted.options.name)!
    const isChanged = before.print !== wanted.print
    const change = await opening(wanted.path, () => before.prepare(wanted.options, isChanged))
    if (change)
      return {
        ...change,
        commit() {
          change.commit()
          running.set(wanted.options.name, Object.assign(before, { print: wanted.print }))
        },
      }
    if (!isChanged) return
    return { commit: () => reopen(before, wanted) }
  }
  const added = async (wanted: Wanted, mayWait: boolean): Promise<Change> => {
    try {
      const one = await start(wanted)
      return { commit: () => put(one), cancel: () => one.abandon() }
    } catch (cause) {
      // Its address may be that of one that goes, so it is tried again when that has gone.
      if (!mayWait || !isTaken(cause)) throw cause
      return { commit: async () => put(await start(wanted)) }
    }
  }

  for (const wanted of wantedIn(given)) running.set(wanted.options.name, await start(wanted))
  for (const one of running.values()) one.start()

  return {
    ended: ended.promise,
    notices: () => [...running.values()].flatMap((one) => one.notices()),
    async prepare(next) {
      const list = wantedIn(next)
      const names = new Set(list.map(({ options }) => options.name))
      const isKept = ({ options }: Wanted) =>
        running.get(options.name)?.options.type === options.type
      const goes = [...running.values()].filter(
        ({ options }) => !list.some((one) => one.options.name === options.name && isKept(one)),
      )
      const change = await prepareAll([
        ...list.filter(isKept).map((wanted) => () => changed(wanted)),
        ...list.filter((one) => !isKept(one)).map((one) => () => added(one, goes.length > 0)),
      ])
      return {
        ...change,
        async commit() {
          await Promise.all(goes.map((one) => one.closeIntake()))
          for (const one of goes) leave(one)
          for (const { options } of goes) if (!names.has(options.name)) deps.forget(options.name)
          await change.commit()
        },
      }
    },
    async stop() {
      const all = [...running.values()]
      await Promise.all(all.map((one) => one.closeIntake()))
      await Promise.all([...all.map((one) => one.leave()), ...leaving])
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

const isTaken = (cause: unknown) => errorText(cause).includes("another program listens")
