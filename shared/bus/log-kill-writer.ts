import { openMetrics } from "../telemetry/metrics.ts"
import { openLogWriter } from "./log-writer.ts"

/** For log-kill.test.ts: appends numbers from argv[3] on and prints each once it is durable. */
const [directory, from] = process.argv.slice(2) as [string, string]
const log = { debug() {}, info() {}, warn() {}, error() {} }
const deps = { now: Date.now, random: Math.random, log, metrics: openMetrics(), home: "" }
const writer = await openLogWriter({ directory, segmentBytesMax: 4096 }, deps)
const never = new AbortController().signal
for (let number = Number(from); ; number++) {
  const padding = "x".repeat(number % 300)
  const value = `${number} ${padding}`
  await writer.append([{ topic: "events", key: "k", value }], never)
  process.stdout.write(`${number}\n`)
}
