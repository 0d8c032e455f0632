import type { StepMaker } from "../rule.ts"
import { address } from "./address.ts"
import { date } from "./date.ts"
import { dissect } from "./dissect.ts"
import { append, convert, copy, remove, rename, set } from "./fields.ts"
import { grok } from "./grok.ts"
import { json } from "./json.ts"
import { kv } from "./kv.ts"
import { map, split } from "./map.ts"
import { basename, client, ips, number, trimbraces } from "./shape.ts"
import { lookup, lowercase, trim, uppercase, urldecode } from "./text.ts"
import { url } from "./url.ts"

/** Every step a rule may name. */
export const stepMakers: ReadonlyMap<string, StepMaker> = new Map(
  Object.entries({
    address,
    append,
    basename,
    client,
    convert,
    copy,
    date,
    dissect,
    grok,
    ips,
    json,
    kv,
    lookup,
    lowercase,
    map,
    number,
    remove,
    rename,
    set,
    split,
    trim,
    trimbraces,
    uppercase,
    url,
    urldecode,
  }),
)
