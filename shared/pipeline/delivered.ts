import type { Source } from "./types.ts"

/** The source, telling of each batch that is settled well: what was wrong before is over then. */
export function tellingDelivery<Item>(source: Source<Item>, delivered: () => void): Source<Item> {
  return {
    async *read(signal) {
      for await (const batch of source.read(signal))
        yield {
          ...batch,
          async settle(failure) {
            await batch.settle(failure)
            if (failure === undefined) delivered()
          },
        }
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}
