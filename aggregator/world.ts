import type { Bus } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { version } from "#shared/config/program.ts"
import { sendStory } from "#shared/scripts/story.ts"
import { redacted } from "#shared/telemetry/redact.ts"
import type { Access } from "./access/open.ts"
import type { AnomalyWatch } from "./anomaly/watch.ts"
import type { AggregatorConfig } from "./config.ts"
import { consoleOptions } from "./console/options.ts"
import type { World } from "./console/world.ts"
import { dormantEverywhere } from "./dormant.ts"
import type { LiveEvasion } from "./evasion/live.ts"
import { type Flow, flowOf } from "./flow/flow.ts"
import type { FlowMeter } from "./flow/meter.ts"
import type { ForecastService } from "./forecast/service.ts"
import { heardOf, programOf, refusedText } from "./health.ts"
import { inTime } from "./in-time.ts"
import { balance } from "./ledger/balance.ts"
import type { PendingAsker } from "./ledger/pending.ts"
import type { LiveRules } from "./live-rules.ts"
import { bookOf } from "./overlay/book.ts"
import { replay, replayTold } from "./replay.ts"
import { sourcesOf } from "./sources.ts"
import type { Document, Store } from "./store/types.ts"
import { openCosts } from "./trial/costs.ts"
import { openTrials } from "./trial/trials.ts"

export interface Parts {
  readonly store: Store
  readonly access: Access
  readonly rules: LiveRules
  readonly evasion: Pick<LiveEvasion, "standing">
  readonly anomaly: Pick<AnomalyWatch, "standing">
  readonly forecasts: Pick<ForecastService, "standing">
  readonly pending: PendingAsker
  readonly replays: Bus
  readonly meter: FlowMeter
  /** The configuration in force. */
  readonly config: () => AggregatorConfig
  /** Asks for a reload: something was changed on purpose. */
  readonly reload: () => void
}

/** All that the console asks of the program around it, as a configuration has it. */
export function worldOf(
  name: string,
  config: AggregatorConfig,
  parts: Parts,
  deps: Deps,
  problems: () => Promise<readonly string[]>,
): World {
  const { store, access, rules, pending, replays } = parts
  const { demoIntake, addresses } = config.console
  const book = bookOf(rules, parts.reload)
  return {
    ...access,
    store,
    now: deps.now,
    rules: rules.byId,
    book,
    trials: openTrials({ store, now: deps.now, rules: rules.byId, folders: book.folders }),
    costs: openCosts({ store, now: deps.now, folders: book.folders }),
    ledger: (fromMs, toMs) => balance(store, fromMs, toMs, pending.ask),
    sources: () => sourcesOf(store, config.silence.gapsLearnt),
    flow: () => flow(name, parts, deps),
    configuration: () => configurationText(parts.config()),
    health: async () => {
      const statuses = await inTime(store.documents("status"), [])
      const isOwn = ({ body }: Document) => body.program === "aggregator" && body.name === name
      const said = statuses.find(isOwn)
      const heard = heardOf(
        statuses.filter((one) => one !== said),
        deps.now(),
      )
      const own = { ...programOf(said?.body ?? {}), kind: "aggregator" as const, name, version }
      return {
        problems: [...(await problems()), ...refusedText(rules.current.refused), ...heard.problems],
        programs: [...heard.programs, { ...own, lastMs: deps.now() }],
        rules: {
          loaded: rules.current.rules.length,
          dormant: dormantEverywhere(statuses),
          refused: rules.current.refused,
        },
        evasion: parts.evasion.standing(),
        behaviour: {
          anomaly: parts.anomaly.standing(),
          forecasts: parts.forecasts.standing().map(({ fit, ...rest }) => ({
            ...rest,
            ...(fit && { fit: { ...fit, steps: [] } }), // the band of now is enough
          })),
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

/** What can't be asked now is left out: the picture must be there when the store is not. */
async function flow(
  name: string,
  { store, pending, meter, config }: Parts,
  { now }: Deps,
): Promise<Flow> {
  const { bus, store: kept, silence } = config()
  const nobody = { records: Number.POSITIVE_INFINITY }
  const [statuses, sources, { records }] = await Promise.all([
    inTime(store.documents("status"), []),
    inTime(sourcesOf(store, silence.gapsLearnt), []),
    inTime(pending.ask(), nobody),
  ])
  const seen = flowOf(
    {
      ...{ statuses, sources, meter, store: { kind: kept.type } },
      bus: { kind: bus.type, ...(Number.isFinite(records) && { waiting: records }) },
    },
    now(),
  )
  if (seen.aggregators.some((one) => one.name === name)) return seen
  return { ...seen, aggregators: [...seen.aggregators, { name, version, lastMs: now() }] }
}

/** What is in force, as a person may read it. */
export const configurationText = (config: AggregatorConfig): string =>
  redacted(JSON.stringify(config, null, 2))
