import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type LiveRules, liveRules } from "../live-rules.ts"
import { bookOf, type RuleBook } from "../overlay/book.ts"
import type { Store } from "../store/types.ts"
import { type CostMeter, openCosts } from "../trial/costs.ts"
import { openTrials, type Trials } from "../trial/trials.ts"

export const guessed = "5af54681-df95-4c26-854f-2565e13cfab0"
export const often = "8d1b5a0e-2f39-4b76-9c51-1a2b3c4d5e6f"

const guessedText = `title: SSH guessing that succeeded
id: ${guessed}
description: A login right after failed ones.
level: high
tags: [attack.credential-access, attack.t1110]
logsource: { product: linux, service: sshd }
detection:
  selection: { user.name: root }
  condition: selection
falsepositives: [A person who mistyped]
references: ["https://attack.mitre.org/techniques/T1110/", "javascript:alert(1)"]
`
const casesText = `hits:
  - { host.os.type: linux, process.name: sshd, user.name: root }
misses:
  - { host.os.type: linux, process.name: sshd, user.name: alice }
  - raw: "a line"
`
const oftenText = `title: Guessing goes on
id: ${often}
level: critical
tags: [attack.credential-access]
correlation:
  type: event_count
  rules: [${guessed}]
  group-by: [host.name]
  timespan: 10m
  generate: true
  condition: { gte: 5 }
`
const brokenText =
  "title: Broken\nid: broken-1\nlogsource: { product: linux }\ndetection: { a: { b|nope: c }, condition: a }\n"

const reloadEveryMs = 50

/** For the tests: a folder of rules with an overlay, read anew when it changes, as programs do. */
export interface RulesWorld extends Disposable {
  readonly folder: string
  readonly book: RuleBook
  readonly rules: LiveRules["byId"]
  readonly trials: Trials
  readonly costs: CostMeter
}

export function openRulesWorld(store: Store, now: () => number): RulesWorld {
  const folder = mkdtempSync(join(tmpdir(), "vedette-rules-"))
  const detect = join(folder, "detect")
  const overlay = join(folder, "overlay")
  for (const path of [detect, overlay]) mkdirSync(path)
  writeFileSync(join(detect, "guessed.yml"), guessedText)
  writeFileSync(join(detect, "guessed.cases.yaml"), casesText)
  writeFileSync(join(detect, "often.yml"), oftenText)
  writeFileSync(join(detect, "broken.yml"), brokenText)
  const folders = { detect: [detect], correlate: [], overlay }
  const live = liveRules(folders, { now })
  let isReloading = false
  const reload = async () => {
    if (isReloading) return
    isReloading = true
    try {
      await (await live.prepare(folders))?.commit()
    } catch {
      // the next time tells
    } finally {
      isReloading = false
    }
  }
  const book = bookOf(live, () => void reload())
  const timer = setInterval(reload, reloadEveryMs)
  timer.unref()
  return {
    ...{ folder, book, rules: live.byId },
    costs: openCosts({ store, now, folders: book.folders }),
    trials: openTrials({ store, now, rules: live.byId, folders: book.folders }),
    [Symbol.dispose]() {
      clearInterval(timer)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
