import { registry } from "#shared/config/define.ts"
import { asn } from "./asn/asn.ts"
import type { Enricher } from "./define.ts"
import { geoip } from "./geoip/geoip.ts"

const list = [geoip, asn] as const

/** Every enricher, in the order in which a configuration usually names them. */
export const enrichers = registry<Enricher, unknown, typeof list>(list)
