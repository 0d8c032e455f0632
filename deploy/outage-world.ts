import { appendFileSync, mkdirSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import type { Grounds } from "../shared/scripts/chaos/grounds.ts"
import { syslogLine } from "../shared/scripts/chaos/sender.ts"
import { openRecord, type SentRecord } from "../shared/scripts/chaos/sent.ts"
import { allStored, ask, missing, storedCount } from "../shared/scripts/chaos/stored.ts"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

export const spoolBytesMax = 2 * 2 ** 20
export const waitMs = 300_000
const unsettledBytesMax = 300_000

/** Both programs with a small spool, on a service that can be taken away, and what was sent. */
export interface OutageWorld extends AsyncDisposable {
  readonly programs: Programs
  readonly record: SentRecord
  /** Five numbered records; those not taken are kept for `postWaiting`. */
  post(key: string): Promise<{ status: number; text: string }>
  postWaiting(): Promise<void>
  sendTcp(count: number): void
  /** All that TCP sent has left the sender. */
  readonly isTcpTaken: boolean
  writeFile(count: number): void
  sendUdp(count: number): Promise<void>
  allDueStored(): Promise<void>
  ready(program: "collector" | "aggregator"): Promise<string>
  health(): Promise<string>
  /** A metric of the collector. */
  metric(name: string): Promise<number>
}

/** Which of the two services is used: the other part is embedded. */
export async function openOutageWorld(
  grounds: Grounds,
  used: "kafka" | "opensearch",
  home: string,
): Promise<OutageWorld> {
  mkdirSync(home)
  const log = join(home, "app.log")
  await grounds.recovered(AbortSignal.timeout(waitMs))
  const { bus, store } = await grounds.parts(home)
  const spool = { bytesMax: spoolBytesMax }
  const embedded = { type: "local", directory: join(home, "bus"), ...spool }
  const programs = await startPrograms({
    home,
    intake: { deliveryMs: 500 },
    syslog: { unsettledBytesMax },
    sources: [{ type: "file", name: "files", paths: [log], unsettledBytesMax }],
    ...(used === "kafka" ? { bus, collector: { spool } } : { bus: embedded, store }),
  })
  return worldOn(programs, log)
}

interface Waiting {
  readonly key: string
  readonly texts: readonly string[]
  readonly body: string
}

function worldOn(programs: Programs, log: string): OutageWorld {
  const record = openRecord(1)
  const waiting: Waiting[] = []
  let isTcpTaken = false

  const postAgain = async ({ key, texts, body }: Waiting) => {
    const headers = { "idempotency-key": key, "content-type": "application/x-ndjson" }
    const answer = await fetch(`${programs.intake}/intake`, { method: "POST", headers, body })
    if (answer.ok) record.acknowledge(texts)
    return { status: answer.status, text: await answer.text() }
  }
  const madeDue = (name: string, count: number, padMax: number) => {
    const texts = record.make(name, count, padMax)
    record.acknowledge(texts)
    return texts
  }
  return {
    programs,
    record,
    get isTcpTaken() {
      return isTcpTaken
    },
    async post(key) {
      const texts = record.make(key, 5, 10)
      const lines = texts.map((message) => JSON.stringify({ message, noise: noise(8000) }))
      const batch = { key, texts, body: lines.join("\n") }
      const answer = await postAgain(batch)
      if (answer.status !== 200) waiting.push(batch)
      return answer
    },
    async postWaiting() {
      for (const batch of waiting.splice(0))
        await until("HTTP is taken", async () => (await postAgain(batch)).status === 200, waitMs)
    },
    sendTcp(count) {
      const lines = madeDue("tcp", count, 2000).map((text) => `${syslogLine(text)}\n`)
      connect(programs.syslogPort, "127.0.0.1").end(lines.join(""), () => {
        isTcpTaken = true
      })
    },
    writeFile(count) {
      const lines = madeDue("file", count, 500).map((text) => `${text}\n`)
      appendFileSync(log, lines.join(""))
    },
    async sendUdp(count) {
      const socket = await Bun.udpSocket({})
      for (const text of record.make("udp", count, 400))
        socket.send(syslogLine(text), programs.syslogPort, "127.0.0.1")
      socket.close()
    },
    async allDueStored() {
      const due = [...record.sent.values()].filter(({ isDue }) => isDue).length
      const site = programs.console
      const isAll = async () =>
        (await storedCount(site)) >= due && missing(record, await allStored(site)).length === 0
      await until("all that is due is stored", () => isAll().catch(() => false), waitMs)
    },
    ...saidBy(programs),
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  }
}

function saidBy(programs: Programs): Pick<OutageWorld, "ready" | "health" | "metric"> {
  const textOf = async (program: "collector" | "aggregator", path: string) =>
    (await fetch(programs[program].metrics + path)).text()
  return {
    ready: (program) => textOf(program, "/ready"),
    health: () =>
      ask<{ problems: string[] }>(programs.console, "health").then(
        ({ problems }) => problems.join("\n"),
        String, // where its store is gone
      ),
    async metric(name) {
      const text = await textOf("collector", "/metrics")
      return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "m").exec(text)?.[1])
    },
  }
}

const noise = (bytes: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("base64") // can't be packed
