import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { endAll, isAlive } from "./jvm.ts"

export const services = [
  "kafka",
  "kafka-cluster",
  "kafka-secure",
  "opensearch",
  "opensearch-secure",
] as const
export type Service = (typeof services)[number]

/** What is known of a service that was started: one file each, in the system's temporary folder. */
export interface State {
  readonly pids: readonly number[]
  /** All that it writes; removed when it is stopped. */
  readonly folder: string
  /** Processes for whose sake it runs; without them it runs until it is stopped. */
  readonly owners?: readonly number[]
  readonly isReady: boolean
  readonly addresses: Readonly<Record<string, readonly string[]>>
  /** Users and passwords; they end with the service. */
  readonly users?: Readonly<Record<string, string>>
  /** Folder of the certificates: `ca.pem`, `client.pem`, `client.key` and others. */
  readonly certificates?: string
  /** How each process was started, so that one that died can be started again. */
  readonly launches: readonly Launch[]
  readonly startedInMs?: number
}

export interface Launch {
  readonly java: string
  readonly args: readonly string[]
  readonly log: string
}

const folder = join(tmpdir(), `vedette-services-${userInfo().uid}`)
const pathOf = (service: Service) => join(folder, `${service}.json`)

/** The state of a service of which a process lives; what a dead one left behind is cleared away. */
export async function readState(service: Service): Promise<State | undefined> {
  let state: State
  try {
    state = JSON.parse(readFileSync(pathOf(service), "utf8"))
  } catch {
    return undefined
  }
  if (state.pids.some(isAlive)) return state
  await stopService(service, state)
}

export function writeState(service: Service, state: State) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const half = `${pathOf(service)}.${process.pid}`
  writeFileSync(half, JSON.stringify(state))
  renameSync(half, pathOf(service))
}

export async function stopService(service: Service, state: State) {
  await endAll(state.pids)
  rmSync(state.folder, { recursive: true, force: true })
  rmSync(pathOf(service), { force: true })
}

/** One process at a time starts or stops a service; a lock whose holder is dead is broken. */
export async function locked<T>(service: Service, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = join(folder, `${service}.lock`)
  while (!take(lock)) await Bun.sleep(100)
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" })
    return true
  } catch {
    if (isStale(lock)) rmSync(lock, { force: true })
    return false
  }
}

function isStale(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, "utf8"))
    if (pid > 0) return !isAlive(pid)
    return Date.now() - statSync(lock).mtimeMs > 5000 // it died between making and writing it
  } catch {
    return false
  }
}
