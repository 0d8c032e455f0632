/** Why the reading ended: by wish, for want of progress, for new connections, or by a failure. */
export interface Ending {
  readonly isRenewed?: boolean
  readonly failure?: unknown
  readonly isStalled?: boolean
}

/** One item at a time passes from a writer that waits to a reader that waits. */
export interface Handover<T> {
  /**
   * `taken` resolves when the item was taken, and never if it was not.
   * @param onTaken called before the reader has the item
   */
  offer(item: T, onTaken: () => void): { readonly taken: Promise<void>; withdraw(): void }
  /** The next item, or nothing once ended. */
  take(): Promise<T | undefined>
  end(ending: Ending): void
  readonly ending: Ending | undefined
  readonly isOffered: boolean
}

export function handover<T>(): Handover<T> {
  let offered: { readonly item: T; taken(): void } | undefined
  let ending: Ending | undefined
  let wake: (() => void) | undefined
  return {
    offer(item, onTaken) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const taken = () => {
        onTaken()
        resolve()
      }
      const mine = { item, taken }
      offered = mine
      wake?.()
      return {
        taken: promise,
        withdraw() {
          if (offered === mine) offered = undefined
        },
      }
    },
    async take() {
      while (!ending) {
        const found = offered
        if (found) {
          offered = undefined
          found.taken()
          return found.item
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return undefined
    },
    end(why) {
      ending ??= why
      wake?.()
    },
    get ending() {
      return ending
    },
    get isOffered() {
      return offered !== undefined
    },
  }
}
