import { Refused } from "./body.ts"
import { stringEnd } from "./json-depth.ts"
import { objectFault } from "./split.ts"

/** JSON objects that stand one after another, with or without blanks between. @throws Refused */
export function jsonSequence(body: Buffer, recordsMax: number): Buffer[] {
  const objects: Buffer[] = []
  let depth = 0
  let start = -1
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!
    if (byte === 0x22) at = stringEnd(body, at)
    else if (byte === 0x7b || byte === 0x5b) {
      if (depth++ === 0) start = at
    } else if (byte === 0x7d || byte === 0x5d) {
      if (--depth === 0)
        objects.push(checked(body.subarray(start, at + 1), objects.length, recordsMax))
    } else if (depth === 0 && byte > 0x20 && byte !== 0x2c) depth = -1
    if (depth < 0) throw new Refused(400, `not JSON after object ${objects.length}`)
  }
  if (depth > 0) throw new Refused(400, `object ${objects.length + 1} is cut off`)
  return objects
}

function checked(object: Buffer, before: number, recordsMax: number): Buffer {
  if (before >= recordsMax)
    throw new Refused(413, `the body has more than ${recordsMax} records (requestRecordsMax)`)
  const fault = objectFault(object)
  if (fault) throw new Refused(400, `object ${before + 1} is ${fault}`)
  return object
}
