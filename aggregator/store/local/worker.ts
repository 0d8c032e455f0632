import { errorText } from "#shared/telemetry/log.ts"
import { type Damage, Files } from "./files.ts"
import * as read from "./read.ts"
import { seal } from "./seal.ts"
import { DamagedSegment } from "./segment-file.ts"
import { tally } from "./tally.ts"
import { write } from "./write.ts"

/** A question for a Worker: the name of a function over the files, and its arguments. */
export interface Ask {
  readonly number: number
  readonly name: keyof typeof acts
  readonly args: readonly unknown[]
}

export interface Opening {
  readonly directory: string
  readonly cacheBytesMax: number
}

/** That a question is under way. */
export interface Progress {
  readonly number: number
  readonly share: number
}

export interface Answer {
  readonly number: number
  readonly value?: unknown
  readonly error?: string
  readonly damaged: readonly Damage[]
}

const acts = {
  write,
  search: read.search,
  count: read.count,
  histogram: read.histogram,
  terms: read.terms,
  tally,
  seal,
  get: read.get,
  close: (files: Files) => files.close(),
}

declare const self: Worker

let files: Files | undefined

self.onmessage = ({ data }: MessageEvent<Ask | Opening>) => {
  if ("directory" in data) {
    files = new Files(data.directory, data.cacheBytesMax)
    return
  }
  const { number, name, args } = data
  files!.tell = (share) => self.postMessage({ number, share } satisfies Progress)
  let answer: Answer
  try {
    const act = acts[name] as (files: Files, ...args: unknown[]) => unknown
    answer = { number, value: again(() => act(files!, ...args)), damaged: files!.takeDamaged() }
  } catch (cause) {
    answer = { number, error: errorText(cause), damaged: files!.takeDamaged() }
  }
  self.postMessage(answer)
}

const damagedMax = 1000

/** Damaged columns are left out, one after the other: what they say is read from the events. */
function again(act: () => unknown): unknown {
  for (let tries = 0; ; tries++)
    try {
      return act()
    } catch (cause) {
      if (!(cause instanceof DamagedSegment) || tries >= damagedMax) throw cause
    }
}
