/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import type { KindStanding } from "../../anomaly/watch.ts"
import type { SeriesStanding } from "../../forecast/service.ts"
import { Ago, Moment } from "./moment.tsx"
import { Spark } from "./spark.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

/** On an alert of unusual behaviour: what was counted, what is usual, and what gave most to the score. */
export function AnomalyOf({ alert }: { alert: Event }) {
  const feature = alert["vedette.anomaly.feature"]
  if (feature === undefined) return null
  const peers = alert["vedette.anomaly.peers"]
  return (
    <section class="anomaly">
      <h2 id="unusual">What is unusual</h2>
      <p>
        <Text text={feature.replaceAll("_", " ")} />:{" "}
        {countText(alert["vedette.anomaly.value"] ?? 0)}, usually{" "}
        {countText(alert["vedette.anomaly.expected"] ?? 0)}
        {peers !== undefined && <>, others at the same time {countText(peers)}</>}.
      </p>
      <Spark bars={recentOf(alert)} what={feature.replaceAll("_", " ")} />
      <p>
        Score {alert["vedette.anomaly.score"]}, told from {alert["vedette.anomaly.threshold"]} on;
        about 1 is ordinary. What gave it:{" "}
        {(alert["vedette.anomaly.contributions"] ?? [])
          .map((text) => text.replaceAll("_", " "))
          .join(", ")}
        .
      </p>
    </section>
  )
}

/** The last counts, the newest last; what is no list of numbers is left out. */
function recentOf(alert: Event): number[] {
  try {
    const recent: unknown = JSON.parse(alert["vedette.anomaly.recent"] ?? "[]")
    return Array.isArray(recent) ? recent.map((one) => Math.max(0, Number(one) || 0)) : []
  } catch {
    return []
  }
}

export interface Behaviour {
  readonly anomaly: readonly KindStanding[]
  readonly forecasts: readonly SeriesStanding[]
}

/** On the health page: what is learnt of behaviour, and how series stand to their forecasts. */
export function BehaviourHealth({ behaviour, now }: { behaviour: Behaviour; now: number }) {
  const { anomaly, forecasts } = behaviour
  return (
    <>
      <h2 id="behaviour">Behaviour</h2>
      <Table
        caption="What is learnt of behaviour"
        columns={kindColumns}
        rows={anomaly}
        none="The detector of unusual behaviour is switched off."
      />
      <h2 id="forecasts">Forecasts</h2>
      <Table
        caption="Series and their forecasts"
        columns={seriesColumns(now)}
        rows={forecasts}
        none="Nothing is forecast."
      />
    </>
  )
}

const words = {
  learning: "learning: nothing is told yet",
  insufficient: "insufficient: too few entities to tell what is usual",
  ready: "ready",
} as const

const kindColumns: readonly Column<KindStanding>[] = [
  { name: "Of each", kind: "wide", cell: ({ kind }) => kind },
  { name: "Known", cell: ({ entities }) => countText(entities) },
  { name: "State", cell: ({ readiness }) => words[readiness] },
]

const none = <span class="none">–</span>
const number = (value: number | undefined) =>
  value === undefined ? none : Number(value.toPrecision(4)).toLocaleString("en")

const seriesColumns = (now: number): readonly Column<SeriesStanding>[] => [
  { name: "Series", kind: "wide", cell: ({ name }) => name.replaceAll("_", " ") },
  { name: "Now", cell: ({ value }) => number(value) },
  { name: "Expected", cell: ({ standing }) => number(standing?.expected) },
  {
    name: "95 % band",
    cell: ({ standing }) =>
      standing ? (
        <>
          {number(standing.lower)} to {number(standing.upper)}
        </>
      ) : (
        none
      ),
  },
  {
    name: "State",
    cell: ({ anomalous, fit, problem }) => {
      if (problem !== undefined) return <Text text={problem} />
      if (!fit?.ready) return fit?.reason ?? "not forecast yet"
      return anomalous === 0 ? "as expected" : anomalous > 0 ? "above its band" : "below its band"
    },
  },
  {
    name: "Reaches its limit",
    cell: ({ reach }) => (reach ? <Moment at={reach.expectedMs} /> : none),
  },
  { name: "Made", cell: ({ fittedMs }) => (fittedMs ? <Ago at={fittedMs} now={now} /> : none) },
]
