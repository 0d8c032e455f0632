/** @jsxImportSource hono/jsx */
import type { Event } from "#shared/ecs/event.ts"
import type { Rule } from "#shared/sigma/types.ts"
import type { EvasionStanding, KindStanding } from "../../evasion/standing.ts"
import { textOfAlert } from "../../evasion/verdicts.ts"
import { evasionSpans } from "../evasion-spans.ts"
import { href, ruleHref } from "../href.ts"
import { Marked } from "./marked.tsx"
import { Ago, Moment } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

interface EvasionOfProps {
  readonly alert: Event
  readonly rules: (id: string) => Rule | undefined
}

/** On an alert of the evasion detector: the text, what spoke for it, and the rules that it slipped past. */
export function EvasionOf({ alert, rules }: EvasionOfProps) {
  const ids = alert["vedette.evasion.rules"]
  if (alert["rule.id"] !== "vedette-evasion" || !ids) return null
  const text = textOfAlert(alert)?.text ?? ""
  const tokens = alert["vedette.evasion.tokens"] ?? []
  return (
    <section class="evasion">
      <h2 id="evaded">What it slipped past</h2>
      <p class="command">
        <Marked text={text} spans={evasionSpans(text, tokens)} />
      </p>
      <ol>
        {ids.map((id) => (
          <li>
            <a href={ruleHref(id)}>
              <Text text={rules(id)?.title ?? id} />
            </a>
          </li>
        ))}
      </ol>
      <p>
        No rule fired on it: it was found because it comes near what these look for, the nearest
        first. If it is ordinary here, close the alert as benign: then this text is told no more.
      </p>
    </section>
  )
}

/** On the health page: the model in force, what it found, and whether it should be trained anew. */
export function EvasionHealth({ standing, now }: { standing: EvasionStanding; now: number }) {
  return (
    <>
      <h2 id="evasion">Evasion detector</h2>
      <p>
        {words[standing.model]}
        {standing.trainedAt && (
          <>
            {" Trained "}
            <Moment at={standing.trainedAt} /> (
            <Ago at={Date.parse(standing.trainedAt)} now={now} />
            ).
          </>
        )}
      </p>
      {standing.advice.map((text) => (
        <p class="caveat">{text}</p>
      ))}
      {standing.kinds.length > 0 && (
        <Table
          caption="What the evasion detector scores"
          columns={columns}
          rows={standing.kinds}
          none=""
        />
      )}
      {standing.rulesHash && (
        <p class="hashes">
          Rules <code>{standing.rulesHash.slice(0, 16)}</code>, benign texts{" "}
          <code>{standing.benignHash?.slice(0, 16)}</code>
        </p>
      )}
    </>
  )
}

const words: Readonly<Record<EvasionStanding["model"], string>> = {
  off: "Switched off.",
  "none yet": "No model is in force: it is being made, or no rule looks into texts that it knows.",
  ships: "In force is the model that ships, made of the rules in force.",
  own: "In force is a model that was trained for this site.",
}

const outcomes = (outcome: "malicious" | "benign" | "unknown") => (row: KindStanding) => (
  <a href={href("/search", { q: `vedette.evasion.outcome:${outcome}` })}>
    {countText(row[outcome])}
  </a>
)

const columns: readonly Column<KindStanding>[] = [
  { name: "Texts", kind: "wide", cell: ({ kind }) => kind },
  { name: "Rules", cell: ({ rules }) => countText(rules) },
  { name: "Malicious", cell: outcomes("malicious") },
  { name: "Ordinary", cell: outcomes("benign") },
  { name: "Unknown", cell: outcomes("unknown") },
  {
    name: "Threshold",
    cell: ({ isGuess, texts }) =>
      isGuess ? `a guess, on ${countText(texts)} texts` : `on ${countText(texts)} texts`,
  },
  {
    name: "Drift",
    cell: ({ drift }) => (drift === undefined ? "not known yet" : drift.toFixed(2)),
  },
]
