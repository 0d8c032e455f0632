import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs"
import { open, rename } from "node:fs/promises"
import { dirname } from "node:path"
import * as v from "valibot"
import { errorText, type Log } from "../telemetry/log.ts"

/** What was found at the start. `damaged`: there had been a state, but it can't be read. */
export type Found<State> =
  | { readonly kind: "none" | "damaged" }
  /** `previous`: the newest is damaged, this is the one before it. */
  | { readonly kind: "newest" | "previous"; readonly state: State }

/** A small JSON document that survives a crash: written beside, fsynced, renamed. */
export interface StateFile<State> {
  readonly found: Found<State>
  /** Writes what `current` returns then. Never throws: what fails is told once, and tried again. */
  save(): Promise<void>
  /** Sees to it that it is saved soon; many calls make one writing. */
  saveSoon(): void
  /** Saves a last time; nothing is saved after that. */
  close(): Promise<void>
}

export interface StateFileOptions<State> {
  readonly path: string
  readonly schema: v.GenericSchema<unknown, State>
  readonly current: () => State
  readonly log: Log
  readonly soonMs?: number
}

export function openStateFile<State>(options: StateFileOptions<State>): StateFile<State> {
  const { path, current, log, soonMs = 500 } = options
  mkdirSync(dirname(path), { recursive: true })
  let saving = Promise.resolve()
  let timer: Timer | undefined
  let isFailing = false
  let isClosed = false

  const write = async () => {
    try {
      await replace(path, `${JSON.stringify(current())}\n`)
      isFailing = false
    } catch (cause) {
      if (!isFailing)
        log.warn("a state file can't be written, trying again", {
          "file.path": path,
          "error.message": errorText(cause),
        })
      isFailing = true
      saveSoon()
    }
  }
  const save = () => {
    clearTimeout(timer)
    timer = undefined
    if (isClosed) return saving
    saving = saving.then(write)
    return saving
  }
  const saveSoon = () => {
    if (!isClosed) timer ??= setTimeout(save, soonMs)
  }
  return {
    found: find(options),
    save,
    saveSoon,
    async close() {
      const last = save()
      isClosed = true
      await last
    },
  }
}

const previousOf = (path: string) => `${path}.previous`

async function replace(path: string, text: string): Promise<void> {
  const half = await open(`${path}.new`, "w", 0o600)
  try {
    await half.writeFile(text)
    await half.sync()
  } finally {
    await half.close()
  }
  await rename(path, previousOf(path)).catch((cause) => {
    if (cause.code !== "ENOENT") throw cause
  })
  await rename(`${path}.new`, path)
}

function find<State>({ path, schema, log }: StateFileOptions<State>): Found<State> {
  const had = [path, previousOf(path)].filter((file) => existsSync(file))
  for (const file of had) {
    const state = readOrSetAside(file, schema, log)
    if (state) return { kind: file === path ? "newest" : "previous", state: state.value }
  }
  return { kind: had.length > 0 ? "damaged" : "none" }
}

function readOrSetAside<State>(
  file: string,
  schema: v.GenericSchema<unknown, State>,
  log: Log,
): { value: State } | undefined {
  try {
    return { value: v.parse(schema, JSON.parse(readFileSync(file, "utf8"))) }
  } catch (cause) {
    const aside = `${file}.damaged`
    renameSync(file, aside)
    log.error("a state file is damaged and was set aside", {
      "file.path": aside,
      "error.message": errorText(cause),
    })
    return undefined
  }
}
