import { connect, type Socket } from "node:net"
import type { Programs } from "../../testing/programs.ts"
import { lineMaker } from "./lines.ts"
import { metricOf } from "./sample.ts"

export interface Load {
  /** Events that were taken: answered by HTTP, or written to a connection. */
  readonly sent: number
  /** Sends as many as are taken, and waits until all are stored. @returns events a second */
  flood(seconds: number): Promise<number>
  begin(perSecond: number): void
  end(): Promise<void>
}

const tickMs = 100
const floodEvents = 500
const floodSenders = 4

/** Half of the events by TCP syslog, half by HTTP. */
export function openLoad({ intake, syslogPort, aggregator }: Programs): Load {
  const line = lineMaker()
  const lines = (count: number) => Array.from({ length: count }, line)
  const wire = openWire(syslogPort)
  let sent = 0
  let pacing: Timer | undefined
  let isBusy = Promise.resolve()

  const post = async (count: number) => {
    const headers = { "content-type": "text/plain" }
    const body = lines(count).join("\n")
    for (;;) {
      const answer = await fetch(`${intake}/intake`, { method: "POST", headers, body })
      await answer.text()
      if (answer.ok) break
      await Bun.sleep(200) // it says that too much is under way
    }
    sent += count
  }
  const write = async (count: number) => {
    await wire.write(lines(count))
    sent += count
  }
  const both = (count: number) =>
    Promise.all([post(Math.ceil(count / 2)), write(Math.floor(count / 2))])

  return {
    get sent() {
      return sent
    },
    async flood(seconds) {
      const stored = () => metricOf(aggregator, "vedette_store_events_total", 'outcome="created"')
      const [before, begin] = [await stored(), performance.now()]
      const until = begin + seconds * 1000
      const flooding = Array.from({ length: floodSenders }, async () => {
        while (performance.now() < until) await both(floodEvents)
      })
      await Promise.all(flooding)
      while ((await stored()) - before < sent) await Bun.sleep(100)
      return sent / ((performance.now() - begin) / 1000)
    },
    begin(perSecond) {
      const started = performance.now()
      let given = 0
      pacing = setInterval(() => {
        const due = Math.floor(((performance.now() - started) / 1000) * perSecond) - given
        if (due <= 0) return
        given += due
        isBusy = isBusy.then(async () => void (await both(due)))
      }, tickMs)
    },
    async end() {
      clearInterval(pacing)
      await isBusy
      await wire.close()
    },
  }
}

/** One connection for all, which waits while the other side does not read. */
function openWire(port: number) {
  let socket: Socket | undefined
  return {
    async write(lines: readonly string[]): Promise<void> {
      socket ??= connect(port, "127.0.0.1")
      if (socket.write(`${lines.join("\n")}\n`)) return
      await new Promise((done) => socket!.once("drain", done))
    },
    close: () => new Promise<void>((done) => (socket ? socket.end(() => done()) : done())),
  }
}
