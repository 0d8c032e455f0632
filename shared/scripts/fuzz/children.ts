import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Finding } from "./define.ts"
import { inputOf } from "./mutate.ts"
import type { Plan } from "./plan.ts"
import type { Result } from "./work.ts"

/** What a child is asked, by its environment. */
export interface Asked {
  readonly seed: number
  readonly works: readonly { readonly target: string; readonly ms: number }[]
  /** File in which it tells where it is: number of the work, of the trial, and of its beats. */
  readonly place: string
}

export const placeBytes = 24
/** Time of the processor since it last told that it is alive; a busy machine is no hang. */
const hangCpuSeconds = 40
const hangMs = 600_000
const watchMs = 500

/** Works in a process of its own, which an input may end or hang: then in another, with the rest. */
export async function runChildren(
  { seed, targets }: Plan,
  told: (finding: Finding) => void,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-fuzz-"))
  const place = join(folder, "place")
  const findings: Finding[] = []
  const found = (finding: Finding) => {
    findings.push(finding)
    told(finding)
  }
  let trials = 0
  let left = targets
  try {
    while (left.length > 0) {
      clear(place)
      const works = left.map(({ target, ms }) => ({ target: target.name, ms }))
      const child = await runChild({ seed, works, place }, (result) => {
        trials += result.trials
        for (const finding of result.findings) found(finding)
      })
      if (child.end === undefined) break
      const { target } = left[child.work]!
      const input = inputOf(target, target.seeds(), seed, child.trial)
      const { what, detail } = child.end
      found({ target: target.name, seed, trial: child.trial, what, detail, input })
      left = left.slice(child.work + 1)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { trials, findings }
}

function clear(place: string): void {
  const file = openSync(place, "w", 0o600)
  writeSync(file, Buffer.alloc(placeBytes))
  closeSync(file)
}

interface Ended {
  /** Why it did not come to its end. */
  readonly end?: { readonly what: string; readonly detail: string }
  readonly work: number
  readonly trial: number
}

async function runChild(asked: Asked, told: (result: Result) => void): Promise<Ended> {
  const child = Bun.spawn([process.execPath, new URL("child.ts", import.meta.url).pathname], {
    env: { ...process.env, VEDETTE_FUZZ: JSON.stringify(asked) },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const at = new Float64Array(Bun.mmap(asked.place, { shared: true }).buffer, 0, 3)
  let beats = -1
  let [sinceMs, sinceCpu] = [performance.now(), 0]
  let isHung = false
  const watch = setInterval(() => {
    const cpu = cpuSeconds(child.pid) ?? sinceCpu
    if (at[2] !== beats) [beats, sinceMs, sinceCpu] = [at[2]!, performance.now(), cpu]
    else if (cpu - sinceCpu > hangCpuSeconds || performance.now() - sinceMs > hangMs) {
      isHung = true
      child.kill("SIGKILL")
    }
  }, watchMs)
  let done = 0
  for await (const line of linesOf(child.stdout)) {
    done++
    told(resultOf(line))
  }
  const status = await child.exited
  clearInterval(watch)
  const [work = 0, trial = 0] = at
  if (isHung) return { work, trial, end: { what: "hang", detail: "it came to no end" } }
  if (done === asked.works.length) return { work, trial }
  const detail = `the process ended with ${child.signalCode ?? status}`
  return { work, trial, end: { what: "exit", detail } }
}

const ticksPerSecond = 100

function cpuSeconds(pid: number): number | undefined {
  try {
    const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "latin1").split(/\) (?!.*\) )/s)
    const fields = after.split(" ")
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return undefined // it has ended
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ""
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n")
    rest = lines.pop() ?? ""
    yield* lines
  }
}

/** Bytes do not travel as JSON. */
function resultOf(line: string): Result {
  const { trials, findings } = JSON.parse(line) as Result
  return {
    trials,
    findings: findings.map((one) => ({
      ...one,
      input: Buffer.from(one.input as unknown as string, "base64"),
    })),
  }
}
