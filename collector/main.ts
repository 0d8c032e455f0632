import { type Command, runCommand } from "#shared/config/command.ts"
import { configCommands } from "#shared/config/config-commands.ts"
import { version } from "#shared/config/program.ts"
import { detectCommand, parseCommand } from "./commands.ts"
import { CollectorConfig } from "./config.ts"
import { rulesCommands } from "./rules-commands.ts"
import { runCollector } from "./run.ts"
import { tokenCommand } from "./token-command.ts"

const readOptions = ["format", "dataset", "zone", "reference-time", "normalize"]

const commands: readonly Command[] = [
  ...configCommands("collector", CollectorConfig, "Collects until SIGTERM.", runCollector),
  {
    name: "parse",
    usage:
      "[--format F] [--dataset D] [--zone Z] [--reference-time T] [--normalize DIR] [--explain] [--by-record]",
    summary: "Raw records on standard input, ECS events on standard output.",
    options: readOptions,
    flags: ["explain", "by-record"],
    run: parseCommand,
  },
  {
    name: "detect",
    usage: "--rules DIR [--rules DIR2] [--explain] [--by-record]",
    summary: "Events on standard input as a source would send them, alerts on standard output.",
    options: ["rules", ...readOptions],
    flags: ["explain", "by-record"],
    run: detectCommand,
  },
  ...rulesCommands,
  tokenCommand,
]

process.exit(
  await runCommand(
    "vedette-collector",
    "takes logs, normalises them, checks them against rules, and puts them on the bus",
    version,
    commands,
    process.argv.slice(2),
  ),
)
