import { errorText } from "../telemetry/log.ts"
import { redacted } from "../telemetry/redact.ts"
import { ConfigurationError } from "./load.ts"
import { OptionError } from "./opening.ts"

/** Exit statuses, after sysexits.h. */
export const exit = { usage: 64, data: 65, unavailable: 69, configuration: 78 } as const

/** Thrown for a wrong call; `main.ts` prints it and exits with the status. */
export class CommandError extends Error {
  readonly status: number
  constructor(message: string, status: number = exit.usage) {
    super(message)
    this.status = status
  }
}

export interface Command {
  /** Words after the program's name: `rules check`. */
  readonly name: string
  /** Operands and options, as `--help` shows them. */
  readonly usage: string
  readonly summary: string
  /** Options that take a value; all others are flags. */
  readonly options?: readonly string[]
  readonly flags?: readonly string[]
  run(call: Call): Promise<number>
}

/** A parsed command line. */
export interface Call {
  readonly operands: readonly string[]
  /** The last value of an option. */
  option(name: string): string | undefined
  /** All values of an option that may be repeated, also `--rules A B`. */
  all(name: string): readonly string[]
  flag(name: string): boolean
}

/** Runs the command that `argv` names and returns the exit status; never throws. */
export async function runCommand(
  program: string,
  summary: string,
  version: string,
  commands: readonly Command[],
  argv: readonly string[],
): Promise<number> {
  endWithReader()
  if (argv[0] === "--version") return say(`${program} ${version}`)
  if (argv.length === 0 || argv[0] === "--help" || argv[0] === "help")
    return say(help(program, summary, commands))
  const command = commands
    .filter(({ name }) => argv.slice(0, name.split(" ").length).join(" ") === name)
    .sort((a, b) => b.name.length - a.name.length)[0]
  try {
    if (!command) throw new CommandError(`there is no command "${argv[0]}"; see --help`)
    const words = argv.slice(command.name.split(" ").length)
    if (words.includes("--help"))
      return say(`${program} ${command.name} ${command.usage}\n\n${command.summary}`)
    return await command.run(parseCall(command, words))
  } catch (cause) {
    return complain(program, cause)
  }
}

function complain(program: string, cause: unknown): number {
  if (cause instanceof CommandError) {
    process.stderr.write(redacted(`${program}: ${cause.message}\n`))
    return cause.status
  }
  if (cause instanceof ConfigurationError || cause instanceof OptionError) {
    process.stderr.write(redacted(`${program}: ${cause.message}\n`))
    return exit.configuration
  }
  const isOfSystem = typeof (cause as { code?: unknown } | null)?.code === "string"
  const text = cause instanceof Error && !isOfSystem ? cause.stack : errorText(cause)
  process.stderr.write(redacted(`${program}: ${text}\n`))
  return 1
}

function parseCall(command: Command, words: readonly string[]): Call {
  const values = new Map<string, string[]>()
  const operands: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (!word.startsWith("--")) {
      operands.push(word)
      continue
    }
    const equals = word.indexOf("=")
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
    if (command.flags?.includes(name)) values.set(name, [])
    else if (command.options?.includes(name)) {
      const given = values.get(name) ?? []
      if (equals >= 0) given.push(word.slice(equals + 1))
      else
        while (words[i + 1] !== undefined && !words[i + 1]!.startsWith("--"))
          given.push(words[++i]!)
      if (given.length === 0) throw new CommandError(`--${name} needs a value`)
      values.set(name, given)
    } else throw new CommandError(`${command.name}: there is no option --${name}; see --help`)
  }
  return {
    operands,
    option: (name) => values.get(name)?.at(-1),
    all: (name) => values.get(name) ?? [],
    flag: (name) => values.has(name),
  }
}

function help(program: string, summary: string, commands: readonly Command[]): string {
  const rows = commands.map((c) => `  ${`${c.name} ${c.usage}`.trim()}\n      ${c.summary}`)
  return `${program}: ${summary}\n\n${rows.join("\n")}\n\n  --help, --version\n\n${statuses}`
}

const statuses = `Exit status: 0 done, or stopped by SIGTERM or SIGINT; 1 failed, or could not stop in time; 64 wrong
call; 65 wrong input; 69 not available; 78 wrong configuration; 130 ended by a second SIGINT.
`

function say(text: string): number {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`)
  return 0
}

/** A command whose room is not built yet. */
export function notBuilt(name: string, usage: string, summary: string): Command {
  return {
    name,
    usage,
    summary: `${summary} (not built yet: exits with ${exit.unavailable})`,
    run: () => Promise.reject(new CommandError(`${name}: not built yet`, exit.unavailable)),
  }
}

/** Lines of standard input, without their ends. */
export async function* inputLines(): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ""
  for await (const chunk of Bun.stdin.stream()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n")
    rest = lines.pop()!
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line
  }
  rest += decoder.decode()
  if (rest) yield rest
}

/** Writes to standard output and waits while the reader is slow. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((done) => process.stdout.once("drain", done))
}

/** A reader that has gone (`| head`) ends the program quietly: it wants no more. */
function endWithReader(): void {
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === "EPIPE" ? 0 : 1),
  )
}
