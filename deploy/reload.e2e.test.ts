import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { createSocket } from "node:dgram"
import { mkdtempSync, rmSync } from "node:fs"
import { connect as connectTcp, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect as connectTls } from "node:tls"
import { type Certificates, makeCertificates } from "../shared/testing/certificates.ts"
import { freePorts, type Programs, startPrograms, until } from "../shared/testing/programs.ts"
import { after, type Config, hangUp, replace } from "./reload-world.ts"

setDefaultTimeout(120_000)

const home = mkdtempSync(join(tmpdir(), "vedette-reload-"))
const hasOpenssl = Bun.which("openssl") !== null
let programs: Programs
let made: Certificates | undefined
let certificatePort = 0

const found = async (word: string): Promise<number> => {
  const answer = await fetch(`${programs.console}/api/events?size=1&q=${word}`)
  return ((await answer.json()) as { total: number }).total
}

/** How often each word is stored. */
async function allWords(): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  let after: string | undefined
  do {
    const page = after === undefined ? "" : `&after=${encodeURIComponent(after)}`
    const answer = await fetch(`${programs.console}/api/events?size=1000${page}`)
    const body = (await answer.json()) as { events: Record<string, string>[]; after?: string }
    for (const event of body.events) {
      const word = /(?:tcp|udp|http|tls)x\d+x/.exec(event["event.original"] ?? "")?.[0]
      if (word) counts.set(word, (counts.get(word) ?? 0) + 1)
    }
    after = body.after
  } while (after !== undefined)
  return counts
}

beforeAll(async () => {
  const [tls] = freePorts(1)
  certificatePort = tls!
  if (hasOpenssl) {
    made = makeCertificates()
    made.issue("server")
  }
  programs = await startPrograms({
    home,
    ...(made && {
      syslog: {
        tls: {
          port: certificatePort,
          certificateFile: made.file("server.pem"),
          keyFile: made.file("server.key"),
        },
      },
    }),
  })
})
afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  made?.[Symbol.dispose]()
  rmSync(home, { recursive: true, force: true })
})

interface Load {
  readonly words: string[]
  stop(): Promise<void>
}

/** Sends numbered events until it is told to stop; `send` resolves when it is safe to say "sent". */
function load(name: string, send: (word: string) => Promise<unknown>): Load {
  const words: string[] = []
  let isStopping = false
  const sending = (async () => {
    for (let i = 0; !isStopping; i++) {
      const word = `${name}x${i}x`
      await send(word)
      words.push(word)
      await Bun.sleep(2)
    }
  })()
  return {
    words,
    async stop() {
      isStopping = true
      await sending
    },
  }
}

const written = (socket: Socket, text: string) =>
  new Promise<void>((done, fail) => socket.write(text, (cause) => (cause ? fail(cause) : done())))

test("20 reloads with changes under load by TCP, TLS, UDP and HTTP: every event is stored once", async () => {
  const { collector, syslogPort, intake } = programs
  const tcp = connectTcp(syslogPort, "127.0.0.1")
  const udp = createSocket("udp4")
  const secure = made && connectTls({ port: certificatePort, rejectUnauthorized: false })
  const loads = [
    load("tcp", (word) => written(tcp, `<13>${word}\n`)),
    load(
      "udp",
      (word) => new Promise((done) => udp.send(`<13>${word}`, syslogPort, "127.0.0.1", done)),
    ),
    load("http", async (word) => {
      for (;;) {
        // a sender that is not answered sends again, under the same key
        const headers = { "idempotency-key": word }
        const answer = await fetch(`${intake}/intake`, {
          method: "POST",
          body: word,
          headers,
        }).catch(() => undefined)
        if (answer?.ok) return
      }
    }),
    ...(secure ? [load("tls", (word) => written(secure, `<13>${word}\n`))] : []),
  ]
  const [extra] = freePorts(1)
  const changes: ((config: Config, i: number) => void)[] = [
    ({ sources }, i) => Object.assign(sources[0]!, { lingerMs: i, zone: "Europe/Berlin" }),
    ({ sources }, i) => Object.assign(sources[0]!, { idleMs: 60_000 + i, batchRecordsMax: 7 + i }),
    ({ sources }, i) => Object.assign(sources[1]!, { requestRecordsMax: 10 + i }),
    ({ sources }) => sources.push({ type: "gelf", name: "gelf", tcp: { port: extra } }),
    ({ sources }) => sources.splice(2),
  ]
  for (let i = 0; i < 20; i++)
    await after(collector, "applied", () => {
      if (i % 10 === 9) made?.issue("server")
      replace(collector, (config) => changes[i % changes.length]!(config, i))
      if (i % 5 > 0) hangUp(collector) // else it is seen
    })
  for (const each of loads) await each.stop()
  for (const { words } of loads) expect(words.length).toBeGreaterThan(20)
  const all = loads.flatMap(({ words }) => words)
  const last = loads.map(({ words }) => words.at(-1)!)
  for (const word of last) await until(`${word} is stored`, () => found(word))
  const stored = await allWords()
  expect(all.filter((word) => stored.get(word) !== 1)).toEqual([])
  tcp.destroy()
  secure?.destroy()
  udp.close()
})
