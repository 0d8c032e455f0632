const quote = 0x22
const backslash = 0x5c

/**
 * Whether brackets lie deeper than the limit. To be asked before parsing: a megabyte of brackets
 * would hold the parser up for a hundred times as long as a megabyte of events.
 */
export function isTooDeep(json: Buffer, depthMax: number): boolean {
  if (json.length <= depthMax) return false
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!
    if (byte === quote) at = stringEnd(json, at)
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > depthMax) return true
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return false
}

/** Where the string that begins at `from` has its closing quote; the length if it has none. */
export function stringEnd(json: Buffer, from: number): number {
  let at = from + 1
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1
  return at
}
