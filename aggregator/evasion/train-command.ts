import { type Call, CommandError, print } from "#shared/config/command.ts"
import type { Deps } from "#shared/config/define.ts"
import type { AggregatorConfig } from "../config.ts"
import { InputError } from "../console/input-error.ts"
import { scopeOf } from "../console/question.ts"
import { openStore } from "../store/open.ts"
import { benignOfFile } from "./benign-lines.ts"
import { type Comparison, compared } from "./compare.ts"
import type { EvasionModel } from "./model.ts"
import { loadModel, saveModel, shipsFileIn } from "./model-file.ts"
import { ordinaryTexts } from "./ordinary-corpus.ts"
import { withProfiles } from "./profile.ts"
import type { RuleTexts } from "./rule-texts.ts"
import { rulesInFolders } from "./rules-in-folders.ts"
import { signModel } from "./signature.ts"
import { type StoreTexts, textsOfStore } from "./store-benign.ts"
import { type Benign, trainEvasion } from "./train.ts"

interface Standing {
  readonly config: AggregatorConfig
  readonly deps: Deps
}

export const trainOptions = [
  ...["rules", "benign", "out", "seed", "from", "to", "texts", "events", "config"],
  ...["false-share", "alerts-a-day", "texts-a-day", "compare", "sign-key"],
]

/** `train evasion`: rules and benign texts → a model. */
export async function trainCommand(call: Call, standing: () => Promise<Standing>): Promise<number> {
  const directories = call.all("rules")
  const sources = call.all("benign")
  const out = call.option("out")
  if (directories.length === 0 || sources.length === 0 || !out)
    throw new CommandError(
      "train evasion needs --rules DIR, --benign FILE or --benign store, and --out MODEL",
    )
  const startMs = performance.now()
  const before = await modelToCompare(call, sources.some(isStore) ? standing : undefined)
  const rules = rulesOf(directories)
  const { benign, other, textsADay } = await gather(call, sources, standing)
  const falseShareMax = falseShareOf(call, textsADay)
  const seed = numberOf(call, "seed", 1)
  const options = { seed, now: Date.now, falseShareMax, told: progress }
  const beside = call.flag("alone") ? [] : ordinaryTexts()
  const model = withProfiles(trainEvasion(rules, benign, { ...options, beside }), benign)
  const compare = before && compared(before, model, [...benign, ...other])
  if (compare) tellChanges(compare)
  const isDry = call.flag("dry-run")
  if (!isDry) await save(model, out, call.option("sign-key"))
  const kinds = kindsOf(model, textsADay)
  for (const { kind, isGuess, texts } of kinds)
    if (isGuess)
      progress(`${kind}: only ${texts} benign texts to calibrate on: its threshold is a guess`)
  const seconds = Math.round(performance.now() - startMs) / 1000
  const summary = {
    ...{
      model: isDry ? null : out,
      seed,
      rules: rules.length,
      benign: benign.length,
      seconds,
      kinds,
    },
    ...(textsADay !== undefined && { textsADay, falseShareMax }),
    ...(compare && { compare }),
  }
  await print(`${JSON.stringify(summary)}\n`)
  return 0
}

const toldMax = 5

const isStore = (source: string) => source === "store" || source.startsWith("store:")

const progress = (text: string) => process.stderr.write(`${text}\n`)

async function save(model: EvasionModel, out: string, signKey: string | undefined): Promise<void> {
  await saveModel(model, out)
  if (signKey === undefined) return
  await signModel(out, signKey).catch((cause: Error) => {
    throw new CommandError(`the model is written and not signed: ${cause.message}`, 65)
  })
}

/** The model that is named, or where the store is read the one that is in force there. */
async function modelToCompare(
  call: Call,
  standing: (() => Promise<Standing>) | undefined,
): Promise<EvasionModel | undefined> {
  const given = call.option("compare")
  const path = given ?? (standing && (await modelInForce(await standing())))
  if (path === undefined) return undefined
  return loadModel(path).catch((cause: Error) => {
    if (given === undefined) return undefined
    throw new CommandError(`the model to compare with can't be read: ${cause.message}`, 65)
  })
}

