import type { TextKind } from "../kinds.ts"
import type { AmidesProtocol } from "./amides-protocol.ts"
import { benignSources } from "./benign.ts"
import type { Figures, Line, Ranks } from "./figures.ts"
import type { Honest } from "./honest.ts"
import { type Rate, wilson } from "./statistics.ts"

/**
 * New texts a day that a model is asked about: what AMIDES' authors report of 400 Windows servers,
 * 159,706 different feature vectors in four weeks.
 */
const textsADay = 5704

/** The page of the documentation. */
export const page = (
  found: string,
  speed: readonly Speed[],
): string => `# How well the evasion detector does

Written by \`bun run eval evasion --write\`; [what is counted, and why](decisions/0026-what-the-figures-of-the-evasion-detector-count.md). Nobody's attack texts are learnt from: a model knows the rules and benign texts. *Vedette* is trained on a site's benign texts and those of the project; *first day* is the model that is there before; *AMIDES' features* are those of Uetz et al. (USENIX Security 2024) on the same rules and the site's benign texts. Mutants are made by a script: not each would run as the command that it was made of, and people think of others. The detector's makers read the worst false alarms and misses of earlier runs: of this list the registry values of the first day were written after such a reading, so their row proves little. The recordings are of attacks that no rule sees too: most script blocks called malicious are such.

${found}

![Precision over recall](evasion-precision-recall.svg)
${speed.length === 0 ? "" : `\n${speedTable(speed)}\n`}`

export interface Speed {
  readonly what: string
  readonly value: number
  readonly unit: string
}

const speedTable = (speed: readonly Speed[]): string =>
  [
    "| speed, one core (`bun run bench evasion`) | |",
    "| --- | ---: |",
    ...speed.map(({ what, value, unit }) => {
      const digits = value < 100 ? 2 : 0
      const options = { maximumFractionDigits: digits, minimumFractionDigits: digits }
      return `| ${what} | ${value.toLocaleString("en-GB", options)} ${unit} |`
    }),
  ].join("\n")

/** What `eval evasion` found, as Markdown. */
export const report = (
  protocol: AmidesProtocol,
  exported: number | undefined,
  honest: Honest,
): string =>
  [
    protocolLines(protocol, exported),
    mainTable(honest),
    waysTable(honest),
    sourcesTable(honest),
    othersTable(honest),
  ].join("\n\n")

function protocolLines(protocol: AmidesProtocol, exported: number | undefined): string {
  const { phrases, samples, features, evasions, falseAlarms, leaked, apart } = protocol
  const same =
    apart === undefined
      ? ""
      : `; scores differ from scikit-learn's by ${apart.toExponential(0)} at most`
  const loaded =
    exported === undefined
      ? ""
      : ` A machine that scikit-learn fits on Vedette's vectors and exports to ONNX scores here as it does there, to ${exported.toExponential(0)}.`
  return `**AMIDES' public experiment, its features and machine written anew:** ${phrases} phrases of its rules, ${samples} samples, ${features} features; ${evasions.hits} of ${evasions.all} evasions found, ${falseAlarms.hits} of ${falseAlarms.all} benign texts called malicious${same}. It ranks nobody: ${leaked} of these ${falseAlarms.all} texts stand in its training set too.${loaded}`
}

function mainTable({ trained, trial, figures, withheld }: Honest): string {
  const columns = figures.flatMap((one) => [
    ...(one.ownLine ? [{ one, name: `${one.name}, own line`, line: one.ownLine }] : []),
    { one, name: one.name, line: one.line },
  ])
  type Column = (typeof columns)[number]
  const row = (what: string, cell: (column: Column) => string) =>
    `| ${what} | ${columns.map(cell).join(" | ")} |`
  const rate = (what: string, of: (line: Line) => Rate) => row(what, ({ line }) => shown(of(line)))
  return [
    `**The honest experiment:** ${count(trained.rules)} rules of the public collection and ${count(trained.benign)} benign texts to learn from; tried with ${count(trial.benign.length)} other benign texts, ${count(trial.matches.length)} commands that rules fire on and ${count(trial.mutants.length)} ways to write them that their rules no longer see. In brackets the interval of 95 % (Wilson).`,
    "",
    row("", ({ name }) => name),
    `| --- |${columns.map(() => " ---: |").join("")}`,
    rate("benign texts called malicious", ({ falseAlarms }) => falseAlarms),
    rate(`of ${trial.ordinary.length} ordinary commands`, ({ ordinary }) => ordinary),
    rate(`of ${trial.everyday.length} more, of another's writing`, ({ everyday }) => everyday),
    row(`alerts a day at ${count(textsADay)} new texts`, ({ line }) => alertsADay(line)),
    rate("commands that rules fire on, found", ({ matches }) => matches),
    rate("evasions that AMIDES' authors published, found", ({ published }) => published),
    rate("mutants found", ({ mutants }) => mutants),
    row("… if all ways to write one command count together", ({ line }) => bounds(line.together)),
    rate("… of rules held out from every choice", ({ heldOut }) => heldOut),
    rate("… each once as it reads once plain", ({ plain }) => plain),
    row("… of rules that the model never saw", ({ one, line }) =>
      line === one.ownLine ? "" : maybe(withheld.get(one.name)),
    ),
    row("… with one in a thousand benign texts called malicious", ({ one, line }) =>
      line === one.ownLine ? "" : shown(one.atTenth.mutants),
    ),
    row("area below precision and recall", ({ one, line }) =>
      line === one.ownLine ? "" : one.averagePrecision.toFixed(4),
    ),
    row("rule of a match among the first 1, 3, 10", ({ one, line }) =>
      line === one.ownLine ? "" : ranks(one.matchRanks),
    ),
    row("rule of a mutant among the first 1, 3, 10", ({ one, line }) =>
      line === one.ownLine ? "" : ranks(one.mutantRanks),
    ),
  ].join("\n")
}

