import { join } from "node:path"
import * as v from "valibot"
import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import { openStateFile } from "#shared/pipeline/state-file.ts"
import type { Sink, Stage } from "#shared/pipeline/types.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { anomalyAlert } from "./alert.ts"
import { type Bucket, Buckets } from "./buckets.ts"
import { Budget, type BudgetState } from "./budget.ts"
import { type Finding, Judge, type JudgeState } from "./judge.ts"
import { kinds } from "./kinds.ts"
import { anomalyMetrics } from "./metrics.ts"
import type { AnomalyOptions } from "./options.ts"
import { readSnapshot, writeSnapshot } from "./snapshot.ts"
import {
  type NewTemplate,
  TemplateWatch,
  type TemplateWatchState,
  templateAlert,
} from "./template-watch.ts"

export interface AnomalyWatch {
  /** Counts an event; only this is on the path. */
  readonly stage: Stage
  /** Judges what is closed and writes alerts; what a store that is away did not take is kept. */
  look(sink: Pick<Sink, "write">, signal: AbortSignal): Promise<void>
  standing(): readonly KindStanding[]
  /** Saves what was learnt since the start. */
  close(): Promise<void>
}

export interface KindStanding {
  readonly kind: string
  readonly readiness: "learning" | "insufficient" | "ready"
  readonly entities: number
}

const sliceOf = 100
const unsentMax = 1000
/** What is learnt is saved so much later; megabytes are written. */
const saveMs = 60_000

/** Watches behaviour: counts on the path of events, judges beside it, remembers in a file. */
export function watchAnomalies(
  options: AnomalyOptions,
  deps: Pick<Deps, "now" | "log" | "metrics" | "home">,
): AnomalyWatch {
  const buckets = new Buckets(options, deps.now)
  const judges = kinds.map((kind, i) => new Judge(kind, { ...options, seed: i + 1 }))
  const budget = new Budget(options.alertsPerDayMax, options.scoreMin, options.quietMs)
  const { datasets, quietMessages, templatesMax } = options.templates
  const templates = new TemplateWatch(datasets, quietMessages, { templatesMax })
  const unsent: Event[] = []
  const parts = { judges, budget, templates }
  const file = openStateFile({
    path: join(deps.home, "anomaly", "state.json"),
    schema: v.object({ snapshot: v.string() }),
    current: () => ({ snapshot: writeSnapshot(stateOf(options, parts)) }),
    log: deps.log,
    soonMs: saveMs,
  })
  if (file.found.kind !== "none") restore(file.found, options, parts, deps)
  const standing = () =>
    judges.map(({ kind, readiness, size }) => ({ kind: kind.name, readiness, entities: size }))
  const told = anomalyMetrics({ standing, buckets, budget }, deps)

  let isChanged = false
  const judge = async (bucket: Bucket) => {
    isChanged = true
    budget.pass(options.bucketMs)
    const isWhole = buckets.isWhole(bucket)
    const found: Finding[] = []
    for (const one of judges) {
      let steps = 0
      for (const finding of one.judge(bucket.counts[one.kind.name], bucket.startMs, isWhole)) {
        if (finding) found.push(finding)
        if (++steps % sliceOf === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const { threshold } = budget
    for (const finding of found.sort((a, b) => b.score - a.score)) {
      budget.learn(finding.score)
      if (finding.score < threshold || unsent.length >= unsentMax) continue
      if (!budget.allows(`${finding.kind.name} ${finding.entity}`, bucket.startMs)) continue
      unsent.push(anomalyAlert(finding, threshold, options.bucketMs, deps.now()))
      told(finding.kind.name)
    }
  }
  const tellTemplate = (one: NewTemplate) => {
    isChanged = true
    const atMs = Date.parse(one.event["@timestamp"] ?? "") || deps.now()
    if (unsent.length >= unsentMax || !budget.allows(`template ${one.dataset}`, atMs)) return
    unsent.push(templateAlert(one, deps.now()))
    told("template")
  }
  return {
    stage(event) {
      if ((event["vedette.stream"] ?? "events") !== "events") return
      buckets.add(event)
      templates.add(event)
    },
    async look(sink, signal) {
      const closed = buckets.close()
      for (const bucket of closed) await judge(bucket)
      for (const one of templates.take()) tellTemplate(one)
      if (unsent.length > 0) {
        const alerts = unsent.slice()
        await sink.write(alerts, signal)
        unsent.splice(0, alerts.length)
      }
      if (closed.length > 0) file.saveSoon()
    },
    standing,
    async close() {
      if (isChanged) await file.close()
    },
  }
}

interface State {
  /** What must be the same for the rest to fit. */
  readonly fits: string
  readonly judges: readonly JudgeState[]
  readonly budget: BudgetState
  readonly templates?: readonly TemplateWatchState[]
}

interface Parts {
  readonly judges: readonly Judge[]
  readonly budget: Budget
  readonly templates: TemplateWatch
}

const version = 1
const fitOf = ({ bucketMs }: AnomalyOptions): string =>
  JSON.stringify([version, bucketMs, kinds.map(({ name, features }) => [name, features.length])])

const stateOf = (options: AnomalyOptions, { judges, budget, templates }: Parts): State => ({
  fits: fitOf(options),
  judges: judges.map((one) => one.state()),
  budget: budget.state(),
  templates: templates.state(),
})

function restore(
  found: { readonly kind: string; readonly state?: { readonly snapshot: string } },
  options: AnomalyOptions,
  { judges, budget, templates }: Parts,
  { log }: Pick<Deps, "log">,
): void {
  try {
    if (!found.state) throw new Error("damaged")
    const state = readSnapshot(found.state.snapshot) as State
    if (state.fits !== fitOf(options)) throw new Error("learnt under other options")
    judges.forEach((one, i) => void one.restore(state.judges[i]!))
    budget.restore(state.budget)
    templates.restore(state.templates ?? [])
  } catch (cause) {
    log.warn("what was learnt of behaviour can't be used, it is learnt again", {
      "error.message": errorText(cause),
    })
  }
}

/** Where the detector is switched off. */
export const noAnomalyWatch: AnomalyWatch = {
  stage() {},
  async look() {},
  standing: () => [],
  async close() {},
}
