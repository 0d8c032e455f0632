import { existsSync } from "node:fs"

/** `bun run eval NAME …`: measures the product against corpora that others made. */
interface Evaluation {
  readonly summary: string
  /** 0 if all is as it must be. */
  load(): Promise<{ evaluate(args: readonly string[]): Promise<number> }>
}

const evaluations: Readonly<Record<string, Evaluation>> = {
  anomaly: {
    summary: "the anomaly detector on NAB, half of which it was tuned on; --goal KEY>=N",
    load: () => import("./eval/anomaly.ts"),
  },
  ecs: {
    summary: "events against fields that others assert; --only SOURCE, --show N, --goal PERCENT",
    load: () => import("./eval/ecs.ts"),
  },
  evasion: {
    summary: "the evasion detector against AMIDES' features; --show N: what it got wrong",
    load: () => import("./eval/evasion.ts"),
  },
  forecast: {
    summary: "forecasts of operations series and of M4's hourly ones; --m4 N, --goal KEY<=N",
    load: () => import("./eval/forecast.ts"),
  },
  sigma: {
    summary: "rules against recorded events and reference matches; --regex: the worst patterns",
    load: () => import("./eval/sigma.ts"),
  },
}

const [name = "", ...args] = process.argv.slice(2)
const evaluation = Object.hasOwn(evaluations, name) ? evaluations[name] : undefined
if (!evaluation) {
  const rows = Object.entries(evaluations).map(([key, { summary }]) => `  ${key}  ${summary}`)
  console.error(`usage: bun run eval NAME\n\n${rows.join("\n")}`)
  process.exit(name === "--help" ? 0 : 64)
}
if (!existsSync(process.env.VEDETTE_CORPORA ?? "../shared/corpora")) {
  console.error("the corpora are not here: set VEDETTE_CORPORA to their folder")
  process.exit(69)
}
process.exit(await (await evaluation.load()).evaluate(args))
