import type * as v from "valibot"
import { type Command, CommandError, print } from "./command.ts"
import { configPage, jsonSchemaOf } from "./document.ts"
import { loadConfig, readConfig } from "./load.ts"
import type { Given } from "./reload.ts"

type Schema = v.GenericSchema<unknown, object>

/** `run`, `check` and `document`: what both programs do with their configuration. */
export function configCommands<Options extends Schema>(
  program: "collector" | "aggregator",
  schema: Options,
  summary: string,
  run: (given: Given<v.InferOutput<Options>>, path: string) => Promise<number>,
): readonly Command[] {
  const pathOf = ([path, ...more]: readonly string[]) => {
    if (path === undefined || more.length > 0) throw new CommandError("give one configuration file")
    return path
  }
  return [
    {
      name: "run",
      usage: "CONFIG",
      summary,
      run: ({ operands }) => run(readConfig(schema, pathOf(operands)), pathOf(operands)),
    },
    {
      name: "check",
      usage: "CONFIG",
      summary: "Validates a configuration and prints what is in force; opens nothing.",
      run: async ({ operands }) => {
        await print(`${JSON.stringify(loadConfig(schema, pathOf(operands)), null, 2)}\n`)
        return 0
      },
    },
    {
      name: "document",
      usage: "",
      summary: `Writes ${program}/CONFIG.md and ${program}/config.schema.json.`,
      run: async () => {
        const text = `${JSON.stringify(jsonSchemaOf(schema), null, 2)}\n`
        await Bun.write(`${program}/CONFIG.md`, configPage(program, schema))
        await Bun.write(`${program}/config.schema.json`, text)
        return 0
      },
    },
  ]
}
