import type { LoadAnswer, LoadRequest } from "./load-worker.ts"
import type { LoadedRules, LoadOptions } from "./rules.ts"
import { RulesJoiner } from "./rules-pieces.ts"

/**
 * Loads rules in a thread of its own, while this one goes on with what it does: the rule set arrives
 * in pieces, each asked for when there is time. Rejects if the thread fails; a rule that cannot be
 * run is refused as ever.
 */
export async function loadRulesBeside(
  directories: readonly string[],
  options: LoadOptions = {},
): Promise<LoadedRules> {
  const worker = new Worker(new URL("./load-worker.ts", import.meta.url))
  try {
    return await new Promise((resolve, reject) => {
      const joiner = new RulesJoiner()
      const ask = (request: LoadRequest) => worker.postMessage(request)
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.onmessage = ({ data }: MessageEvent<LoadAnswer>) => {
        if (data.kind === "failed") {
          reject(new Error(data.cause))
          return
        }
        const loaded = joiner.add(data)
        if (loaded) resolve(loaded)
        else setImmediate(ask, { kind: "next" })
      }
      ask({ kind: "load", directories, options })
    })
  } finally {
    worker.terminate()
  }
}
