import { setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, textOf } from "./options.ts"

const argumentsMax = 256
const charsMax = 32_768

/**
 * `execve: {field}`: the arguments in an audit record, `a0="…" a1=HEX` or `proctitle=…`, become
 * process.args and process.command_line. auditd quotes a value, or writes its bytes in hexadecimal
 * where they hold a space, a quote or a control character; of a title NUL parts the arguments.
 */
export const execve: StepMaker = (value) => {
  const field = textOf(optionsOf(value)["field"], "field")
  return (event) => {
    const text = read(event, field)?.slice(0, charsMax)
    const args = text === undefined ? [] : argumentsOf(text)
    if (args.length === 0) return
    setField(event, "process.args", args)
    setField(event, "process.command_line", args.join(" "))
    put(event, "process.args_count", args.length)
    if (args[0]!.startsWith("/")) put(event, "process.executable", args[0]!)
    const name = args[0]!.split("/").at(-1)
    if (name) put(event, "process.name", name)
  }
}

function argumentsOf(text: string): string[] {
  const title = /(?:^| )proctitle=(?:"([^"]*)"|([0-9A-F]+))/.exec(text)
  if (title) return (title[1] ?? decoded(title[2]!)).split("\0").slice(0, argumentsMax)
  const args: string[] = []
  for (const [, place, quoted, hex] of text.matchAll(
    /(?:^| )a(\d{1,3})(?:\[\d{1,5}\])?=(?:"([^"]*)"|([0-9A-F]+))(?= |$)/g,
  )) {
    const at = Number(place)
    if (at >= argumentsMax || at > args.length) continue // out of order: not a command line
    args[at] = (args[at] ?? "") + (quoted ?? decoded(hex!))
  }
  return args
}

/** An odd number of digits is no hexadecimal text: such a value stands for itself. */
const decoded = (hex: string): string =>
  hex.length % 2 === 0 ? Buffer.from(hex, "hex").toString("utf8") : hex
