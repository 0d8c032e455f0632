import { readFileSync } from "node:fs"
import * as v from "valibot"
import { LineCounter, parseDocument } from "yaml"
import { errorText } from "../telemetry/log.ts"

/** A configuration that must not be started with. `main.ts` prints it and exits with 78. */
export class ConfigurationError extends Error {
  readonly issues: readonly string[]
  constructor(place: string, issues: readonly string[]) {
    super(`${place}:\n${issues.map((issue) => `  ${issue}`).join("\n")}`)
    this.issues = issues
  }
}

/**
 * Reads and validates a YAML configuration.
 * @throws ConfigurationError that names every issue with its path
 */
export function loadConfig<Schema extends v.GenericSchema>(
  schema: Schema,
  path: string,
): v.InferOutput<Schema> {
  return readConfig(schema, path).config
}

/** The same, with the text it came from as it was written. */
export function readConfig<Schema extends v.GenericSchema>(schema: Schema, path: string) {
  const written = documentAt(path)
  const config = validate(schema, written, path)
  return { config, written: written as Readonly<Record<string, unknown>> }
}

function documentAt(path: string): unknown {
  let text = ""
  try {
    text = readFileSync(path, "utf8")
    return Bun.YAML.parse(text) ?? {}
  } catch (cause) {
    throw new ConfigurationError(path, [faultIn(text) ?? errorText(cause)])
  }
}

/** What is wrong with YAML, and at which line and column, which the fast parser does not tell. */
function faultIn(text: string): string | undefined {
  const lineCounter = new LineCounter()
  const options = { logLevel: "silent", prettyErrors: false, lineCounter } as const
  const [error] = parseDocument(text, options).errors // pretty ones cost each the length of its line
  if (!error) return undefined
  const { line, col } = lineCounter.linePos(error.pos[0])
  return `${error.message.split("\n")[0]} at line ${line}, column ${col}`
}

/** @throws ConfigurationError that names every issue with its path */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  document: unknown,
  place: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, document)
  if (result.success) return result.output
  throw new ConfigurationError(place, result.issues.map(issueText))
}

function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (issue.kind === "schema" && issue.type === "strict_object" && issue.expected === "never")
    return `${path}: unknown key`
  if (issue.received === "undefined") return `${path}: is missing`
  return path ? `${path}: ${issue.message}` : issue.message
}
