import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const lockIn = (directory: string) => join(directory, "writer.lock")

/**
 * Marks the log as written by this process. The lock of a process that is gone counts for nothing,
 * also where its pid has been given to another since.
 * @throws when another living process writes the log
 */
export function lock(directory: string): void {
  const path = lockIn(directory)
  try {
    const [pid, started] = readFileSync(path, "utf8").split(" ")
    if (isOther(Number(pid), started))
      throw new Error(`the log in ${directory} is being written by process ${pid}`)
  } catch (cause) {
    if ((cause as { code?: string }).code !== "ENOENT") throw cause
  }
  writeFileSync(path, `${process.pid} ${startOf(process.pid) ?? ""}`, { mode: 0o600 })
}

export const unlock = (directory: string): void => rmSync(lockIn(directory), { force: true })

function isOther(pid: number, started: string | undefined): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1 || pid === process.pid || !isAlive(pid)) return false
  return !started || startOf(pid) === started
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as { code?: string }).code === "EPERM"
  }
}

/** When the process began: the machine's boot and ticks since; undefined where Linux isn't. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    return `${boot}:${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}` // field 22 of proc(5)
  } catch {
    return
  }
}
