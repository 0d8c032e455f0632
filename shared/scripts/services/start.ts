import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isAlive, startJvm, untilReady } from "./jvm.ts"
import { prepareKafka } from "./kafka.ts"
import { prepareOpensearch } from "./opensearch.ts"
import { locked, readState, type Service, type State, stopService, writeState } from "./state.ts"

export interface StartOptions {
  readonly brokers?: number
  /** The service ends when this process does, and all others that asked for it. */
  readonly owner?: number
}

/** A service whose files lie ready: how its processes start and when it answers. */
export interface Prepared extends Pick<State, "launches" | "addresses" | "users" | "certificates"> {
  isReady(): Promise<boolean>
}

const makers: Readonly<
  Record<Service, (folder: string, brokers: number | undefined) => Promise<Prepared>>
> = {
  kafka: (folder, brokers = 1) => prepareKafka(folder, { brokers, isSecure: false }),
  "kafka-cluster": (folder, brokers = 3) => prepareKafka(folder, { brokers, isSecure: false }),
  "kafka-secure": (folder, brokers = 3) => prepareKafka(folder, { brokers, isSecure: true }),
  opensearch: (folder) => prepareOpensearch(folder, false),
  "opensearch-secure": (folder) => prepareOpensearch(folder, true),
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

/** Joins what runs; a broker that died is started again. */
function adopt(service: Service, running: State, { brokers, owner }: StartOptions): State {
  if (brokers && service.startsWith("kafka") && running.pids.length < brokers)
    throw new Error(`${service} runs with ${running.pids.length} broker(s): stop it first`)
  const { owners, ...rest } = running
  const pids = running.pids.map((pid, i) => (isAlive(pid) ? pid : startJvm(running.launches[i]!)))
  const state = { ...rest, pids, ...(owner && owners && { owners: [...owners, owner] }) }
  writeState(service, state)
  return state
}

async function begin(service: Service, { brokers, owner }: StartOptions): Promise<State> {
  const startMs = Date.now()
  const folder = mkdtempSync(join(tmpdir(), `vedette-${service}-`))
  try {
    const { isReady, ...prepared } = await makers[service](folder, brokers)
    const pids = prepared.launches.map(startJvm)
    const state = { ...prepared, pids, folder, isReady: false, ...(owner && { owners: [owner] }) }
    writeState(service, state)
    if (owner) startWatcher(service)
    const logs = prepared.launches.map(({ log }) => log)
    await untilReady(isReady, pids, logs).catch(async (cause) => {
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
