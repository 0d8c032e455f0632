import { type Call, CommandError, inputLines, print } from "#shared/config/command.ts"
import { kindOfText, recordOf } from "./benign-lines.ts"
import { loadModel } from "./model-file.ts"
import { openScorer } from "./scorer.ts"

/** `score evasion`: texts → scores. */
export async function scoreCommand(call: Call): Promise<number> {
  const path = call.option("model")
  if (!path) throw new CommandError("score evasion needs --model MODEL")
  const score = openScorer(await loadModel(path).catch(unreadable))
  let number = 0
  for await (const line of inputLines()) {
    number++
    if (line.trim() === "") continue
    const place = `line ${number}`
    const value = recordOf(line, place)
    if (typeof value["text"] !== "string") throw new CommandError(`${place}: no "text"`, 65)
    await print(`${JSON.stringify(score(value["text"], kindOfText(value, place)))}\n`)
  }
  return 0
}

function unreadable(cause: unknown): never {
  throw new CommandError(`the model can't be read: ${(cause as Error).message}`, 65)
}
