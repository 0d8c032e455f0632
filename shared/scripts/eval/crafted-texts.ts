import { type Node, parseRegex } from "../../regex/syntax.ts"

/**
 * Texts that make a backtracking engine slow on a pattern: what matches up to some part of it, then
 * what that part or its neighbours take, over and over, and an end that fits nothing.
 */
export function* craftedTexts(source: string, flags: string, chars: number): Generator<string> {
  const [, inline = "", rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? []
  const tree = parseRegex(rest, flags + inline)
  const parts = tree ? partsOf(tree).map(sampleOf) : rest.split(/[^\w ]+/)
  const shown = parts.slice(0, partsMax)
  // Engines look for the pattern's literals first: here they are, in the wrong order.
  const literals = shown.toReversed().join("")
  yield "a".repeat(chars)
  yield pump("", shown.join(""), chars)
  yield pump("", literals, chars)
  for (let from = 0; from < shown.length; from++) {
    const prefix = shown.slice(0, from).join("")
    for (const width of [1, 2, 4]) {
      const unit = shown.slice(from, from + width).join("")
      if (unit !== "") yield pump(literals + prefix, unit, chars)
    }
    yield pump(literals + prefix, "a", chars)
    yield pump(literals, `${prefix} `, chars)
  }
}

const partsMax = 60

const pump = (prefix: string, unit: string, chars: number): string => {
  const start = prefix.slice(0, chars / 2)
  return `${(start + unit.repeat(Math.ceil(chars / unit.length))).slice(0, chars - 1)}\u0001`
}

/** The parts of a pattern in a row: single characters one by one, loops and choices whole. */
function partsOf(node: Node): readonly Node[] {
  return node.kind === "sequence" ? node.items.flatMap(partsOf) : [node]
}

function sampleOf(node: Node): string {
  if (node.kind === "set") return characterOf(node.set)
  if (node.kind === "sequence") return node.items.map(sampleOf).join("")
  if (node.kind === "repeat") return sampleOf(node.item).repeat(Math.max(1, node.min))
  return sampleOf(node.items[0] as Node)
}

/** A letter if there is one, so that neighbouring loops take the same. */
function characterOf(set: bigint): string {
  for (const char of "a1 .-/\\") if (set & (1n << BigInt(char.charCodeAt(0)))) return char
  for (let code = 32; code < 128; code++) {
    if (set & (1n << BigInt(code))) return String.fromCharCode(code)
  }
  return "\u00e9"
}