function alertsADay({ falseAlarms }: Line): string {
  const { share, low, high } = wilson(falseAlarms)
  const [mean, least, most] = [share, low, high].map((one) => one * textsADay)
  return `${mean!.toFixed(1)} (${least!.toFixed(1)}–${most!.toFixed(1)})`
}

function waysTable({ figures }: Honest): string {
  const ways = [...figures[0]!.ways.keys()].sort()
  return [
    `| way | mutants |${names(figures)}`,
    `| --- | ---: |${figures.map(() => " ---: |").join("")}`,
    ...ways.map(
      (way) =>
        `| ${way} | ${figures[0]!.ways.get(way)!.all} |${figures.map((one) => ` ${shown(one.ways.get(way)!)} |`).join("")}`,
    ),
  ].join("\n")
}

const names = (figures: readonly Figures[]) => figures.map(({ name }) => ` ${name} |`).join("")

function sourcesTable({ figures, leftOut }: Honest): string {
  const sources = [...figures[0]!.sources.keys()].sort()
  const head = (first: string) => [
    `| ${first} | texts |${names(figures)}`,
    `| --- | ---: |${figures.map(() => " ---: |").join("")}`,
  ]
  return [
    ...head("benign texts called malicious, by source"),
    ...sources.map(
      (source) =>
        `| ${benignSources[source]} | ${figures[0]!.sources.get(source)!.all} |${figures.map((one) => ` ${shown(one.sources.get(source)!)} |`).join("")}`,
    ),
    ...(leftOut.size === 0 ? [] : ["", ...head("by models that saw nothing of these sources")]),
    ...[...leftOut].map(
      ([family, rates]) =>
        `| ${family} | ${[...rates.values()][0]!.all} |${figures.map(({ name }) => ` ${maybe(rates.get(name))} |`).join("")}`,
    ),
  ].join("\n")
}

const kindNames: Readonly<Record<TextKind, string>> = {
  process_creation: "commands",
  powershell: "PowerShell script blocks",
  proxy: "addresses of web requests",
  registry: "registry values",
}

function othersTable({ others }: Honest): string {
  if (others.size === 0) return ""
  return [
    "| the model of the first day on other kinds of text | recorded, no rule fires | called malicious | rules fire | called malicious |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...[...others].map(([kind, { unmatched, matches }]) => {
      const found = matches.all === 0 ? "" : shown(matches)
      return `| ${kindNames[kind]} | ${count(unmatched.all)} | ${shown(unmatched)} | ${matches.all} | ${found} |`
    }),
  ].join("\n")
}

function shown(rate: Rate): string {
  const { share, low, high } = wilson(rate)
  const digits = share < 0.02 && rate.all > 1000 ? 2 : 1
  const [mean, least, most] = [share, low, high].map((one) => (100 * one).toFixed(digits))
  return `${mean} % (${least}–${most})`
}

const maybe = (rate: Rate | undefined) => (rate ? shown(rate) : "")

const bounds = ([low, high]: readonly [number, number]) =>
  `(${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`

const ranks = ({ all, within }: Ranks) =>
  `${within.map((hits) => `${((100 * hits) / all).toFixed(1)} %`).join(", ")} of ${count(all)}`

const count = (number: number) => number.toLocaleString("en-GB")
