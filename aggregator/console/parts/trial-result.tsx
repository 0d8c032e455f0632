/** @jsxImportSource hono/jsx */
import type { Trial, TrialHit } from "../../trial/trials.ts"
import { eventHref } from "../href.ts"
import { Chart } from "./chart.tsx"
import { Csrf } from "./csrf.tsx"
import { Moment } from "./moment.tsx"
import { summaryOf } from "./summary.ts"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

/** How far a trial has come, and the way to stop it. */
export function TrialProgress({ trial }: { trial: Trial }) {
  const { read, total, matched } = trial
  return (
    <section class="trial" role="status">
      <p>
        Tried on <strong>{countText(read)}</strong>
        {total > 0 && ` of ${countText(total)}`} events, {countText(matched)} match so far.
      </p>
      <progress max={Math.max(1, total)} value={read} aria-label="Events tried" />
      <form method="post" action={`/rules/try/${trial.id}/stop`}>
        <Csrf />
        <button type="submit">Stop</button>
      </form>
    </section>
  )
}

/** What a filter that was tried does to the events that matched its rule. */
export function FilterResult({ trial }: { trial: Trial }) {
  const { read, matched, loaded } = trial
  if (!loaded || loaded.refused.length > 0) return null
  if (read === 0)
    return <p class="caveat">The rule matched nothing in the last day: nothing can be said.</p>
  const gone = read - matched
  return (
    <p class={matched === 0 || gone === 0 ? "caveat" : "good"} role="status">
      Of <strong>{countText(read)}</strong> events that matched in the last day it would leave out{" "}
      <strong>{countText(gone)}</strong>
      {matched === 0
        ? ": all of them. Is that meant? Then switch the rule off."
        : gone === 0
          ? ": none of them. Is the field written as the events have it?"
          : `; ${countText(matched)} would still be told of.`}
    </p>
  )
}

/** What came of a trial. */
export function TrialResult({ trial }: { trial: Trial }) {
  const { loaded, problem, state, matched, read } = trial
  const refused = loaded?.refused ?? []
  const warnings = loaded?.warnings ?? []
  return (
    <section class="trial" aria-label="What came of it">
      <h2 id="result">What came of it</h2>
      {problem && (
        <p class="problem" role="alert">
          <Text text={problem} />
        </p>
      )}
      {[...refused, ...warnings].map(({ line, reason }) => (
        <p class="problem" role="alert">
          {line !== undefined && <strong>{`Line ${line}: `}</strong>}
          <Text text={reason} />
        </p>
      ))}
      {loaded && loaded.rules.length === 0 && refused.length === 0 && (
        <p class="caveat">There is no rule in the text that could match by itself.</p>
      )}
      {loaded && loaded.rules.length > 0 && (
        <>
          <p class={matched > 0 ? "good" : "caveat"} role="status">
            <strong>{countText(matched)}</strong> of {countText(read)} events match
            {state === "stopped" && ", as far as it came before it was stopped"}.{costText(trial)}
          </p>
          <Remarks trial={trial} />
          <Hours trial={trial} />
          <Table
            caption="Events that match"
            columns={columnsOf("events" in trial.asked.on)}
            rows={trial.hits}
            none="None of these events matches."
          />
          {matched > trial.hits.length && trial.hits.length > 0 && (
            <p class="hint">The first {countText(trial.hits.length)} that were found.</p>
          )}
        </>
      )}
    </section>
  )
}

const measuredMin = 500

/** Of few events nothing can be said: what is met first is compiled first. */
function costText({ matchMs, read }: Trial): string {
  if (read < measuredMin) return ""
  const us = (matchMs * 1000) / read
  return ` It takes ${us < 0.1 ? "less than 0.1" : us.toFixed(1)} µs an event by itself.`
}

const manyPerDay = 100

function Remarks({ trial }: { trial: Trial }) {
  const { read, isCut, matched, hours, asked } = trial
  const isOfStore = !("events" in asked.on)
  return (
    <>
      {isCut && (
        <p class="caveat">
          The store holds more: the newest {countText(read)} were read. Narrow it by a query to read
          others.
        </p>
      )}
      {isOfStore && matched > manyPerDay && hours.size > 0 && (
        <p class="caveat">
          So many alerts are not looked at: leave out what is usual here, or count with a
          correlation.
        </p>
      )}
    </>
  )
}

const hourMs = 3_600_000

function Hours({ trial }: { trial: Trial }) {
  const all = [...trial.hours].sort(([a], [b]) => a - b)
  const [first, last] = [all[0], all.at(-1)]
  if (!first || !last || all.length < 2) return null
  const buckets = all.map(([fromMs, count]) => ({ fromMs, counts: { matches: count } }))
  const bars = { fromMs: first[0], toMs: last[0] + hourMs, stepMs: hourMs, buckets, caveats: [] }
  return <Chart caption="Matches by hour" bars={bars} zoom="/search" />
}

/** @param isPasted the store does not have them */
const columnsOf = (isPasted: boolean): readonly Column<TrialHit>[] => [
  {
    name: "Time (UTC)",
    kind: "time",
    cell: ({ of }) => <Moment at={of["@timestamp"]} />,
  },
  {
    name: "Event",
    kind: "wide",
    cell: ({ of, events }) => {
      const id = of["event.id"]
      const text = summaryOf(of) || "event"
      return (
        <>
          {id && !isPasted ? (
            <a href={eventHref(id)}>
              <Text text={text} />
            </a>
          ) : (
            <Text text={text} />
          )}
          {events !== undefined && <span class="none">{` the last of ${countText(events)}`}</span>}
        </>
      )
    },
  },
  {
    name: "Why",
    kind: "wide",
    cell: ({ matched }) => (
      <ul class="plain why">
        {matched.slice(0, 6).map(({ field, value, pattern }) => (
          <li>
            <code>
              <Text text={field} />
            </code>{" "}
            <Text text={value.slice(0, 200)} /> <span class="none">by</span>{" "}
            <Text text={pattern.slice(0, 200)} />
          </li>
        ))}
      </ul>
    ),
  },
]
