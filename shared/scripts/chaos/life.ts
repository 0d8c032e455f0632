import { closeSync, openSync } from "node:fs"

/** One process of a program, from its start to its end. */
export interface Life {
  /** It may take what is sent; false from the moment it is told to stop, or killed. */
  readonly isServing: boolean
  /** It was asked to stop, and did so with 0. */
  readonly endedWell: boolean
}

export interface LivingProgram {
  readonly name: string
  readonly life: Life
  readonly pid: number | undefined
  start(): void
  kill(): Promise<void>
  /** SIGTERM; what is wrong with how it ended is among the faults. */
  stop(): Promise<void>
  /** It ended by itself (then it is started again), not with 0, or not in time. */
  readonly faults: readonly string[]
}

const faultsMax = 10
const againMs = 200
const stopMs = 10_000 // what a container's runtime waits before it kills
const signalled = 143 // SIGTERM before it could listen for it

interface Running {
  readonly child: Bun.Subprocess
  readonly life: { isServing: boolean; endedWell: boolean }
  isAsked: boolean
}

/** @param log file that takes what it says */
export function livingProgram(name: string, config: string, log: string): LivingProgram {
  const command = [process.execPath, `${name}/main.ts`, "run", config]
  const faults: string[] = []
  let running: Running | undefined

  const start = () => {
    const said = openSync(log, "a", 0o600)
    const child = Bun.spawn(command, { stdio: ["ignore", said, said] })
    closeSync(said)
    running = { child, life: { isServing: true, endedWell: false }, isAsked: false }
    void watch(running)
  }
  const watch = async (one: Running) => {
    const code = await one.child.exited
    one.life.isServing = false
    if (one.isAsked) return
    if (faults.length < faultsMax) faults.push(`${name} ended by itself with ${code}`)
    await Bun.sleep(againMs)
    if (!one.isAsked && running === one) start() // as a supervisor would
  }
  const end = (one: Running) => {
    one.isAsked = true
    one.life.isServing = false
  }
  return {
    name,
    faults,
    get life() {
      return running?.life ?? { isServing: false, endedWell: false }
    },
    get pid() {
      return running?.child.pid
    },
    start,
    async kill() {
      if (!running) return
      end(running)
      running.child.kill("SIGKILL")
      await running.child.exited
    },
    async stop() {
      if (!running) return
      const one = running
      const { child } = one
      const asked = performance.now()
      end(one)
      if (child.exitCode !== null) return
      child.kill("SIGTERM")
      const code = await Promise.race([child.exited, Bun.sleep(stopMs)])
      const tookMs = Math.round(performance.now() - asked)
      one.life.endedWell = code === 0
      if (code === undefined) {
        faults.push(`${name} had not stopped after ${tookMs} ms`)
        child.kill("SIGKILL")
        await child.exited
      } else if (code !== 0 && code !== signalled) faults.push(`${name} stopped with ${code}`)
    },
  }
}
