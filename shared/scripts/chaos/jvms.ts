import { appendFileSync } from "node:fs"
import { pause } from "../../pipeline/retrying.ts"
import { endAll, isAlive, startJvm } from "../services/jvm.ts"
import type { Prepared } from "../services/start.ts"
import { atEnd, killNow } from "./leftovers.ts"
import type { Victim } from "./world.ts"

const stopMs = 30_000
const lookMs = 200

/** The processes of a service; one of them at a time is killed or stopped. */
export interface Jvms extends Victim, AsyncDisposable {
  /** Resolves when all run and answer. */
  ready(signal: AbortSignal): Promise<void>
}

export function openJvms({ launches, isReady }: Prepared): Jvms {
  const pids = launches.map(startJvm)
  const leftovers = atEnd(() => pids.forEach(killNow))
  let next = 0
  let struck: number | undefined
  const gone = async (pid: number) => {
    while (isAlive(pid)) await Bun.sleep(10)
  }
  const end = async (ending: (pid: number) => Promise<void> | void) => {
    struck ??= next++ % pids.length
    const pid = pids[struck]!
    if (!isAlive(pid)) return
    await ending(pid)
    await gone(pid)
  }
  return {
    start() {
      if (struck === undefined) return
      const launch = launches[struck]!
      appendFileSync(launch.log, "\n--- started again ---\n")
      pids[struck] = startJvm(launch)
      struck = undefined
    },
    kill: () => end((pid) => void process.kill(pid, "SIGKILL")),
    stop: () => end((pid) => endAll([pid], stopMs)),
    async ready(signal) {
      for (;;) {
        signal.throwIfAborted()
        for (const [i, pid] of pids.entries()) if (!isAlive(pid)) pids[i] = startJvm(launches[i]!)
        if (await isReady().catch(() => false)) return
        await pause(lookMs, signal)
      }
    },
    async [Symbol.asyncDispose]() {
      await endAll(pids, 5000)
      leftovers[Symbol.dispose]()
    },
  }
}
