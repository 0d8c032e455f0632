import { stringEnd } from "./json-depth.ts"

const quote = 0x22
const comma = 0x2c

/**
 * The texts of an array's elements, as they stand. The array must be valid JSON: then only strings
 * and the depth of brackets have to be followed.
 */
export function arrayElements(json: Buffer): Buffer[] {
  const elements: Buffer[] = []
  let at = json.indexOf(0x5b) + 1
  let start = at
  let depth = 1
  while (depth > 0 && at < json.length) {
    const byte = json[at]!
    if (byte === quote) at = stringEnd(json, at)
    else if (byte === 0x5b || byte === 0x7b) depth++
    else if (byte === 0x5d || byte === 0x7d) depth--
    if ((byte === comma && depth === 1) || depth === 0) {
      const element = trim(json, start, at)
      if (element.length > 0) elements.push(element)
      start = at + 1
    }
    at++
  }
  return elements
}

function trim(json: Buffer, from: number, to: number): Buffer {
  let [start, end] = [from, to]
  while (start < end && json[start]! <= 0x20) start++
  while (end > start && json[end - 1]! <= 0x20) end--
  return json.subarray(start, end)
}
