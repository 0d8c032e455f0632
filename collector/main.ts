import { type Command, CommandError, print, runCommand } from "#shared/config/command.ts"
import { configPage, jsonSchemaOf } from "#shared/config/document.ts"
import { loadConfig } from "#shared/config/load.ts"
import { version } from "#shared/config/program.ts"
import { detectCommand, parseCommand } from "./commands.ts"
import { CollectorConfig } from "./config.ts"
import { rulesCommands } from "./rules-commands.ts"
import { runCollector } from "./run.ts"

const readOptions = ["format", "dataset", "zone", "reference-time", "normalize"]

const configOf = (operands: readonly string[]) => {
  if (operands.length !== 1) throw new CommandError("give one configuration file")
  return loadConfig(CollectorConfig, operands[0]!)
}

const commands: readonly Command[] = [
  {
    name: "run",
    usage: "CONFIG",
    summary: "Collects until SIGTERM.",
    run: ({ operands }) => runCollector(configOf(operands)),
  },
  {
    name: "check",
    usage: "CONFIG",
    summary: "Validates a configuration and prints what is in force; opens nothing.",
    run: async ({ operands }) => {
      await print(`${JSON.stringify(configOf(operands), null, 2)}\n`)
      return 0
    },
  },
  {
    name: "document",
    usage: "",
    summary: "Writes collector/CONFIG.md and collector/config.schema.json.",
    run: async () => {
      const folder = new URL(".", import.meta.url).pathname
      const schema = JSON.stringify(jsonSchemaOf(CollectorConfig), null, 2)
      await Bun.write(`${folder}CONFIG.md`, configPage("collector", CollectorConfig))
      await Bun.write(`${folder}config.schema.json`, `${schema}\n`)
      return 0
    },
  },
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
