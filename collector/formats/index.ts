import type { Format } from "./define.ts"
import { json } from "./json.ts"
import { kv } from "./kv.ts"
import { syslog } from "./syslog.ts"
import { text } from "./text.ts"
import { winevent } from "./winevent-json.ts"

/** Every wire format, in the order in which a record of unknown format is tried. */
export const formats: readonly Format[] = [syslog, winevent, json, kv, text]
