import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startKafka } from "./kafka.ts"
import { startOpensearch } from "./opensearch.ts"
import { locked, readState, type Service, type State, stopService, writeState } from "./state.ts"

export interface StartOptions {
  readonly brokers?: number
  /** The service ends when this process does, and all others that asked for it. */
  readonly owner?: number
}

/** Starts a service, or joins the one that runs, and waits until it answers. */
export async function startService(service: Service, options: StartOptions): Promise<State> {
  return locked(service, async () => {
    const running = await readState(service)
    if (running?.isReady) return adopt(service, running, options)
    if (running) await stopService(service, running) // its starter died half way
    return begin(service, options)
  })
}

function adopt(service: Service, running: State, { brokers, owner }: StartOptions): State {
  if (brokers && service === "kafka" && running.pids.length !== brokers)
    throw new Error(`Kafka runs with ${running.pids.length} broker(s): stop it first`)
  const { owners, ...rest } = running
  const state = owner && owners ? { ...rest, owners: [...owners, owner] } : rest
  writeState(service, state)
  return state
}

async function begin(service: Service, { brokers = 1, owner }: StartOptions): Promise<State> {
  const startMs = Date.now()
  const folder = mkdtempSync(join(tmpdir(), `vedette-${service}-`))
  try {
    const started = await (service === "kafka"
      ? startKafka(folder, brokers)
      : startOpensearch(folder))
    const { pids, addresses } = started
    const state = { pids, addresses, folder, isReady: false, ...(owner && { owners: [owner] }) }
    writeState(service, state)
    if (owner) startWatcher(service)
    await started.ready.catch(async (cause) => {
      await stopService(service, state)
      throw cause
    })
    const ready = { ...state, isReady: true, startedInMs: Date.now() - startMs }
    writeState(service, ready)
    return ready
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    throw cause
  }
}

function startWatcher(service: Service) {
  const script = join(import.meta.dir, "watcher.ts")
  spawn(process.execPath, [script, service], { detached: true, stdio: "ignore" }).unref()
}
