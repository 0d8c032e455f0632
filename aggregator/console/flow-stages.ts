import type { Flow, FlowProgram, FlowSource } from "../flow/flow.ts"
import { adviceOn, type Part } from "./advice.ts"
import { href, valueQuery } from "./href.ts"
import { settings } from "./settings.ts"
import { zoned } from "./zoned.ts"

/** How a box does; always said in words beside its colour. */
export type State = "good" | "warn" | "bad" | "idle"

export interface Box {
  readonly key: string
  readonly title: string
  readonly line: string
  readonly state: State
  readonly href?: string
}

export interface Edge {
  readonly from: string
  readonly to: string
  readonly perSecond?: number
  readonly state: State
}

export interface Stage {
  readonly name: string
  readonly boxes: readonly Box[]
}

export interface Picture {
  readonly stages: readonly Stage[]
  readonly edges: readonly Edge[]
}

interface Seen {
  readonly flow: Flow
  readonly problems: readonly string[]
  /** Dead letters of the chosen time; absent where the store does not say. */
  readonly letters?: number
  readonly now: number
}

const boxesMax = 8
const silentMs = 60_000
const waitingMany = 10_000

/** The flow as boxes and edges; of many the worst and the busiest are shown, the others as one. */
export function pictureOf(seen: Seen): Picture {
  const { flow } = seen
  const sources = few(
    flow.sources.map((one) => ({ one, ...sourceBox(one) })),
    "sources",
  )
  const collectors = few(
    flow.collectors.map((one) => ({ one, ...collectorBox(one, seen) })),
    "collectors",
  )
  const aggregators = few(
    flow.aggregators.map((one) => ({ one, ...aggregatorBox(one, seen) })),
    "aggregators",
  )
  const [bus, store, letters] = [busBox(seen), storeBox(seen), lettersBox(seen)]
  const shown = new Set(collectors.map(({ key }) => key))
  const ofCollector = (name: string) => {
    const key = keyOf("collector", name)
    return shown.has(key) ? key : "more collectors"
  }
  const edges: Edge[] = [
    ...sources.map((box) => ({
      ...edge(
        box,
        box.one ? ofCollector(box.one.collector) : (collectors[0]?.key ?? "bus"),
        box.perSecond,
      ),
    })),
    ...collectors.map((box) => edge(box, bus.key, box.perSecond)),
    ...aggregators.map((box) => ({ ...edge(box, box.key, box.perSecond), from: bus.key })),
    ...aggregators.map((box) => edge(box, store.key, box.perSecond)),
  ]
  return {
    stages: [
      { name: "Sources", boxes: sources },
      { name: "Collectors", boxes: collectors },
      { name: "Bus", boxes: [bus] },
      { name: "Aggregators", boxes: aggregators },
      { name: "Store", boxes: [store, letters] },
    ],
    edges,
  }
}

const keyOf = (...names: readonly string[]) => names.join(" ")

const edge = ({ key, state }: Box, to: string, perSecond: number | undefined): Edge => ({
  ...{ from: key, to, state: state === "bad" ? "bad" : (perSecond ?? 0) > 0 ? "good" : "idle" },
  ...(perSecond !== undefined && { perSecond }),
})

type Rated<One> = Box & { readonly one?: One; readonly perSecond?: number | undefined }

function few<One>(boxes: readonly Rated<One>[], what: string): readonly Rated<One>[] {
  if (boxes.length <= boxesMax) return boxes
  const worth = ({ state, perSecond = 0 }: Rated<One>) =>
    (state === "bad" ? 2e9 : state === "warn" ? 1e9 : 0) + perSecond
  const sorted = boxes.toSorted((a, b) => worth(b) - worth(a))
  const [shown, others] = [sorted.slice(0, boxesMax - 1), sorted.slice(boxesMax - 1)]
  const worst = others.some(({ state }) => state === "bad") ? "bad" : "good"
  const perSecond = others.reduce((sum, one) => sum + (one.perSecond ?? 0), 0)
  const title = `${others.length} more ${what}`
  return [
    ...shown,
    {
      key: `more ${what}`,
      title,
      line: rateText(perSecond),
      state: worst,
      perSecond,
      href: "#sources",
    },
  ]
}

