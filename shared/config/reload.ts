import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import type * as v from "valibot"
import type { Deps } from "./define.ts"
import { filesNamedIn, printOf, type Written } from "./document-values.ts"
import { readConfig } from "./load.ts"
import { type Change, reasonsOf } from "./reload-change.ts"
import { openReloadMetrics } from "./reload-metrics.ts"
import { hasTerminal } from "./terminal.ts"
import { standing, type Watch, type Watched, type WatchOptions, watchPaths } from "./watch.ts"

/** A configuration with the text it came from. */
export interface Given<Config> {
  readonly config: Config
  readonly written: Readonly<Record<string, Written>>
}

/** How the last reload went. */
export interface Outcome {
  readonly result: "applied" | "refused"
  readonly atMs: number
  readonly tookMs: number
  /** Why it was refused, each with the path of what is wrong. */
  readonly reasons: readonly string[]
}

/** What a program says of its configuration in its status. */
export interface ConfigState {
  /** Hash of the configuration and rules in force, for all programs with the same. */
  readonly hash: string
  readonly sinceMs: number
  /** What has changed in the file and takes a restart. */
  readonly restart: readonly string[]
  readonly last?: Outcome
}

export interface ReloadOptions<Schema extends v.GenericSchema> {
  readonly path: string
  readonly schema: Schema
  /** Keys, also `a.b`, that only a start reads; all others can change while the program runs. */
  readonly fixed: readonly string[]
  /** Folders of rules and the like that belong to the configuration. */
  folders(config: v.InferOutput<Schema>): readonly string[]
  /** Builds all that is new beside what is in force; to throw refuses it. */
  prepare(next: Given<v.InferOutput<Schema>>): Promise<Change>
  /** Whether the files are watched. */
  readonly isWatched: boolean
  /** How they stood before the start read them. */
  readonly before: string
  readonly watch?: WatchOptions
}

export interface Reloading {
  /** Asks for a reload; those that are asked for while one runs become one. */
  request(): void
  readonly state: ConfigState
  /** What a person should know and what does not keep the program from working. */
  notices(): readonly string[]
}

/**
 * Reloads on SIGHUP and when a file changes: builds what is new, validates it, and switches. What is
 * wrong is refused with every reason, and what is in force stays. Never waits for a sink.
 */
export function openReloading<Schema extends v.GenericSchema>(
  options: ReloadOptions<Schema>,
  started: Given<v.InferOutput<Schema>>,
  deps: Pick<Deps, "now" | "metrics" | "log">,
  signal: AbortSignal,
): Reloading {
  const { log, now } = deps
  const metrics = openReloadMetrics(deps)
  const startedWith = new Map(options.fixed.map((key) => [key, printAt(started.written, key)]))
  let given = started
  let state: ConfigState = { hash: "", sinceMs: now(), restart: [] }
  let isAsked = false
  let isRunning = true
  let watch: Watch | undefined
  let looked = started // also one that is refused: its files may be what has to be mended

  const hash = async () => {
    const known = await hashOf(given.written, options.folders(given.config))
    state = { ...state, hash: known }
    metrics.hash(known)
  }
  const once = async () => {
    const startMs = now()
    const told = (result: Outcome["result"], reasons: readonly string[]) => {
      const last = { result, reasons, atMs: now(), tookMs: now() - startMs }
      state = { ...state, last }
      metrics.told(last)
    }
    try {
      const next = readConfig(options.schema, options.path) as Given<v.InferOutput<Schema>>
      looked = next
      watch?.read(standing(watchedBy(options, next)))
      const change = await options.prepare(next)
      if (signal.aborted) return await change.cancel?.()
      await change.commit()
      const restart = options.fixed.filter(
        (key) => printAt(next.written, key) !== startedWith.get(key),
      )
      given = next
      state = { ...state, sinceMs: now(), restart }
      await hash()
      told("applied", [])
      log.info("the configuration is taken over", {
        "vedette.config.hash": state.hash,
        ...(restart.length > 0 && { "vedette.config.restart": restart.join(", ") }),
      })
    } catch (cause) {
      const reasons = reasonsOf(cause)
      told("refused", reasons)
      log.warn("the new configuration is refused; the one in force stays", {
        "error.message": reasons.join("; "),
      })
    }
  }
  const run = async () => {
    isRunning = true
    while (isAsked && !signal.aborted) {
      isAsked = false
      await once()
    }
    isRunning = false
  }
  const request = () => {
    isAsked = true
    if (!isRunning) void run()
  }
  if (!hasTerminal()) process.on("SIGHUP", request)
  void hash().then(run)
  if (options.isWatched)
    watch = watchPaths(
      () => watchedBy(options, looked),
      options.before,
      request,
      signal,
      options.watch,
    )
  return {
    request,
    get state() {
      return state
    },
    notices: () => noticesOf(options.path, state),
  }
}

const watchedBy = <Config>(
  { path, folders }: { path: string; folders(config: Config): readonly string[] },
  { config, written }: Given<Config>,
): Watched => ({ files: [path, ...filesNamedIn(written)], folders: folders(config) })

/** How all that belongs to a configuration stands: to be asked first of all. */
export const standingBefore = <Config>(
  path: string,
  given: Given<Config>,
  folders: (config: Config) => readonly string[],
): string => standing(watchedBy({ path, folders }, given))

function printAt(written: Written, path: string): string {
  let value = written
  for (const key of path.split(".")) value = (value as Record<string, Written> | undefined)?.[key]
  return printOf(value)
}

function noticesOf(path: string, { last, restart }: ConfigState): string[] {
  const notices: string[] = []
  if (last?.result === "refused") {
    const [first, ...more] = last.reasons
    const others = more.length > 0 ? `, and ${more.length} more` : ""
    notices.push(`the new configuration in ${path} is refused: ${first}${others}`)
  }
  if (restart.length > 0)
    notices.push(`${path} has changed in what takes a restart: ${restart.join(", ")}`)
  return notices
}

const yieldEvery = 50

/** The same wherever the same text lies; secrets are not in it. */
async function hashOf(written: Written, folders: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(written) ?? "")
  let files = 0
  for (const folder of folders)
    for (const name of await namesIn(folder)) {
      hash.update(`${name}\0`)
      hash.update(textOf(`${folder}/${name}`))
      if (++files % yieldEvery === 0) await Bun.sleep(0)
    }
  return hash.digest("hex").slice(0, 16)
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const names = await Array.fromAsync(new Bun.Glob("**/*.{yml,yaml}").scan({ cwd: folder }))
    return names.sort()
  } catch {
    return []
  }
}

function textOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
