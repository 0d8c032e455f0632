import { join } from "node:path"
import type { Pair, Target } from "./plan.ts"
import type { Victim } from "./world.ts"

/** What the trials of a series stand on: nothing, or a Kafka and an OpenSearch of their own. */
export interface Grounds extends AsyncDisposable {
  readonly pair: Pair
  readonly victims: Readonly<Partial<Record<Target, Victim>>>
  /** Bus and store of a trial, as the programs are configured. */
  parts(folder: string): Promise<{ readonly bus: object; readonly store: object }>
  /** All services run and answer. */
  recovered(signal: AbortSignal): Promise<void>
}

export const localGrounds: Grounds = {
  pair: "local",
  victims: {},
  async parts(folder) {
    return {
      bus: { type: "local", directory: join(folder, "bus") },
      store: { type: "local", directory: join(folder, "store") },
    }
  },
  async recovered() {},
  async [Symbol.asyncDispose]() {},
}
