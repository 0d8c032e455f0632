import type { Programs } from "../../testing/programs.ts"

/** One event a second whose way is timed, from before it is sent until a search finds it. */
export interface Probe {
  readonly all: readonly number[]
  /** Those since the last call. */
  recent(): readonly number[]
  end(): void
}

const everyMs = 1000
const lookMs = 25
const lostMs = 60_000

export function openProbe({ intake, console: url }: Programs): Probe {
  const run = crypto.randomUUID().replaceAll("-", "")
  const all: number[] = []
  let told = 0
  let isEnded = false
  const find = async (word: string) => {
    const from = new Date(Date.now() - 10 * 60_000).toISOString()
    const question = new URLSearchParams({ q: word, size: "1", from })
    const answer = await fetch(`${url}/api/events?${question}`)
    return ((await answer.json()) as { total?: number }).total
  }
  void (async () => {
    for (let count = 0; !isEnded; count++) {
      const word = `probe${run}n${count}`
      const begin = performance.now()
      const headers = { "content-type": "text/plain" }
      await fetch(`${intake}/intake`, { method: "POST", headers, body: `${word} passes` })
      while (!isEnded && !(await find(word)) && performance.now() - begin < lostMs)
        await Bun.sleep(lookMs)
      if (!isEnded) all.push(performance.now() - begin)
      await Bun.sleep(Math.max(0, everyMs - (performance.now() - begin)))
    }
  })()
  return {
    all,
    recent() {
      const found = all.slice(told)
      told = all.length
      return found
    },
    end() {
      isEnded = true
    },
  }
}
