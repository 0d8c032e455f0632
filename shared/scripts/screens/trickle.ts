import { lineMaker } from "../soak/lines.ts"

const everyMs = 250
const linesEach = 20

/** Sends lines of now by HTTP and by syslog, so that pages show a site at work. */
export async function openTrickle(intake: string, syslogPort: number): Promise<AsyncDisposable> {
  const line = lineMaker()
  const udp = await Bun.udpSocket({ connect: { hostname: "127.0.0.1", port: syslogPort } })
  const send = () => {
    const lines = Array.from({ length: linesEach }, line)
    for (const one of lines.slice(0, 5)) if (one.startsWith("<")) udp.send(one)
    const headers = { "content-type": "text/plain" }
    return fetch(`${intake}/intake`, { method: "POST", headers, body: lines.join("\n") })
  }
  const timer = setInterval(() => void send().catch(() => {}), everyMs)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      udp.close()
    },
  }
}