async function modelInForce({ config }: Standing): Promise<string | undefined> {
  const path = config.evasion.modelFile ?? shipsFileIn(config.home)
  return (await Bun.file(path).exists()) ? path : undefined
}

/** For those who read along. */
function tellChanges({ texts, newly, noLonger }: Comparison): void {
  progress(
    `of ${texts} texts it calls ${newly.count} malicious that the model before did not, and ` +
      `${noLonger.count} no longer`,
  )
  for (const { rule, text } of newly.first.slice(0, toldMax)) progress(`  newly, ${rule}: ${text}`)
  for (const { rule, text } of noLonger.first.slice(0, toldMax))
    progress(`  no longer, ${rule}: ${text}`)
}

const kindsOf = (model: EvasionModel, textsADay: number | undefined) =>
  model.kinds.map(({ kind, rules, hashes, calibration }) => ({
    ...{ kind, rules: rules.length, features: hashes.length, ...calibration },
    ...(textsADay !== undefined && { alertsADay: calibration.falseShare * textsADay }),
  }))

/** The budget of alerts as a share of the different texts of a day. */
function falseShareOf(call: Call, textsADay: number | undefined): number {
  const budget = call.option("alerts-a-day")
  if (budget === undefined) return numberOf(call, "false-share", 0.001)
  if (call.option("false-share") !== undefined)
    throw new CommandError("either --alerts-a-day or --false-share, not both")
  if (textsADay === undefined)
    throw new CommandError("--alerts-a-day needs --benign store, or --texts-a-day N")
  return Math.min(1, numberOf(call, "alerts-a-day", 0) / Math.max(1, textsADay))
}

function numberOf(call: Call, name: string, fallback: number): number {
  const text = call.option(name)
  if (text === undefined) return fallback
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0)
    throw new CommandError(`--${name} is no number: ${text}`)
  return value
}

function rulesOf(directories: readonly string[]): readonly RuleTexts[] {
  const { rules, unread } = rulesInFolders(directories)
  if (unread > 0) progress(`${unread} documents hold no rule that can be loaded`)
  if (rules.length === 0) throw new CommandError("no rule looks into texts of a known kind", 65)
  return rules
}

interface Gathered {
  readonly benign: readonly Benign[]
  readonly other: readonly Benign[]
  readonly textsADay?: number
}

async function gather(
  call: Call,
  sources: readonly string[],
  standing: () => Promise<Standing>,
): Promise<Gathered> {
  const benign: Benign[] = []
  const other: Benign[] = []
  let textsADay = call.option("texts-a-day") ? numberOf(call, "texts-a-day", 0) : undefined
  for (const source of sources) {
    if (!isStore(source)) {
      benign.push(...(await benignOfFile(source)))
      continue
    }
    const found = await ofStore(call, source.slice("store:".length), await standing())
    benign.push(...found.benign)
    other.push(...found.other)
    textsADay ??= found.textsADay
  }
  return { benign, other, ...(textsADay !== undefined && { textsADay }) }
}

async function ofStore(call: Call, q: string, { config, deps }: Standing): Promise<StoreTexts> {
  const question = { q, from: call.option("from") ?? "now-14d", to: call.option("to") }
  const {
    query,
    fromMs = 0,
    toMs = deps.now(),
  } = asked(() => scopeOf(question, ["events"], deps.now()))
  const limits = {
    textsMax: numberOf(call, "texts", 100_000),
    eventsMax: numberOf(call, "events", 2_000_000),
  }
  await using store = await openStore(config.store, deps)
  const stopped = new AbortController()
  process.once("SIGINT", () => stopped.abort(new CommandError("interrupted", 130)))
  const scope = { query, fromMs, toMs, ...limits }
  const found = await textsOfStore(store, scope, stopped.signal, progress)
  if (found.isCut) progress(`only the newest ${found.events} events were read: see --events`)
  if (found.benign.length === 0)
    throw new CommandError("the store holds no benign texts of a known kind in that time", 65)
  return found
}

function asked<T>(ask: () => T): T {
  try {
    return ask()
  } catch (cause) {
    if (cause instanceof InputError) throw new CommandError(cause.message)
    throw cause
  }
}
