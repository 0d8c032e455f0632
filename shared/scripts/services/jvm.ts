import { spawn } from "node:child_process"
import { closeSync, openSync, readFileSync } from "node:fs"
import type { Launch } from "./state.ts"

/** Starts a JVM that outlives this process; what it prints goes to its log. Returns its id. */
export function startJvm({ java, args, log: path }: Launch): number {
  const log = openSync(path, "a", 0o600)
  const child = spawn(java, args, { detached: true, stdio: ["ignore", log, log] })
  closeSync(log)
  child.unref()
  if (child.pid === undefined) throw new Error(`${java} did not start`)
  return child.pid
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** Polls until `isReady`; ends early, with the end of the log, when a process is gone. */
export async function untilReady(
  isReady: () => Promise<boolean>,
  pids: readonly number[],
  logPaths: readonly string[],
  timeoutMs = 240_000,
) {
  const lastMs = Date.now() + timeoutMs
  for (;;) {
    if (await isReady().catch(() => false)) return
    const isGone = !pids.every(isAlive)
    if (isGone || Date.now() > lastMs) {
      const tail = logPaths.map((path) => readFileSync(path, "utf8").slice(-2000)).join("\n")
      throw new Error(`${isGone ? "the JVM ended" : "not ready in time"}:\n${tail}`)
    }
    await Bun.sleep(200)
  }
}

/** Asks politely, then not. */
export async function endAll(pids: readonly number[], graceMs = 10_000) {
  const lastMs = Date.now() + graceMs
  signalAll(pids, "SIGTERM")
  while (pids.some(isAlive) && Date.now() < lastMs) await Bun.sleep(100)
  signalAll(pids, "SIGKILL")
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals) {
  for (const pid of pids.filter(isAlive))
    try {
      process.kill(pid, signal)
    } catch {
      // it ended meanwhile
    }
}

/** Ports that are free now, all different. */
export function freePorts(count: number): number[] {
  const held = Array.from({ length: count }, () =>
    Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } }),
  )
  const ports = held.map((listener) => listener.port)
  for (const listener of held) listener.stop(true)
  return ports
}
