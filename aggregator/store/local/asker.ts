import type { Damage } from "./files.ts"
import type { Answer, Ask, Opening } from "./worker.ts"

interface Waiting {
  readonly worker: Worker
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
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      note(data.damaged)
      const asked = waiting.get(data.number)
      waiting.delete(data.number)
      if (data.error === undefined) asked?.resolve(data.value)
      else asked?.reject(new Error(data.error))
    }
    worker.onerror = ({ message }) => restart(message)
    return worker
  }
  const restart = (why: string) => {
    worker.terminate()
    for (const [key, asked] of waiting) {
      asked.reject(new Error(why))
      waiting.delete(key)
    }
    worker = begin()
  }
  let worker = begin()
  return {
    async ask<T>(name: Ask["name"], args: readonly unknown[], signal?: AbortSignal): Promise<T> {
      signal?.throwIfAborted()
      const mine = number++
      return new Promise<T>((resolve, reject) => {
        const cancel = () => waiting.has(mine) && restart("the question was given up")
        signal?.addEventListener("abort", cancel, { once: true })
        waiting.set(mine, {
          worker,
          resolve(value) {
            signal?.removeEventListener("abort", cancel)
            resolve(value as T)
          },
          reject,
        })
        worker.postMessage({ number: mine, name, args } satisfies Ask)
      })
    },
    /** Without waiting for what is under way. */
    end() {
      worker.terminate()
      for (const asked of waiting.values()) asked.reject(new Error("closed"))
      waiting.clear()
    },
    async close() {
      while (waiting.size > 0) await Bun.sleep(5)
      await this.ask("close", []).catch(() => {}) // else the files stay open till the program ends
      worker.terminate()
    },
  }
}
