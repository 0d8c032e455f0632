import { pairReader, writePairs } from "../pairs.ts"
import type { Format } from "./define.ts"

const pairs = pairReader()
/** Check Point's LEA and its like. */
const colonPairs = pairReader(";", ": ")

/** `key=value key="va lue"`: pairs divided by blanks, commas or semicolons; else `key: value; …`. */
export const kv: Format = {
  name: "kv",
  summary: "key=value pairs, also logfmt: quoted values are whole, the first of a key counts",
  example: 'level=info msg="user logged in" user=anna src=192.0.2.7',
  looksLike: (text) => /^[\w.-]{1,64}=\S/.test(text) && / [\w.-]{1,64}=/.test(text.slice(0, 512)),
  read(text, event) {
    const usual = pairs(text)
    const found = usual.length > 0 ? usual : colonPairs(text)
    if (found.length === 0) return "no key=value pair"
    writePairs(found, event, "vendor")
    event.message = text
    return undefined
  },
}
