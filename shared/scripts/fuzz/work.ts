import type { Finding, Target, Trial, Violation } from "./define.ts"
import { growthOf, memoryHeld } from "./memory.ts"
import { inputOf } from "./mutate.ts"
import { minimised, tried } from "./trial.ts"

export interface Effort {
  readonly seed: number
  readonly ms: number
  /** Told before each trial: what stands still for long hangs. */
  readonly beat: (trial: number) => void
}

export interface Result {
  readonly trials: number
  readonly findings: readonly Finding[]
}

const findingsMax = 3
const warmUpShare = 0.25

/** Tries inputs for a time, and looks whether memory grew meanwhile. */
export async function work(target: Target, { seed, ms, beat }: Effort): Promise<Result> {
  const findings: Finding[] = []
  const seeds = target.seeds()
  const trial = await target.open()
  let number = 0

  const tryFor = async (mostMs: number) => {
    const until = performance.now() + mostMs
    do {
      const input = inputOf(target, seeds, seed, number)
      beat(number)
      const violation = await tried(target, trial, input)
      if (violation) await note(violation, input)
      number++
    } while (performance.now() < until && findings.length < findingsMax)
  }
  const note = async ({ what, message }: Violation, input: Buffer) => {
    if (findings.some((one) => one.what === what)) return
    const number_ = number
    const shortest = await minimised(target, trial, input, what, () => beat(number_))
    const detail = (await tried(target, trial, shortest))?.message ?? message
    findings.push({ target: target.name, seed, trial: number, what, detail, input: shortest })
  }

  try {
    await tryFor(ms * warmUpShare)
    const growth = await growthIn(() => tryFor(ms * (1 - warmUpShare)))
    if (growth !== undefined) findings.push(grown(target, seed, growth))
  } finally {
    await closed(trial)
  }
  return { trials: number, findings }
}

/** Growth that comes again in a second and a third part of the work; caches grow once. */
async function growthIn(part: () => Promise<void>): Promise<string | undefined> {
  let before = await memoryHeld()
  let growth: string | undefined
  for (let turn = 0; turn < 3; turn++) {
    await part()
    const after = await memoryHeld()
    growth = growthOf(before, after)
    if (growth === undefined) return undefined
    before = after
  }
  return growth
}

const grown = (target: Target, seed: number, growth: string): Finding => ({
  target: target.name,
  seed,
  trial: -1,
  what: "memory",
  detail: `memory grew in each of three parts, at last ${growth}`,
  input: Buffer.alloc(0),
})

const closed = async (trial: Trial) => {
  await trial.close?.()
}

/** One input, as a finding tells it. */
export async function replay(target: Target, input: Buffer): Promise<Violation | undefined> {
  const trial = await target.open()
  try {
    return await tried(target, trial, input)
  } finally {
    await closed(trial)
  }
}