function sourceBox({
  source,
  collector,
  lastMs,
  silentSinceMs,
  perSecond,
}: FlowSource): Omit<Rated<FlowSource>, "one"> {
  const q = valueQuery("vedette.source", source)
  const state: State = silentSinceMs !== undefined ? "bad" : lastMs === 0 ? "idle" : "good"
  const line =
    silentSinceMs !== undefined
      ? `silent since ${clockText(silentSinceMs)}`
      : lastMs === 0
        ? "never heard"
        : "heard"
  return {
    ...{ key: keyOf("source", collector, source), title: source, line, state, perSecond },
    ...(q && { href: href("/search", { q }) }),
  }
}

function collectorBox(
  { name, lastMs, perSecond, spoolBytes }: FlowProgram,
  { problems, now }: Seen,
): Omit<Rated<FlowProgram>, "one"> {
  const own = problems.filter((text) => text.startsWith(`collector ${name}: `))
  const isSilent = now - lastMs > silentMs
  const state = isSilent ? "bad" : worstOf(own)
  const spool = spoolBytes === undefined ? "heard" : `log ${sizeText(spoolBytes)}`
  const line = isSilent
    ? `silent since ${clockText(lastMs)}`
    : own.length > 0
      ? countText(own.length)
      : spool
  return { key: keyOf("collector", name), title: name, line, state, perSecond, href: "#programs" }
}

function aggregatorBox(
  { name, lastMs, perSecond }: FlowProgram,
  { problems, now }: Seen,
): Omit<Rated<FlowProgram>, "one"> {
  const isSilent = now - lastMs > silentMs
  const own = about("aggregator", problems)
  const line = isSilent
    ? `silent since ${clockText(lastMs)}`
    : own.length > 0
      ? countText(own.length)
      : "at work"
  const state = isSilent ? "bad" : worstOf(own)
  return { key: keyOf("aggregator", name), title: name, line, state, perSecond, href: "#programs" }
}

function busBox({ flow: { bus }, problems }: Seen): Box {
  const own = about("bus", problems)
  const title = bus.kind === "kafka" ? "Kafka" : "Local log"
  const { waiting } = bus
  const line =
    waiting === undefined
      ? "can't be asked"
      : waiting === 0
        ? "nothing waits"
        : `${waiting.toLocaleString("en")} wait`
  const isMuch = waiting === undefined || waiting > waitingMany
  const state = own.length > 0 ? worstOf(own) : isMuch ? "warn" : "good"
  return { key: "bus", title, line, state }
}

function storeBox({ flow: { store }, problems }: Seen): Box {
  const own = about("store", problems)
  const title = store.kind === "opensearch" ? "OpenSearch" : "Local files"
  const line = own.length > 0 ? countText(own.length) : "answers"
  return { key: "store", title, line, state: worstOf(own), href: "/search" }
}

function lettersBox({ letters }: Seen): Box {
  const line =
    letters === undefined ? "not known" : letters === 0 ? "none" : letters.toLocaleString("en")
  const state = letters === undefined || letters > 0 ? "warn" : "good"
  return { key: "letters", title: "Dead letters", line, state, href: "#letters" }
}

/** Problems of a part, but not those that a collector tells of itself. */
const about = (part: Part, problems: readonly string[]) =>
  problems.filter((text) => !text.startsWith("collector ") && adviceOn(text).part === part)

const worstOf = (problems: readonly string[]): State =>
  problems.length === 0
    ? "good"
    : problems.every((text) => adviceOn(text).isNotice)
      ? "warn"
      : "bad"

const countText = (count: number) => (count === 1 ? "1 problem" : `${count} problems`)
const clockText = (ms: number) =>
  `${zoned(ms, settings().zone).text.slice(11, 16)} ${settings().zone}`

const units = ["B", "kB", "MB", "GB", "TB"] as const

export function sizeText(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const size = bytes / 1000 ** step
  return `${size < 10 && step > 0 ? size.toFixed(1) : Math.round(size)} ${units[step]}`
}

/** Events a second. */
export function rateText(perSecond: number | undefined): string {
  if (perSecond === undefined) return "–"
  if (perSecond === 0) return "0/s"
  if (perSecond < 0.1) return "<0.1/s"
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString("en")}/s`
}
