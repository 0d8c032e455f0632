import type * as v from "valibot"
import { type Command, CommandError, print } from "./command.ts"
import { configPage, jsonSchemaOf } from "./document.ts"
import { loadConfig } from "./load.ts"

type Schema = v.GenericSchema<unknown, object>

/** `run`, `check` and `document`: what both programs do with their configuration. */
export function configCommands<Options extends Schema>(
  program: "collector" | "aggregator",
  schema: Options,
  summary: string,
  run: (config: v.InferOutput<Options>) => Promise<number>,
): readonly Command[] {
  const configOf = (operands: readonly string[]) => {
    const [path, ...more] = operands
    if (path === undefined || more.length > 0) throw new CommandError("give one configuration file")
    return loadConfig(schema, path)
  }
  return [
    { name: "run", usage: "CONFIG", summary, run: ({ operands }) => run(configOf(operands)) },
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
