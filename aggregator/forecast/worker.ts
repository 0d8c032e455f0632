import { errorText } from "#shared/telemetry/log.ts"
import { type Fit, fitOf } from "./fit.ts"
import type { Grid } from "./grid.ts"

declare const self: Worker

export interface FitRequest {
  readonly grid: Grid
  readonly horizon: number
}

export type FitAnswer = { readonly fit: Fit } | { readonly failed: string }

self.onmessage = ({ data }: MessageEvent<FitRequest>) => {
  try {
    self.postMessage({ fit: fitOf(data.grid, data.horizon) } satisfies FitAnswer)
  } catch (cause) {
    self.postMessage({ failed: errorText(cause) } satisfies FitAnswer)
  }
}
