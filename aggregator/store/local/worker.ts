import { errorText } from "#shared/telemetry/log.ts"
import { Files } from "./files.ts"
import * as read from "./read.ts"
import { tally } from "./tally.ts"
import { write } from "./write.ts"

/** A question for a Worker: the name of a function over the files, and its arguments. */
export interface Ask {
  readonly number: number
  readonly name: keyof typeof acts
  readonly args: readonly unknown[]
}

export interface Answer {
  readonly number: number
  readonly value?: unknown
  readonly error?: string
  readonly damaged: readonly string[]
}

const acts = {
  write,
  search: read.search,
  count: read.count,
  histogram: read.histogram,
  terms: read.terms,
  tally,
  get: read.get,
  close: (files: Files) => files.close(),
}

declare const self: Worker

let files: Files | undefined

self.onmessage = ({ data }: MessageEvent<Ask | { readonly directory: string }>) => {
  if ("directory" in data) {
    files = new Files(data.directory)
    return
  }
  const { number, name, args } = data
  let answer: Answer
  try {
    const act = acts[name] as (files: Files, ...args: unknown[]) => unknown
    answer = { number, value: act(files!, ...args), damaged: files!.takeDamaged() }
  } catch (cause) {
    answer = { number, error: errorText(cause), damaged: files!.takeDamaged() }
  }
  self.postMessage(answer)
}
