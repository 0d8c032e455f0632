import type { Sample } from "./sample.ts"
import { percentile, slopeOf } from "./slope.ts"

export interface Verdict {
  readonly isFlat: boolean
  readonly text: string
}

/** The beginning: caches fill, code is compiled, the heap finds its size. */
const warmUpShare = 0.25
const mib = 2 ** 20

interface Measure {
  readonly name: string
  readonly unit: string
  readonly of: (sample: Sample) => number
  /** Growth over the whole run that is noise, as a share of the median or at least so much. */
  readonly share: number
  readonly least: number
}

const programs = ["collector", "aggregator"] as const

const measures: readonly Measure[] = [
  ...programs.map((name) => ({
    name: `memory of the ${name}`,
    unit: "MiB",
    of: (sample: Sample) => sample[name].rssBytes / mib,
    share: 0.1,
    least: 24,
  })),
  ...programs.map((name) => ({
    name: `open files of the ${name}`,
    unit: "",
    of: (sample: Sample) => sample[name].files,
    share: 0.1,
    least: 8,
  })),
  {
    name: "events on the way",
    unit: "",
    of: ({ onTheWay }) => onTheWay,
    share: 0.5,
    least: 20_000,
  },
]

/** What grows: by more than noise, and surely. */
export function verdicts(samples: readonly Sample[]): readonly Verdict[] {
  const warm = samples.slice(Math.floor(samples.length * warmUpShare))
  return measures.map((measure) => verdictOf(warm.map(measure.of), measure))
}

export function verdictOf(values: readonly number[], measure: Omit<Measure, "of">): Verdict {
  const { perStep, least } = slopeOf(values)
  const grown = perStep * values.length
  const median = percentile(values, 0.5)
  const isFlat = least <= 0 || grown <= Math.max(measure.share * median, measure.least)
  const unit = measure.unit === "" ? "" : ` ${measure.unit}`
  const word = isFlat ? "flat" : "GROWS"
  const text = `${measure.name}: ${word}, ${Math.round(median)}${unit}, ${signed(grown)}${unit} over ${values.length} samples after the warm-up`
  return { isFlat, text }
}

const signed = (value: number) => `${value < 0 ? "" : "+"}${value.toFixed(1)}`
