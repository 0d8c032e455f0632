import { gzipSync } from "node:zlib"
import { pause } from "../../pipeline/retrying.ts"
import type { Manner } from "./plan.ts"
import type { Sender } from "./sender.ts"

const againAfterMs = 40

/** Posts batches: with a key until each is taken, without one only once. */
export const httpSender: Sender = async (load, record, ways, signal) => {
  for (const [index, size] of load.batches.entries()) {
    const texts = record.make(load.name, size, load.padMax)
    const request = requestOf(texts, load.manner, `${load.name}-${index}`)
    for (let tries = 0; ; tries++) {
      signal.throwIfAborted()
      const isPatient = tries % 2 === 1 || !load.manner.hasKey
      const fate = await post(ways.intake, request, isPatient ? 0 : load.manner.patienceMs, signal)
      if (fate === "taken") record.acknowledge(texts)
      if (fate === "taken") break
      if (fate === "unknown" && !load.manner.hasKey) break // to send it again could double it
      await pause(againAfterMs, signal)
    }
    await pause(load.gapMs, signal)
  }
  return undefined
}

interface Request {
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

function requestOf(texts: readonly string[], manner: Manner, key: string): Request {
  const { type, text } = bodies[manner.body](texts)
  return {
    body: manner.isPacked ? Uint8Array.from(gzipSync(text)) : text,
    headers: {
      "content-type": type,
      ...(manner.isPacked && { "content-encoding": "gzip" }),
      ...(manner.hasKey ? { "idempotency-key": key } : { connection: "close" }),
    },
  }
}

const bodies: Readonly<
  Record<Manner["body"], (texts: readonly string[]) => { type: string; text: string }>
> = {
  text: (texts) => ({ type: "text/plain", text: texts.join("\n") }),
  array: (texts) => ({
    type: "application/json",
    text: JSON.stringify(texts.map((message) => ({ message }))),
  }),
  ndjson: (texts) => ({
    type: "application/x-ndjson",
    text: texts.map((message) => JSON.stringify({ message })).join("\n"),
  }),
}

/** What the sender knows of its request; "refused": that it was not taken. */
type Fate = "taken" | "refused" | "unknown"

/** @param patienceMs a sender that gives up leaves a request behind that may yet be taken; 0: waits */
async function post(
  intake: string,
  { body, headers }: Request,
  patienceMs: number,
  stopped: AbortSignal,
): Promise<Fate> {
  const patience = patienceMs > 0 ? [AbortSignal.timeout(patienceMs)] : []
  const signal = AbortSignal.any([stopped, ...patience])
  try {
    const answer = await fetch(`${intake}/intake`, { method: "POST", body, headers, signal })
    await answer.arrayBuffer()
    if (answer.ok) return "taken"
    return answer.status === 429 ? "refused" : "unknown"
  } catch (cause) {
    return /^(Connection|ECONN)refused$/i.test(String((cause as { code?: unknown }).code))
      ? "refused"
      : "unknown"
  }
}
