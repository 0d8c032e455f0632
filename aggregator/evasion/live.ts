import type { Deps } from "#shared/config/define.ts"
import { opening } from "#shared/config/opening.ts"
import { printOfFiles } from "#shared/config/prints.ts"
import type { Change } from "#shared/config/reload-change.ts"
import { openSeen } from "#shared/config/seen.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { Store } from "../store/types.ts"
import { askBeside } from "./beside.ts"
import type { BesideAnswer } from "./default-worker.ts"
import { latest } from "./latest.ts"
import type { EvasionModel } from "./model.ts"
import { loadModel, shipsFileIn } from "./model-file.ts"
import type { EvasionOptions } from "./open.ts"
import { rebased } from "./rebased.ts"
import { openScorer } from "./scorer.ts"
import { filesOf } from "./signature.ts"
import { evasionStage, type Scorer } from "./stage.ts"
import { driftText, type EvasionStanding, standingOf } from "./standing.ts"
import { openVerdicts } from "./verdicts.ts"
import { openWatch, type Watch } from "./watch.ts"

/** What of the configuration it goes by. */
export interface EvasionGiven {
  readonly evasion: EvasionOptions
  /** Folders of the rules in force. */
  readonly folders: readonly string[]
}

/** The detector in force: model, rules and options change while it scores. */
export interface LiveEvasion {
  readonly stage: Stage
  /** A model is in force, or there is none to wait for any longer. */
  readonly first: Promise<void>
  /**
   * Undefined where nothing has changed.
   * @throws OptionError where a model can't be loaded: the one in force stays
   */
  prepare(next: EvasionGiven): Promise<Change | undefined>
  problems(): readonly string[]
  standing(): EvasionStanding
  /** Looks up what people have called benign. */
  refresh(signal: AbortSignal): Promise<void>
}

interface Parts {
  /** Folder of the model that ships. */
  readonly home: string
  readonly store: Pick<Store, "search" | "documents">
  readonly tagsOf: (id: string) => readonly string[]
}

/** @throws OptionError where the model that is configured can't be loaded */
export async function openEvasion(
  given: EvasionGiven,
  { home, store, tagsOf }: Parts,
  deps: Pick<Deps, "now" | "metrics" | "log">,
  signal: AbortSignal,
): Promise<LiveEvasion> {
  const watch = openWatch(deps)
  const verdicts = openVerdicts(store)
  const shipsPath = shipsFileIn(home)
  let current = given
  const force = openForce(watch)
  let problem: string | undefined
  const seen = openSeen(given.folders)
  let print = printOf(given.evasion)

  const scoring = { scorer: () => force.score, tagsOf, isBenign: verdicts.isBenign, watch }
  const stageOf = (options: EvasionOptions) => evasionStage(scoring, deps, options)
  let stage = stageOf(given.evasion)

  const fail = (cause: unknown) => {
    problem = `the evasion model could not be made: ${errorText(cause)}`
    deps.log.warn(problem)
  }

  /** The rules in force are followed beside, while events go on by what was there before. */
  const follow = latest(async () => {
    const { evasion, folders } = current
    if (!evasion.enabled || signal.aborted) return
    const answer = await askBeside(
      evasion.modelFile !== undefined
        ? { want: "rules", folders }
        : { want: "model", folders, path: shipsPath, madeOf: force.model?.madeOf },
      signal,
    )
    if (signal.aborted || current.evasion !== evasion) return // stopped, or asked anew meanwhile
    problem = undefined
    if (answer.is === "failed") fail(answer.cause)
    if (answer.is === "trained" && answer.unsaved !== undefined)
      problem = `the evasion model could not be kept: ${answer.unsaved}`
    force.take(answer)
  })

  if (given.evasion.enabled) {
    force.use(await firstModel(given.evasion, shipsPath))
    warnOfGuesses(force.model, deps)
  }
  const following = follow().catch(fail)
  const first =
    force.model || !given.evasion.enabled
      ? Promise.resolve()
      : Promise.race([following, pause(given.evasion.firstTrainingMsMax, signal)])
  return {
    stage: (event, out) => stage(event, out),
    first,
    async prepare(next) {
      const nextPrint = printOf(next.evasion)
      const news = seen.news(next.folders)
      if (nextPrint === print && news === undefined) return
      const isAnother = nextPrint !== print
      const loaded =
        isAnother && next.evasion.enabled ? await firstModel(next.evasion, shipsPath) : force.model
      return {
        commit() {
          current = next
          print = nextPrint
          if (news !== undefined) seen.take(news)
          if (isAnother) {
            stage = stageOf(next.evasion)
            force.use(next.evasion.enabled ? loaded : undefined)
          }
          void follow().catch(fail)
        },
      }
    },
    problems: () => [...(problem ? [problem] : []), ...driftText(force.model, watch)],
    standing: () =>
      current.evasion.enabled
        ? standingOf(force.model, watch, deps.now())
        : { model: "off", kinds: [], advice: [] },
    refresh: verdicts.look,
  }
}

/** The model in force. */
function openForce(watch: Pick<Watch, "use">) {
  let model: EvasionModel | undefined
  let score: Scorer | undefined
  const use = (next: EvasionModel | undefined) => {
    model = next
    score = next && openScorer(next)
    if (next) watch.use(next)
  }
  return {
    get model() {
      return model
    },
    get score() {
      return score
    },
    use,
    /** What has come of following the rules. */
    take(answer: BesideAnswer) {
      if (answer.is === "rules" && model) use(rebased(model, answer.rules))
      if (answer.is === "trained") use(answer.model)
      if (answer.is === "no rules") use(undefined)
    },
  }
}

/** The options, and the files as they lie there. */
const printOf = (options: EvasionOptions) => {
  const { modelFile, publicKeyFile } = options
  const files = [
    ...(modelFile === undefined ? [] : filesOf(modelFile)),
    ...(publicKeyFile === undefined ? [] : [publicKeyFile]),
  ]
  return `${JSON.stringify(options)}\n${printOfFiles(files)}`
}

/** The model that is configured; else the one that was made before, if there is one that can be read. */
async function firstModel(
  { modelFile, publicKeyFile }: EvasionOptions,
  shipsPath: string,
): Promise<EvasionModel | undefined> {
  if (modelFile !== undefined)
    return opening("evasion.modelFile", async () => {
      const { madeOf: _, ...model } = await loadModel(modelFile, publicKeyFile)
      return model
    })
  return loadModel(shipsPath).catch(() => undefined) // it is made anew
}

function warnOfGuesses(model: EvasionModel | undefined, { log }: Pick<Deps, "log">): void {
  const guessed = model?.kinds.filter(({ calibration }) => calibration.isGuess) ?? []
  if (!model || model.madeOf !== undefined || guessed.length === 0) return
  const kinds = guessed.map(({ kind }) => kind).join(", ")
  log.warn(
    `the evasion model's thresholds are guesses for ${kinds}: train it with more benign texts`,
  )
}
