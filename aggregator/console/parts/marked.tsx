/** @jsxImportSource hono/jsx */
import type { Span } from "../alert-marks.ts"
import { Text } from "./text.tsx"

const charsMax = 2_000

interface MarkedProps {
  readonly text: string
  /** Sorted, apart from each other. */
  readonly spans: readonly Span[]
}

/** Text of a log with some of its parts marked. */
export function Marked({ text, spans }: MarkedProps) {
  const shown = spans.filter(({ from }) => from < charsMax)
  const pieces = shown.map(({ from, to }, at) => (
    <>
      <Text text={text.slice(shown[at - 1]?.to ?? 0, from)} />
      <mark>
        <Text text={text.slice(from, to)} />
      </mark>
    </>
  ))
  return (
    <span class="marks">
      {pieces}
      <Text text={text.slice(shown.at(-1)?.to ?? 0)} />
    </span>
  )
}
