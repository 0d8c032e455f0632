import type { Tell } from "../types.ts"
import type { Damage } from "./files.ts"
import type { Answer, Ask, Opening, Progress } from "./worker.ts"

interface Waiting {
  readonly ask: Ask
  readonly tell: Tell | undefined
  resolve(value: unknown): void
  reject(cause: unknown): void
}

/** A Worker that answers questions; ended and begun anew to cancel one. */
export function openAsker(opening: Opening, note: (damaged: readonly Damage[]) => void) {
  const waiting = new Map<number, Waiting>()
  let number = 0
  const begin = () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url))
    worker.postMessage(opening)
    worker.onmessage = ({ data }: MessageEvent<Answer | Progress>) => {
      const asked = waiting.get(data.number)
      if ("share" in data) return asked?.tell?.(data.share)
      note(data.damaged)
      waiting.delete(data.number)
      if (data.error === undefined) asked?.resolve(data.value)
      else asked?.reject(new Error(data.error))
    }
    worker.onerror = ({ message }) => {
      rejectAll(message)
      restart()
    }
    return worker
  }
  const rejectAll = (why: string) => {
    for (const asked of waiting.values()) asked.reject(new Error(why))
    waiting.clear()
  }
  /** What others have asked is asked again. */
  const restart = () => {
    worker.terminate()
    worker = begin()
    for (const { ask } of waiting.values()) worker.postMessage(ask)
  }
  let worker = begin()
  return {
    async ask<T>(
      name: Ask["name"],
      args: readonly unknown[],
      signal?: AbortSignal,
      tell?: Tell,
    ): Promise<T> {
      signal?.throwIfAborted()
      const ask: Ask = { number: number++, name, args }
      return new Promise<T>((resolve, reject) => {
        const cancel = () => {
          if (!waiting.delete(ask.number)) return
          reject(signal!.reason)
          restart()
        }
        const settled = () => signal?.removeEventListener("abort", cancel)
        signal?.addEventListener("abort", cancel, { once: true })
        waiting.set(ask.number, {
          ask,
          tell,
          resolve(value) {
            settled()
            resolve(value as T)
          },
          reject(cause) {
            settled()
            reject(cause)
          },
        })
        worker.postMessage(ask)
      })
    },
    async close() {
      while (waiting.size > 0) await Bun.sleep(5)
      await this.ask("close", []).catch(() => {}) // else the files stay open till the program ends
      worker.terminate()
    },
  }
}
