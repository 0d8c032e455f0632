import type { Event } from "#shared/ecs/event.ts"
import { type Found, type TemplateOptions, type TemplateState, Templates } from "./templates.ts"

export interface NewTemplate {
  readonly dataset: string
  readonly event: Event
  readonly found: Found
  /** Messages of the dataset since the last new template before it. */
  readonly quiet: number
}

export interface TemplateWatchState {
  readonly dataset: string
  readonly seen: number
  readonly sinceNew: number
  readonly templates: readonly TemplateState[]
}

interface Mined {
  templates: Templates
  seen: number
  sinceNew: number
}

const toldMax = 100

/**
 * Writes the template of its message on each event of the datasets that are named, and notes a new
 * one where long nothing new came: before that, new forms are ordinary.
 */
export class TemplateWatch {
  private readonly mined: ReadonlyMap<string, Mined>
  private readonly quietMessages: number
  private readonly options: Partial<TemplateOptions>
  private told: NewTemplate[] = []

  constructor(
    datasets: readonly string[],
    quietMessages: number,
    options: Partial<TemplateOptions> = {},
  ) {
    this.quietMessages = quietMessages
    this.options = options
    this.mined = new Map(
      datasets.map((name) => [name, { templates: new Templates(options), seen: 0, sinceNew: 0 }]),
    )
  }

  add(event: Event): void {
    if (this.mined.size === 0) return
    const dataset = event["event.dataset"]
    const message = event.message
    if (typeof dataset !== "string" || typeof message !== "string") return
    const mined = this.mined.get(dataset)
    if (!mined) return
    const found = mined.templates.add(message)
    event["vedette.template.id"] = found.id
    event["vedette.template.text"] = found.text
    mined.seen++
    mined.sinceNew++
    if (!found.isNew) return
    const quiet = mined.sinceNew - 1
    mined.sinceNew = 0
    if (quiet >= this.quietMessages && this.told.length < toldMax)
      this.told.push({ dataset, event: { ...event }, found, quiet })
  }

  /** What is new since the last call. */
  take(): readonly NewTemplate[] {
    const { told } = this
    if (told.length > 0) this.told = []
    return told
  }

  state(): TemplateWatchState[] {
    return [...this.mined].map(([dataset, { templates, seen, sinceNew }]) => ({
      ...{ dataset, seen, sinceNew },
      templates: templates.state(),
    }))
  }

  restore(state: readonly TemplateWatchState[]): void {
    for (const { dataset, seen, sinceNew, templates } of state) {
      const mined = this.mined.get(dataset)
      if (!mined) continue
      mined.templates = new Templates(this.options)
      mined.templates.restore(templates)
      mined.seen = seen
      mined.sinceNew = sinceNew
    }
  }
}

/** The alert of a message of a form that was never seen. Its id is that of the form. */
export function templateAlert({ dataset, event, found, quiet }: NewTemplate, nowMs: number): Event {
  const hash = new Bun.CryptoHasher("sha256")
  hash.update(JSON.stringify(["vedette-anomaly-template", dataset, found.id]))
  const host = event["host.name"]
  return {
    "@timestamp": event["@timestamp"] ?? new Date(nowMs).toISOString(),
    "event.id": hash.digest().subarray(0, 16).toString("base64url"),
    "event.created": new Date(nowMs).toISOString(),
    "event.kind": "alert",
    "event.dataset": dataset,
    "event.severity": 21,
    "rule.id": "vedette-anomaly-template",
    "rule.name": "A message of a form that was never seen",
    "rule.description":
      "A dataset whose messages had long been of known forms has one of a new form: a new program, a " +
      "new version, or something that does not happen in ordinary operation.",
    "rule.ruleset": "vedette",
    "rule.version": "1",
    "vedette.stream": "alerts",
    "vedette.source": "vedette-anomaly",
    "vedette.batch": "vedette-anomaly",
    "vedette.repeat": true,
    "vedette.template.id": found.id,
    "vedette.template.text": found.text,
    "vedette.event_ids": [event["event.id"] ?? ""],
    ...(typeof host === "string" && { "host.name": host }),
    message: `${dataset}: new after ${quiet} messages of known forms: ${found.text.slice(0, 300)}`,
  }
}
