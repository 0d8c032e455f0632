import type { StepMaker } from "../rule.ts"
import { address } from "./address.ts"
import { communityId } from "./community-id.ts"
import { csv } from "./csv.ts"
import { date } from "./date.ts"
import { dissect } from "./dissect.ts"
import { domain } from "./domain.ts"
import { duration } from "./duration.ts"
import { base64, hash } from "./encode.ts"
import { append, convert, copy, remove, rename, set } from "./fields.ts"
import { grok } from "./grok.ts"
import { json } from "./json.ts"
import { kv } from "./kv.ts"
import { map, split } from "./map.ts"
import { pick } from "./pick.ts"
import { basename, client, ips, number, trimbraces } from "./shape.ts"
import { lookup, lowercase, replace, trim, uppercase, urldecode } from "./text.ts"
import { url } from "./url.ts"
import { useragent } from "./user-agent.ts"
import { xml } from "./xml.ts"

/** Every step a rule may name. */
export const stepMakers: ReadonlyMap<string, StepMaker> = new Map(
  Object.entries({
    address,
    append,
    base64,
    basename,
    client,
    community_id: communityId,
    convert,
    copy,
    csv,
    date,
    dissect,
    domain,
    duration,
    grok,
    hash,
    ips,
    json,
    kv,
    lookup,
    lowercase,
    map,
    number,
    pick,
    remove,
    rename,
    replace,
    set,
    split,
    trim,
    trimbraces,
    uppercase,
    url,
    urldecode,
    useragent,
    xml,
  }),
)
