import { type LoadOptions, loadRules } from "./rules.ts"
import { piecesOf, type RulesPiece } from "./rules-pieces.ts"

/** What the thread is asked: to load once, then for one piece after the other. */
export type LoadRequest =
  | {
      readonly kind: "load"
      readonly directories: readonly string[]
      readonly options: LoadOptions
    }
  | { readonly kind: "next" }

export type LoadAnswer = RulesPiece | { readonly kind: "failed"; readonly cause: string }

let pieces: Iterator<RulesPiece> | undefined

function answer(request: LoadRequest): LoadAnswer {
  try {
    if (request.kind === "load") pieces = piecesOf(loadRules(request.directories, request.options))
    const next = pieces?.next()
    if (next && !next.done) return next.value
    return { kind: "failed", cause: "no piece is left" }
  } catch (cause) {
    return { kind: "failed", cause: cause instanceof Error ? cause.message : String(cause) }
  }
}

declare const self: Worker

self.onmessage = ({ data }: MessageEvent<LoadRequest>) => self.postMessage(answer(data))
