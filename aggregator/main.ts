import { existsSync } from "node:fs"
import { type Call, type Command, runCommand } from "#shared/config/command.ts"
import { configCommands } from "#shared/config/config-commands.ts"
import { loadConfig } from "#shared/config/load.ts"
import { openDeps, version } from "#shared/config/program.ts"
import { usersFileIn } from "./access/open.ts"
import { userCommands } from "./access/user-commands.ts"
import { anomalyCommand } from "./anomaly/command.ts"
import { correlateCommand, provisionCommand } from "./commands.ts"
import { AggregatorConfig } from "./config.ts"
import { scoreCommand } from "./evasion/score-command.ts"
import { trainCommand, trainOptions } from "./evasion/train-command.ts"
import { forecastCommand } from "./forecast/command.ts"
import { ledgerCommand } from "./ledger/command.ts"
import { replayCommand, replayOptions } from "./replay-command.ts"
import { runAggregator } from "./run.ts"

/** The configuration of a command beside a running aggregator: `--config`, else that of `npm start`. */
const standing = async (call: Call) => {
  const home = process.env.VEDETTE_HOME ?? "data"
  const started = `${home}/run/aggregator.yaml`
  const path =
    call.option("config") ??
    ((await Bun.file(started).exists()) ? started : "deploy/local/aggregator.yaml")
  const config = loadConfig(AggregatorConfig, path)
  return { config, deps: openDeps("vedette-aggregator", config.home) }
}

/** Where the users of the aggregator are that `npm start` runs, or that of `--config`. */
const usersFile = (call: Call): string => {
  const given = call.option("users-file")
  if (given !== undefined) return given
  const home = process.env.VEDETTE_HOME ?? "data"
  const started = `${home}/run/aggregator.yaml`
  const path = call.option("config") ?? (existsSync(started) ? started : undefined)
  if (path === undefined) return usersFileIn(`${home}/aggregator`)
  const config = loadConfig(AggregatorConfig, path)
  return config.console.usersFile ?? usersFileIn(config.home)
}

const commands: readonly Command[] = [
  ...configCommands(
    "aggregator",
    AggregatorConfig,
    "Reads the bus, stores events, serves the console, until SIGTERM.",
    runAggregator,
  ),
  {
    name: "ledger",
    usage: "[--from T] [--to T] [--json] [--config FILE]",
    summary: `The balance per source; exits with 1 if it doesn't balance.

  received = stored + deduplicated + dropped + on the way + difference

What is in a collector's spool or on the bus is on the way; a difference is a loss (or, below zero,
something stored twice), and is told with its hour and collector. Whole hours of receipt are counted.
T: 24h (ago), 2026-01-31T08:00Z, seconds or ms of the epoch. It reads the store of --config FILE, of
the running npm start, or of deploy/local/aggregator.yaml, also while the aggregator runs.`,
    options: ["from", "to", "config"],
    flags: ["json"],
    run: async (call) => ledgerCommand(call, await standing(call)),
  },
  {
    name: "provision",
    usage: "[--dry-run] [--config FILE]",
    summary: "Makes topics and templates; says what it made, kept and found drifted.",
    options: ["config"],
    flags: ["dry-run"],
    run: async (call) => provisionCommand(call, await standing(call)),
  },
  {
    name: "replay",
    usage:
      "[--q QUERY] [--from T] [--to T] [--source S] [--reason R] [--limit N] [--again] [--dry-run] " +
      "[--format F] [--dataset D] [--zone Z] [--config FILE]",
    summary: `Sends dead letters back to a collector, which reads them by the rules now in force.

  --q, --from, --to   a search over the dead letters, as in the console; T: now-2h, ISO, epoch ms
  --source, --reason  those of a source, those with a reason
  --limit             at most so many, the newest (10,000)
  --again             also those of which an event is stored already; that stays stored once
  --dry-run           only counts
  --format, --dataset, --zone   reads them so instead of as they came`,
    options: replayOptions,
    flags: ["again", "dry-run"],
    run: async (call) => replayCommand(call, await standing(call)),
  },
  {
    name: "correlate",
    usage: "--rules DIR [--rules DIR2]",
    summary: "ECS events on standard input, correlation alerts on standard output.",
    options: ["rules"],
    run: correlateCommand,
  },
  ...userCommands(usersFile),
  {
    name: "train evasion",
    usage:
      "--rules DIR --benign FILE…|store[:QUERY] --out MODEL [--seed N] [--from T] [--to T] " +
      "[--alerts-a-day N | --false-share 0.001] [--compare MODEL] [--alone] [--dry-run] [--sign-key FILE]",
    summary: `Trains the evasion model from rules and benign texts.

  --benign        NDJSON of {"text", "kind"} or of events; or the store: what no rule fired on and the
                  model in force does not call malicious, and what people have called benign
  --from, --to    of the store: T as in the console; the last 14 days unless said otherwise
  --texts         of the store: at most so many different texts, a sample (100,000)
  --events        of the store: at most so many events, the newest (2,000,000)
  --alerts-a-day  the threshold is drawn so that the texts of a day raise no more false alarms
  --texts-a-day   different texts a day, where no store tells it
  --compare       scores the same texts with this model too, and says what the new one would change;
                  with --benign store it is the model in force unless another is named
  --alone         leaves out the ordinary texts that ship, which are learnt beside the given ones
  --dry-run       writes nothing
  --sign-key      PEM file of an Ed25519 key; MODEL.sig is written beside the model`,
    options: trainOptions,
    flags: ["dry-run", "alone"],
    run: (call) => trainCommand(call, () => standing(call)),
  },
  {
    name: "score evasion",
    usage: "--model MODEL",
    summary: 'Scores {"text", "kind"} a line and names the rules that each comes nearest to.',
    options: ["model"],
    run: scoreCommand,
  },
  {
    name: "forecast",
    usage: "--csv [--horizon N] [--level 0.95]",
    summary: "Forecasts a series: timestamp,value on standard input, the next N steps out.",
    options: ["horizon", "level"],
    flags: ["csv"],
    run: forecastCommand,
  },
  {
    name: "anomaly",
    usage: "--csv [--explain]",
    summary: `Scores a series for anomalies: timestamp,value on standard input, each row scored before it is
learnt. About 1 is ordinary; the same scale serves every series. --explain adds whether it was ready.`,
    flags: ["csv", "explain"],
    run: anomalyCommand,
  },
]

process.exit(
  await runCommand(
    "vedette-aggregator",
    "enriches, correlates and stores events, and serves the console",
    version,
    commands,
    process.argv.slice(2),
  ),
)
