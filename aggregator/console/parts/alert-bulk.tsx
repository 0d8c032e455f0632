/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx"
import { statuses, verdicts } from "../../alerts/state.ts"
import { bulkAlertsMax, dealtWith, type Job } from "../alert-jobs.ts"
import type { ListState } from "../alert-scope.ts"
import { href } from "../href.ts"
import { Choice, mayChange, People } from "./alert-state.tsx"
import { Csrf } from "./csrf.tsx"
import { countText, Text } from "./text.tsx"

interface TickedProps {
  readonly state: ListState
  readonly total: number
  readonly people: readonly string[]
  /** What was typed, where it could not be done. */
  readonly typed?: Typed | undefined
  readonly children?: Child
}

/** The form as it was sent. */
export type Typed = Readonly<Record<string, unknown>>

/** Around the table: the form that changes what is ticked in it, or all that the filters leave. */
export function Ticked({ state, total, people, typed = {}, children }: TickedProps) {
  const was = (name: string) => {
    const text = Object.hasOwn(typed, name) ? typed[name] : undefined
    return typeof text === "string" ? text.slice(0, 4_000) : ""
  }
  if (total === 0 || !mayChange()) return <>{children}</>
  return (
    <form method="post" action="/alerts">
      <Csrf />
      <input type="hidden" name="back" value={href("", state).slice(1)} />
      {children}
      <fieldset class="change bulk">
        <legend>Change alerts</legend>
        <label>
          Which{" "}
          <select name="which">
            <option value="ticked">those that are ticked</option>
            <option
              value="all"
              selected={was("which") === "all"}
            >{`all ${countText(total)} that the filters leave`}</option>
          </select>
        </label>
        <Choice
          name="status"
          label="Status"
          all={["", ...statuses]}
          chosen={was("status")}
          none="leave"
        />
        <Choice
          name="verdict"
          label="Verdict"
          all={["", ...verdicts]}
          chosen={was("verdict")}
          none="leave"
        />
        <label>
          Assignee{" "}
          <input
            name="assignee"
            value={was("assignee")}
            maxlength={100}
            placeholder="leave"
            list="people"
          />
        </label>
        <People people={people} />
        <label>
          Reason{" "}
          <input
            name="reason"
            value={was("reason")}
            maxlength={500}
            placeholder="of a false positive"
          />
        </label>
        <label>
          Comment <input name="comment" value={was("comment")} maxlength={4000} />
        </label>
        <button type="submit">Change</button>
      </fieldset>
    </form>
  )
}

interface JobBoxProps {
  readonly job: Job | undefined
  readonly state: ListState
}

const liveMs = 1_000

/** How far the change of all has come; it can be stopped. */
export function JobBox({ job, state }: JobBoxProps) {
  if (!job)
    return <p class="caveat">That change is long over, or the aggregator has started anew.</p>
  const isRunning = job.is === "running"
  const dealt = dealtWith(job)
  const again = href("/alerts", { ...state, job: job.id })
  return (
    <section
      class="job"
      id="job"
      aria-label="Change of all"
      {...(isRunning && { "data-live": liveMs })}
    >
      <p role="status">
        <strong>{titleOf(job)}</strong>
        {` · ${detailOf(job)}`}
      </p>
      {isRunning && (
        <p>
          <progress
            value={dealt}
            max={Math.max(1, job.total ?? 1)}
            aria-label="Alerts dealt with"
          />
        </p>
      )}
      {job.reason && (
        <p class="caveat">
          {job.is === "failed" ? "It failed: " : `${countText(job.done.refused)} were refused: `}
          <Text text={job.reason} />
        </p>
      )}
      {job.isCut && (
        <p class="caveat">{`One change is of ${countText(bulkAlertsMax)} alerts: send it again for the rest.`}</p>
      )}
      {isRunning ? (
        <div class="acts">
          <a href={again}>Look again</a>
          {mayChange() && <Stop job={job} state={state} />}
        </div>
      ) : (
        <p>
          <a href={href("/alerts", state)}>Back to the list</a>
        </p>
      )}
    </section>
  )
}

const Stop = ({ job, state }: { job: Job; state: ListState }) => (
  <form method="post" action="/alerts/stop">
    <Csrf />
    <input type="hidden" name="job" value={job.id} />
    <input type="hidden" name="back" value={href("", state).slice(1)} />
    <button type="submit">Stop</button>
  </form>
)

const titles: Readonly<Record<Job["is"], string>> = {
  running: "Changing",
  done: "Changed.",
  stopped: "Stopped.",
  failed: "Broken off.",
}

function titleOf(job: Job): string {
  if (job.is !== "running" || job.total === undefined) return titles[job.is]
  return `Changing ${countText(dealtWith(job))} of ${countText(job.total)}`
}

function detailOf({ done, total }: Job): string {
  if (total === undefined) return "the alerts are being collected"
  const parts = [`${countText(done.changed)} changed`]
  if (done.same > 0) parts.push(`${countText(done.same)} were so already`)
  if (done.conflict > 0) parts.push(`${countText(done.conflict)} left, as another changed them`)
  return parts.join(", ")
}
