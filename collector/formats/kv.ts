import { setField } from "#shared/ecs/event.ts"
import { keysMax, nameCharsMax } from "#shared/ecs/json.ts"
import type { Format } from "./define.ts"

const pair = /([\w.@:/-]{1,128})=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,;]*))[\s,;]*/gy

/** `key=value key="va lue"`: pairs divided by blanks, commas or semicolons. */
export const kv: Format = {
  name: "kv",
  summary: "key=value pairs",
  example: 'level=info msg="user logged in" user=anna src=192.0.2.7',
  looksLike: (text) => /^[\w.-]{1,64}=\S/.test(text) && / [\w.-]{1,64}=/.test(text.slice(0, 512)),
  read(text, event) {
    pair.lastIndex = 0
    let pairs = 0
    for (let found = pair.exec(text); found; found = pair.exec(text)) {
      const [, key, quoted, single, bare] = found
      const value = quoted?.replace(/\\(.)/g, "$1") ?? single ?? bare ?? ""
      setField(event, `vendor.${key!.slice(0, nameCharsMax)}`, value)
      if (++pairs >= keysMax) break
    }
    if (pairs === 0) return "no key=value pair at the beginning"
    event.message = text
    return undefined
  },
}
