import type { Event } from "#shared/ecs/event.ts"
import type { Query } from "../store/query.ts"
import type { Store } from "../store/types.ts"
import { canonical } from "./features.ts"
import { eventFields, textKinds, textOfEvent } from "./kinds.ts"
import type { Benign } from "./train.ts"
import { benignByVerdict } from "./verdicts.ts"

export interface StoreAsked {
  readonly query: Query
  readonly fromMs: number
  readonly toMs: number
  /** Different texts that are kept: a sample by their hash, so that the same events give the same. */
  readonly textsMax: number
  /** Events that are read at most, the newest. */
  readonly eventsMax: number
}

export interface StoreTexts {
  readonly benign: readonly Benign[]
  /** Texts on which a rule fired, or which the model in force calls malicious. */
  readonly other: readonly Benign[]
  readonly events: number
  /** Different texts seen on a day, on average. */
  readonly textsADay: number
  /** The range holds more events than were read. */
  readonly isCut: boolean
}

const pageSize = 1000
const dayMs = 86_400_000

/**
 * Texts of events in the store, each once by what it is once plain. Benign are those on which no rule
 * fired and which the model in force does not call malicious, and what people have called benign.
 */
export async function textsOfStore(
  store: Pick<Store, "search" | "documents">,
  asked: StoreAsked,
  signal: AbortSignal,
  told: (progress: string) => void,
): Promise<StoreTexts> {
  const verdicts = await benignByVerdict(store, signal)
  const isBenign = new Set(verdicts.map(({ text }) => canonical(text)))
  const benign = openSample(asked.textsMax)
  const other = openSample(asked.textsMax)
  for (const one of verdicts) benign.add(one)
  let events = 0
  let oldestMs = asked.toMs
  let after: string | undefined
  do {
    const { fromMs, toMs } = asked
    const scope = { streams: ["events"] as const, query: withText(asked.query), fromMs, toMs }
    const page = await store.search(scope, pageSize, after, signal)
    for (const event of page.events) {
      const found = textOfEvent(event as Readonly<Record<string, unknown>>)
      if (!found) continue
      events++
      oldestMs = Math.min(oldestMs, Date.parse(event["@timestamp"] ?? "") || oldestMs)
      const isOther = isSuspect(event) && !isBenign.has(canonical(found.text))
      ;(isOther ? other : benign).add({ text: found.text, kind: found.kind })
    }
    after = page.after
    told(`${events} events read from the store, ${benign.size} different benign texts`)
  } while (after !== undefined && events < asked.eventsMax)
  const days = Math.max((asked.toMs - oldestMs) / dayMs, 1)
  return {
    benign: benign.texts(),
    other: other.texts(),
    events,
    textsADay: (benign.seen + other.seen) / days,
    isCut: after !== undefined,
  }
}

const isSuspect = (event: Event): boolean =>
  (event["vedette.matches"]?.length ?? 0) > 0 || event["vedette.evasion.outcome"] === "malicious"

const withText = (query: Query): Query => ({
  is: "and",
  of: [
    query,
    {
      is: "or",
      of: textKinds.flatMap((kind) =>
        eventFields[kind].map((field) => ({ is: "exists" as const, field })),
      ),
    },
  ],
})

/** Different texts, and of too many those whose hashes are lowest. */
function openSample(textsMax: number) {
  let kept = new Map<string, { readonly rank: number; readonly one: Benign }>()
  const seen = new Set<number>()
  return {
    get size() {
      return kept.size
    },
    get seen() {
      return seen.size
    },
    add(one: Benign) {
      const key = `${one.kind} ${canonical(one.text)}`
      const rank = Number(Bun.hash.wyhash(key) & 0xffff_ffff_ffffn)
      seen.add(rank)
      if (!kept.has(key)) kept.set(key, { rank, one })
      if (kept.size < 2 * textsMax) return
      kept = new Map([...kept].sort(([, a], [, b]) => a.rank - b.rank).slice(0, textsMax))
    },
    texts: () =>
      [...kept.values()]
        .sort((a, b) => a.rank - b.rank)
        .slice(0, textsMax)
        .map(({ one }) => one),
  }
}
