import type { Store } from "../store/types.ts"
import { alertStreams } from "./question.ts"
import type { World } from "./world.ts"

export type TitleOf = (ruleId: string) => string

const askedMax = 12

/**
 * Names of rules by their ids: of those that are not loaded here (a detector of ours, a rule that is
 * gone) as their newest alert has it.
 */
export async function titlesOf(
  rules: World["rules"],
  store: Pick<Store, "search">,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<TitleOf> {
  const unknown = [...new Set(ids)].filter((id) => id !== "" && !rules(id)).slice(0, askedMax)
  const found = await Promise.all(
    unknown.map(async (value) => {
      const query = { is: "term", field: "rule.id", value } as const
      const page = await store.search({ streams: alertStreams, query }, 1, undefined, signal)
      return [value, page.events[0]?.["rule.name"]] as const
    }),
  )
  const names = new Map(found)
  return (id) => rules(id)?.title ?? names.get(id) ?? id
}
