import type { Fit } from "./fit.ts"
import type { Grid } from "./grid.ts"
import type { FitAnswer } from "./worker.ts"

const msMax = 60_000

/** Fits in a thread of its own, which ends with it. */
export async function fitBeside(grid: Grid, horizon: number): Promise<Fit> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { smol: true })
  let timer: Timer | undefined
  try {
    const answer = await new Promise<FitAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error("no forecast in time")), msMax)
      worker.onmessage = ({ data }: MessageEvent<FitAnswer>) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.postMessage({ grid, horizon })
    })
    if ("failed" in answer) throw new Error(answer.failed)
    return answer.fit
  } finally {
    clearTimeout(timer)
    worker.terminate()
  }
}
