import type { Bus } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { version } from "#shared/config/program.ts"
import { sendStory } from "#shared/scripts/story.ts"
import type { Access } from "./access/open.ts"
import type { AggregatorConfig } from "./config.ts"
import { consoleOptions } from "./console/options.ts"
import type { World } from "./console/world.ts"
import { dormantEverywhere } from "./dormant.ts"
import { heardOf, refusedText } from "./health.ts"
import { inTime } from "./in-time.ts"
import { balance } from "./ledger/balance.ts"
import type { PendingAsker } from "./ledger/pending.ts"
import type { LiveRules } from "./live-rules.ts"
import { replay, replayTold } from "./replay.ts"
import { sourcesOf } from "./sources.ts"
import type { Store } from "./store/types.ts"

export interface Parts {
  readonly store: Store
  readonly access: Access
  readonly rules: LiveRules
  readonly pending: PendingAsker
  readonly replays: Bus
}

/** All that the console asks of the program around it, as a configuration has it. */
export function worldOf(
  name: string,
  config: AggregatorConfig,
  { store, access, rules, pending, replays }: Parts,
  deps: Deps,
  problems: () => Promise<readonly string[]>,
): World {
  const { demoIntake, addresses } = config.console
  return {
    ...access,
    store,
    now: deps.now,
    rules: rules.byId,
    ledger: (fromMs, toMs) => balance(store, fromMs, toMs, pending.ask),
    sources: () => sourcesOf(store, config.silence.gapsLearnt),
    health: async () => {
      const own = { kind: "aggregator" as const, name, version, lastMs: deps.now() }
      const isOther = ({ body }: { body: Record<string, unknown> }) =>
        body.program !== "aggregator" || body.name !== name
      const statuses = await inTime(store.documents("status"), [])
      const heard = heardOf(statuses.filter(isOther), deps.now())
      return {
        problems: [...(await problems()), ...refusedText(rules.current.refused), ...heard.problems],
        programs: [...heard.programs, own],
        rules: {
          loaded: rules.current.rules.length,
          dormant: dormantEverywhere(statuses),
          refused: rules.current.refused,
        },
      }
    },
    replay: async (asked, by, signal) => {
      const done = await replay(store, replays, asked, signal)
      if (!asked.dryRun) replayTold(done, by, deps)
      return done
    },
    ...(demoIntake && { demo: async () => void (await sendStory(demoIntake, deps.now())) }),
    addresses: {
      ...(addresses.syslog && { syslog: addresses.syslog }),
      ...(addresses.intake && { intake: addresses.intake }),
    },
    options: consoleOptions(config.console),
  }
}
