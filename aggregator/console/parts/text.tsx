/** @jsxImportSource hono/jsx */
import type { Value } from "#shared/ecs/event.ts"

const charactersMax = 2_000
const marksMax = 2_000

/** Controls, bidi and other format characters, half surrogates: what would hide or reorder text. */
const invisible = /([\p{Cc}\p{Cf}\p{Cs}\u2028\u2029])\1*/gu
const invisibleButLines = /((?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029])\1*/gu

interface TextProps {
  readonly text: string
  /** Uncut, with its line ends and tabs as such. */
  readonly whole?: boolean
}

/** Text of a log, with each character that can't be seen shown as a mark. */
export function Text({ text, whole }: TextProps) {
  const shown = whole || text.length <= charactersMax ? text : text.slice(0, charactersMax)
  return (
    <>
      {parts(shown, whole ? invisibleButLines : invisible)}
      {shown.length < text.length && (
        <span class="cut"> … {(text.length - shown.length).toLocaleString("en")} more</span>
      )}
    </>
  )
}

function parts(text: string, pattern: RegExp) {
  const found = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (found.length > marksMax) break
    found.push(text.slice(end, match.index))
    const name = nameRun(match[0], match[1]!)
    found.push(
      <span class="mark" title={codeOf(match[1]!)}>
        {name}
      </span>,
    )
    end = match.index + match[0].length
  }
  found.push(text.slice(end).replace(pattern, (run, one: string) => `[${nameRun(run, one)}]`))
  return found
}

function nameRun(run: string, one: string): string {
  const times = run.length / one.length
  return times > 1 ? `${nameOf(one)}×${times}` : nameOf(one)
}

const asciiControls = (
  "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI " +
  "DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
).split(" ")

/** ASCII has names for its controls (not every font has their pictures); others show a number. */
function nameOf(character: string): string {
  const code = character.codePointAt(0)!
  return code === 0x7f ? "DEL" : (asciiControls[code] ?? codeOf(character))
}

const codeOf = (character: string) =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`

export function valueText(value: Value | undefined): string {
  if (value === undefined || value === null) return ""
  return Array.isArray(value) ? value.join(", ") : String(value)
}

export const countText = (count: number) => count.toLocaleString("en")
