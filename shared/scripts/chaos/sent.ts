/** A numbered text, and what is known of it. */
export interface Sent {
  readonly text: string
  /** It was acknowledged: it must be stored once. Else it may be, but not twice. */
  isDue: boolean
}

/** What the senders of a trial have sent, by number. */
export interface SentRecord {
  /** The next texts of a sender. */
  make(sender: string, count: number, padMax: number): readonly string[]
  acknowledge(texts: readonly string[]): void
  readonly sent: ReadonlyMap<string, Sent>
  /** Resolves when this share of all that is planned has been made. */
  reached(share: number, signal: AbortSignal): Promise<void>
}

/** `chaos http0-17 …`: the second word is the number. */
export const numberOf = (text: string): string | undefined => /^chaos (\S+)/.exec(text)?.[1]

export function openRecord(planned: number): SentRecord {
  const sent = new Map<string, Sent>()
  const counts = new Map<string, number>()
  let waiting: { readonly count: number; readonly go: () => void }[] = []

  const wake = () => {
    for (const { count, go } of waiting) if (sent.size >= count) go()
    waiting = waiting.filter(({ count }) => sent.size < count)
  }
  return {
    sent,
    make(sender, count, padMax) {
      const from = counts.get(sender) ?? 0
      counts.set(sender, from + count)
      const texts = Array.from({ length: count }, (_, i) => {
        const number = `${sender}-${from + i}`
        const text = `chaos ${number} ${padOf(from + i, padMax)}`
        sent.set(number, { text, isDue: false })
        return text
      })
      wake()
      return texts
    },
    acknowledge(texts) {
      for (const text of texts) sent.get(numberOf(text)!)!.isDue = true
    },
    reached: (share, signal) =>
      new Promise((go, fail) => {
        waiting.push({ count: Math.floor(share * planned), go })
        signal.addEventListener("abort", () => fail(signal.reason), { once: true })
        wake()
      }),
  }
}

/** Differs by number, so that a cut or mixed text is seen. */
function padOf(number: number, max: number): string {
  const length = 1 + ((number * 7919) % max)
  const word = `${number.toString(36)}z`
  return word.repeat(Math.ceil(length / word.length)).slice(0, length)
}
