import { readFileSync } from "node:fs"
import { CommandError } from "#shared/config/command.ts"

const interrupted = "\u0003"
const endOfInput = "\u0004"
const erasers = ["\u007f", "\b"]

/** The first line of the file; else what is typed twice at the terminal, which shows nothing of it. */
export async function readPassword(file: string | undefined): Promise<string> {
  if (file !== undefined) return firstLine(file)
  if (!process.stdin.isTTY)
    throw new CommandError("no terminal to ask for the password: give --password-file FILE")
  const first = await typed("Password: ")
  if (first !== (await typed("Once more: "))) throw new CommandError("the two are not the same", 65)
  return first
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/)[0]!
  } catch {
    throw new CommandError(`the file ${file} can't be read`, 65)
  }
}

function typed(question: string): Promise<string> {
  const { stdin, stderr } = process
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ""
  const finish = (settle: () => void) => {
    stdin.off("data", take)
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write("\n")
    settle()
  }
  const take = (chunk: Buffer) => {
    for (const letter of chunk.toString("utf8")) {
      if (letter === "\r" || letter === "\n" || letter === endOfInput)
        return finish(() => resolve(text))
      if (letter === interrupted) return finish(() => reject(new CommandError("not done", 130)))
      text = erasers.includes(letter) ? [...text].slice(0, -1).join("") : text + letter
    }
  }
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.on("data", take)
  stdin.resume()
  return promise
}
