import type { Event } from "#shared/ecs/event.ts"
import { readFolders } from "#shared/sigma/read-folders.ts"
import { costOf } from "#shared/sigma/rule-cost.ts"
import { compileRules, loadRules } from "#shared/sigma/rules.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { CostsAnswer, CostsAsk } from "./costs.ts"

/** Measures in a thread of its own what each rule costs by itself. */
declare const self: Worker

/** Few events are taken several times: what is met first is compiled first. */
const matchesMin = 4_000
const passesFor = (events: number) => Math.min(40, Math.max(2, Math.ceil(matchesMin / events)))

function measure(folders: readonly string[], events: readonly Event[]): CostsAnswer {
  const passes = passesFor(events.length)
  const all = loadRules(folders)
  const { documents, placeholders } = readFolders(folders)
  const byId = new Map(documents.map((one) => [isMap(one.value) ? one.value["id"] : "", one]))
  const rules = all.rules.flatMap(({ id }) => {
    const document = byId.get(id)
    if (!document) return []
    const { ns, worstUs } = costOf(compileRules([document], [], placeholders), events, passes)
    return [[id, Math.round(ns), Math.round(worstUs)] as const]
  })
  const { ns } = costOf(all, events, passes)
  return { kind: "measured", usPerEvent: ns / 1000, rules }
}

self.onmessage = ({ data }: MessageEvent<CostsAsk>) => {
  try {
    self.postMessage(measure(data.folders, data.events))
  } catch (cause) {
    const failed: CostsAnswer = {
      kind: "failed",
      cause: cause instanceof Error ? cause.message : String(cause),
    }
    self.postMessage(failed)
  }
}
