import { errorText } from "../telemetry/log.ts"
import { ConfigurationError } from "./load.ts"
import { OptionError } from "./opening.ts"

/** What is ready to be put in force, or to be left. */
export interface Change {
  /** Gives up what it had before it takes what others may have to give up: it is committed last. */
  release?(): Promise<void>
  /** Waits for no sink. What it can't do although it was prepared is thrown, and told. */
  commit(): void | Promise<void>
  cancel?(): Promise<void>
}

/** A new configuration that is not taken over, with every reason. */
export class ReloadRefused extends Error {
  readonly reasons: readonly string[]
  constructor(reasons: readonly string[]) {
    super(reasons.join("; "))
    this.reasons = reasons
  }
}

/** Prepares all parts, so that every reason is known; one that fails cancels the others. */
export async function prepareAll(
  parts: readonly (() => Change | undefined | Promise<Change | undefined>)[],
): Promise<Change> {
  const changes: Change[] = []
  const reasons: string[] = []
  for (const part of parts) {
    try {
      const change = await part()
      if (change) changes.push(change)
    } catch (cause) {
      reasons.push(...reasonsOf(cause))
    }
  }
  const cancel = async () => {
    await Promise.all(changes.map((change) => change.cancel?.()))
  }
  if (reasons.length > 0) {
    await cancel()
    throw new ReloadRefused(reasons)
  }
  return {
    cancel,
    async commit() {
      for (const change of changes) await change.release?.()
      const failed: string[] = []
      const takesLast = (change: Change) => Number(change.release !== undefined)
      for (const change of changes.toSorted((a, b) => takesLast(a) - takesLast(b)))
        try {
          await change.commit()
        } catch (cause) {
          failed.push(...reasonsOf(cause))
        }
      if (failed.length > 0) throw new ReloadRefused(failed)
    },
  }
}

export function reasonsOf(cause: unknown): readonly string[] {
  if (cause instanceof ReloadRefused) return cause.reasons
  if (cause instanceof ConfigurationError) return cause.issues
  if (cause instanceof OptionError) return [cause.message]
  return [errorText(cause)]
}

/** Rules of which none can be run are a mistake, not a wish. @throws OptionError */
export function refuseIfAll(
  option: string,
  { rules, refused }: { rules: readonly unknown[]; refused: readonly { reason: string }[] },
): void {
  const [first] = refused
  if (rules.length === 0 && first)
    throw new OptionError(option, `all rules are refused: ${first.reason}`)
}
