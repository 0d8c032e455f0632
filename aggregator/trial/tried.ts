import type { Answer, Ask } from "./messages.ts"

const loadMs = 5_000
const eventsMs = 20_000

/** Rules that are tried in a thread of their own. */
export interface Tried extends Disposable {
  /** @throws an Error in words where it takes too long, or fails */
  ask<Kind extends Ask["kind"]>(ask: Extract<Ask, { kind: Kind }>): Promise<AnswerOf[Kind]>
}

interface AnswerOf {
  load: Extract<Answer, { kind: "loaded" }>
  events: Extract<Answer, { kind: "tried" }>
  finish: Extract<Answer, { kind: "finished" }>
}

export function openTried(signal?: AbortSignal): Tried {
  const worker = new Worker(new URL("./trial-worker.ts", import.meta.url))
  worker.unref()
  let fail: (cause: Error) => void = () => {}
  const stop = () => {
    worker.terminate()
    fail(new Error("it was stopped"))
  }
  signal?.addEventListener("abort", stop)
  const ask = (asked: Ask) =>
    new Promise<Answer>((resolve, reject) => {
      if (signal?.aborted) return reject(new Error("it was stopped"))
      const patience = asked.kind === "load" ? loadMs : eventsMs
      const late = setTimeout(() => {
        worker.terminate()
        fail(new Error("it took too long: a pattern may be too costly"))
      }, patience)
      fail = (cause) => {
        clearTimeout(late)
        reject(cause)
      }
      worker.onerror = (event) => fail(new Error(event.message))
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        clearTimeout(late)
        if (data.kind === "failed") reject(new Error(data.cause))
        else resolve(data)
      }
      worker.postMessage(asked)
    })
  return {
    ask: ask as Tried["ask"],
    [Symbol.dispose]() {
      signal?.removeEventListener("abort", stop)
      worker.terminate()
    },
  }
}
