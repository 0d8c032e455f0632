import type { Event } from "#shared/ecs/event.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { Asked } from "../alerts/state.ts"
import { statesOf } from "../alerts/states.ts"
import type { Scope } from "../store/types.ts"
import { type Bulk, change } from "./alert-changes.ts"
import { stateOfAlert } from "./alert-scope.ts"
import { InputError } from "./input-error.ts"
import { visitor } from "./visitor.ts"
import type { World } from "./world.ts"

/** The change of all alerts that a filter leaves, while it goes on and for a while after. */
export interface Job {
  readonly id: string
  readonly by: string
  /** How many are to be changed; undefined while they are still being collected. */
  total: number | undefined
  readonly done: Bulk & { refused: number }
  is: "running" | "done" | "stopped" | "failed"
  /** Why some were refused, or why it failed. */
  reason?: string
  /** There were more than one job changes. */
  isCut: boolean
  stop(): void
}

/** More are left for the next job. */
export const bulkAlertsMax = 20_000
const runningMax = 3
const keptMax = 50
const perQuestion = 1_000

export interface Jobs {
  start(scope: Scope, asked: Asked): Job
  find(id: string): Job | undefined
}

const opened = new WeakMap<World, Jobs>()

/** The jobs of a console. */
export function jobsOf(world: World): Jobs {
  const known = opened.get(world)
  if (known) return known
  const made = openJobs(world)
  opened.set(world, made)
  return made
}

/** They live in memory: what one had changed stays so when a restart ends it. */
function openJobs(world: World): Jobs {
  const jobs = new Map<string, Job>()
  return {
    find: (id) => jobs.get(id),
    start(scope, asked) {
      const running = [...jobs.values()].filter(({ is }) => is === "running")
      if (running.length >= runningMax)
        throw new InputError(
          `${runningMax} such changes are under way: wait for one of them to end`,
        )
      for (const id of [...jobs.keys()].slice(0, Math.max(0, jobs.size - keptMax + 1)))
        if (jobs.get(id)?.is !== "running") jobs.delete(id)
      const stopping = new AbortController()
      const job: Job = {
        id: crypto.randomUUID(),
        by: visitor.getStore()?.name ?? "(unknown)",
        ...{ total: undefined, is: "running", isCut: false },
        done: { changed: 0, conflict: 0, same: 0, refused: 0 },
        stop: () => stopping.abort(),
      }
      jobs.set(job.id, job)
      run(world, job, { scope, asked }, stopping.signal).then(
        () => (job.is = stopping.signal.aborted ? "stopped" : "done"),
        (cause) => {
          job.is = stopping.signal.aborted ? "stopped" : "failed"
          if (job.is === "failed") job.reason = errorText(cause)
        },
      )
      return job
    },
  }
}

interface Work {
  readonly scope: Scope
  readonly asked: Asked
}

/** The alerts are collected before the first is changed: a change may take them out of the filter. */
async function run(world: World, job: Job, { scope, asked }: Work, signal: AbortSignal) {
  const alerts: Event[] = []
  let after: string | undefined
  do {
    const page = await world.store.search(scope, perQuestion, after, signal)
    alerts.push(...page.events.map(brief))
    after = page.after
  } while (after !== undefined && alerts.length < bulkAlertsMax)
  job.isCut = after !== undefined || alerts.length > bulkAlertsMax
  const wanted = alerts.slice(0, bulkAlertsMax)
  job.total = wanted.length
  const states = await statesOf(world.store)
  for (const alert of wanted) {
    if (signal.aborted) return
    const known = stateOfAlert(states, alert)
    try {
      const { is } = await change(world, alert, known, { revision: known.revision, asked })
      job.done[is]++
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause
      job.done.refused++
      job.reason = cause.message
    }
  }
}

/** Twenty thousand of them are held at once. */
const brief = (alert: Event): Event => ({
  "event.id": alert["event.id"] ?? "",
  "rule.id": alert["rule.id"] ?? "",
  "rule.name": alert["rule.name"] ?? "",
  ...(alert["host.name"] && { "host.name": alert["host.name"] }),
})

/** How many alerts a job has dealt with. */
export const dealtWith = ({ done }: Job) => done.changed + done.conflict + done.same + done.refused
