/** A rule that an input broke. `what` names the rule; the same input breaks the same one again. */
export class Violation extends Error {
  readonly what: string
  constructor(what: string, detail: string) {
    super(detail)
    this.name = "Violation"
    this.what = what
  }
}

/** One input of the programs, or one parser, that takes what anybody sends. */
export interface Target {
  readonly name: string
  readonly summary: string
  /** Good inputs, which are then damaged. */
  readonly seeds: () => readonly Buffer[]
  /** Pieces that mean something to it, beside those that mean something everywhere. */
  readonly tokens: readonly string[]
  /** CPU time of the thread that one input may take. 50 by default: that of one event. */
  readonly mostMs?: number
  /** Bytes of an input; by default what one record may have. */
  readonly bytesMax?: number
  /** Share of the time, 1 by default. */
  readonly weight?: number
  open(): Trial | Promise<Trial>
}

/** An opened target. It throws a `Violation`; anything else that it throws is one too. */
export interface Trial {
  /** May say how many events the input made: each may take a little. */
  try(input: Buffer): unknown
  close?(): Promise<void>
}

export interface Finding {
  readonly target: string
  readonly seed: number
  /** Number of the input; -1 where it is none of a run's. */
  readonly trial: number
  readonly what: string
  readonly detail: string
  readonly input: Buffer
}

export const recordBytesMax = 2 ** 20
export const eventMs = 50
/** For each event after the first. */
export const furtherEventMs = 0.1
