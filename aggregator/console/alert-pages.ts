import type { Event } from "#shared/ecs/event.ts"
import type { RuleLevel } from "#shared/sigma/types.ts"
import type { Page, Scope, Store } from "../store/types.ts"
import { isLevel, levelQuery, levelsDown } from "./level.ts"
import { also } from "./question.ts"

const perPage = 50

/** Where a page begins. */
export interface Mark {
  readonly after: string | undefined
  /** In which level the last page ended, where they are sorted by it. */
  readonly at?: string | undefined
}

export interface AlertsPage extends Page {
  readonly at?: RuleLevel
}

/** A page of alerts: the newest first, or of each level from the highest the newest first. */
export async function alertsOf(
  store: Pick<Store, "search" | "count">,
  scope: Scope,
  sort: string | undefined,
  { after, at }: Mark,
  signal: AbortSignal,
): Promise<AlertsPage> {
  if (sort !== "level") return store.search(scope, perPage, after, signal)
  const events: Event[] = []
  const caveats = new Set<string>()
  const total = await store.count(scope, signal)
  const first = isLevel(at) ? levelsDown.indexOf(at) : 0
  for (let index = first; index < levelsDown.length; index++) {
    const level = levelsDown[index]!
    const mark = index === first && isLevel(at) ? after : undefined
    const room = perPage - events.length
    const page = await store.search(also(scope, levelQuery(level)), room, mark, signal)
    events.push(...page.events)
    for (const caveat of page.caveats) caveats.add(caveat)
    if (page.after !== undefined)
      return { total, events, after: page.after, at: level, caveats: [...caveats] }
    if (events.length >= perPage) {
      const next = await nextLevel(store, scope, index + 1, signal)
      if (next) return { total, events, at: next, caveats: [...caveats] }
      break
    }
  }
  return { total, events, caveats: [...caveats] }
}

/** A page that ends with its level goes on in the next one that has any. */
async function nextLevel(
  store: Pick<Store, "count">,
  scope: Scope,
  from: number,
  signal: AbortSignal,
): Promise<RuleLevel | undefined> {
  for (const level of levelsDown.slice(from))
    if ((await store.count(also(scope, levelQuery(level)), signal)) > 0) return level
  return undefined
}
