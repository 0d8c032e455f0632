import { expect, test } from "bun:test"
import { oneOutage, retrying } from "./retrying.ts"

function world() {
  const said: string[] = []
  const problems: (string | undefined)[] = []
  const say = (message: string) => void said.push(message)
  const log = { debug: say, info: say, warn: say, error: say }
  return { said, problems, ...oneOutage(log, (problem) => problems.push(problem)) }
}

const quick = { firstMs: 1, mostMs: 2 }

test("attempts that fail together tell of one outage and of its end", async () => {
  const { said, problems, log, onOutage } = world()
  let left = 9
  const attempt = async () => {
    if (left-- > 0) throw new Error("gone")
  }
  const { signal } = new AbortController()
  await Promise.all([1, 2, 3].map(() => retrying("writing", attempt, signal, log, quick, onOutage)))
  expect(said).toEqual(["writing: failed, trying again", "writing: works again"])
  expect(problems).toEqual(["writing: gone", undefined])
})

test("an attempt that is given up is no outage any more", async () => {
  const { problems, log, onOutage } = world()
  const stop = new AbortController()
  const attempt = () => Promise.reject(new Error("gone"))
  const trying = retrying("writing", attempt, stop.signal, log, quick, (problem) => {
    onOutage(problem)
    stop.abort()
  })
  expect(await trying.catch(({ name }) => name)).toBe("AbortError")
  expect(problems).toEqual(["writing: gone", undefined])
})
