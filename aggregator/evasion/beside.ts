import type { BesideAnswer, BesideRequest } from "./default-worker.ts"

/** Asks a thread of its own, so that events go on meanwhile. Ends it where the signal aborts. */
export async function askBeside(
  request: BesideRequest,
  signal: AbortSignal,
): Promise<BesideAnswer> {
  if (signal.aborted) return { is: "failed", cause: "stopped" }
  const worker = new Worker(new URL("./default-worker.ts", import.meta.url))
  worker.unref()
  try {
    return await new Promise((resolve) => {
      const fail = (cause: string) => resolve({ is: "failed", cause })
      worker.onerror = ({ message }) => fail(message)
      worker.onmessage = ({ data }: MessageEvent<BesideAnswer>) => resolve(data)
      signal.addEventListener("abort", () => fail("stopped"), { once: true })
      worker.postMessage(request)
    })
  } finally {
    worker.terminate()
  }
}
