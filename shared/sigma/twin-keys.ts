import { LineCounter, parseDocument } from "yaml"

/** Texts longer than this are not looked through: they hold data, and the parser is slow. */
const charsMax = 65_536

/** Spaces, dashes of list items, a key, its colon. */
const keyLine = /^( *)((?:- +)*)(?:"([^"]*)"|'([^']*)'|([^\s#'"[{&*!|>%@`-][^#]*?)) *:(?: |$)/

/**
 * The first key that is written twice in one map, which YAML forbids and the fast parser lets pass:
 * what the first of them asked would be lost without a word.
 */
export function findTwinKey(text: string): { key: string; line: number } | undefined {
  if (text.length > charsMax || !mayHaveTwins(text)) return undefined
  const lineCounter = new LineCounter()
  const options = { logLevel: "silent", prettyErrors: false, lineCounter } as const
  for (const { code, pos } of parseDocument(text, options).errors) {
    if (code !== "DUPLICATE_KEY") continue
    const { line } = lineCounter.linePos(pos[0])
    const [, , , double, single, plain] = keyLine.exec(text.split(/\r?\n/)[line - 1] ?? "") ?? []
    return { key: double ?? single ?? plain ?? "", line }
  }
  return undefined
}

/** A quick look by indentation. What it takes for twins may stand in a block of text. */
function mayHaveTwins(text: string): boolean {
  const scopes: { indent: number; keys: Set<string> }[] = []
  for (const line of text.split(/\r?\n/)) {
    const [, spaces = "", dashes = "", double, single, plain] = keyLine.exec(line) ?? []
    const key = double ?? single ?? plain
    if (key === undefined) continue
    const indent = spaces.length + dashes.length
    const from = dashes === "" ? indent : spaces.length
    while ((scopes.at(-1)?.indent ?? -1) > from) scopes.pop()
    const scope = scopes.at(-1)
    if (dashes !== "" || scope?.indent !== indent) scopes.push({ indent, keys: new Set([key]) })
    else if (scope.keys.has(key)) return true
    else scope.keys.add(key)
  }
  return false
}
