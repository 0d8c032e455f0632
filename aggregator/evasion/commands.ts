import { type Call, CommandError, inputLines, print } from "#shared/config/command.ts"
import { readFolders } from "#shared/sigma/read-folders.ts"
import { type TextKind, textKinds, textOfEvent } from "./kinds.ts"
import { loadModel, saveModel } from "./model-file.ts"
import { type RuleTexts, ruleTextsOf } from "./rule-texts.ts"
import { openScorer } from "./scorer.ts"
import { type Benign, trainEvasion } from "./train.ts"

/** `train evasion`: rules and benign texts → a model. */
export async function trainCommand(call: Call): Promise<number> {
  const directories = call.all("rules")
  const files = call.all("benign")
  const out = call.option("out")
  if (directories.length === 0 || files.length === 0 || !out)
    throw new CommandError("train evasion needs --rules DIR, --benign FILE and --out MODEL")
  const seed = numberOf(call, "seed", 1)
  const startMs = performance.now()
  const rules = rulesOf(directories)
  if (rules.length === 0) throw new CommandError("no rule looks into texts of a known kind", 65)
  const benign = await benignOf(files)
  const model = trainEvasion(rules, benign, {
    seed,
    now: Date.now,
    falseShareMax: numberOf(call, "false-share", 0.001),
    told: (progress) => process.stderr.write(`${progress}\n`),
  })
  await saveModel(model, out)
  const kinds = model.kinds.map(({ kind, rules, hashes, calibration }) => ({
    kind,
    rules: rules.length,
    features: hashes.length,
    ...calibration,
  }))
  for (const { kind, isGuess, texts } of kinds)
    if (isGuess)
      process.stderr.write(
        `${kind}: only ${texts} benign texts to calibrate on: its threshold is a guess\n`,
      )
  const seconds = Math.round(performance.now() - startMs) / 1000
  await print(
    `${JSON.stringify({ model: out, seed, rules: rules.length, benign: benign.length, seconds, kinds })}\n`,
  )
  return 0
}

function numberOf(call: Call, name: string, fallback: number): number {
  const text = call.option(name)
  if (text === undefined) return fallback
  const value = Number(text)
  if (!Number.isFinite(value)) throw new CommandError(`--${name} is no number: ${text}`)
  return value
}

function rulesOf(directories: readonly string[]): RuleTexts[] {
  const { documents, placeholders, refused } = readFolders(directories)
  const rules: RuleTexts[] = []
  let unread = refused.length
  for (const document of documents) {
    try {
      const texts = ruleTextsOf(document, placeholders)
      if (texts) rules.push(texts)
    } catch {
      unread++ // `rules check` says why
    }
  }
  if (unread > 0) process.stderr.write(`${unread} documents hold no rule that can be loaded\n`)
  return rules
}

/** NDJSON of `{"text", "kind"}`, or of events. */
async function benignOf(files: readonly string[]): Promise<Benign[]> {
  const benign: Benign[] = []
  for (const file of files) {
    if (!(await Bun.file(file).exists())) throw new CommandError(`no such file: ${file}`, 65)
    for (const [i, line] of (await Bun.file(file).text()).split("\n").entries())
      if (line.trim() !== "") benign.push(...benignOfLine(line, `${file}:${i + 1}`))
  }
  return benign
}

function benignOfLine(line: string, place: string): Benign[] {
  const value = recordOf(line, place)
  if (typeof value["text"] === "string")
    return [{ text: value["text"], kind: kindOfText(value, place) }]
  const found = textOfEvent(value)
  return found ? [found] : []
}

function recordOf(line: string, place: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>
  } catch {}
  throw new CommandError(`${place}: not a JSON object: ${line.slice(0, 80)}`, 65)
}

function kindOfText({ kind }: Readonly<Record<string, unknown>>, place: string): TextKind {
  const known = textKinds.find((name) => name === (kind ?? "process_creation"))
  if (!known) throw new CommandError(`${place}: kind is none of ${textKinds.join(", ")}`, 65)
  return known
}

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
