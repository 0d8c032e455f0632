import type { Context, MiddlewareHandler } from "hono"
import { getCookie, setCookie } from "hono/cookie"
import { inTime } from "../in-time.ts"
import { type Settings, settingsIn, settingsNow, settingsText, usualSettings } from "./settings.ts"
import { visitor } from "./visitor.ts"
import type { World } from "./world.ts"
import { withOffset } from "./zoned.ts"

const kind = "settings"
const cookie = "vedette-settings"
const cookieCharsMax = 2_048
const yearSeconds = 31_536_000
const freshMs = 10_000
const knownMax = 1_000

interface Known {
  readonly atMs: number
  readonly settings: Settings
}

/** Where settings are kept: of a user in the store, where there are no users in the browser. */
export interface SettingsKept {
  of(c: Context): Promise<Settings>
  keep(c: Context, settings: Settings): Promise<void>
}

export function openSettings({ store, now, options }: World): SettingsKept {
  const known = new Map<string, Known>()
  const read = async (name: string) => {
    const [document] = await store.documents(kind, [name])
    return { revision: document?.revision ?? 0, settings: settingsIn(document?.body) }
  }
  const learn = (name: string, settings: Settings) => {
    if (known.size >= knownMax) known.clear()
    known.set(name, { atMs: now(), settings })
    return settings
  }
  return {
    async of(c) {
      const who = visitor.getStore()
      if (!who) return usualSettings
      if (who.via === "open") return cookieIn(c)
      const last = known.get(who.name)
      if (last && Math.abs(now() - last.atMs) < freshMs) return last.settings
      const found = await inTime<{ settings: Settings } | undefined>(read(who.name), undefined)
      return found ? learn(who.name, found.settings) : (last?.settings ?? usualSettings)
    },
    async keep(c, settings) {
      const who = visitor.getStore()
      if (!who) return
      if (who.via === "open") {
        const secure = options.tls !== undefined || options.behindTls === true
        const attributes = { httpOnly: true, sameSite: "Strict", path: "/", secure } as const
        const text = JSON.stringify(settingsText(settings))
        setCookie(c, cookie, Buffer.from(text).toString("base64url"), {
          ...attributes,
          maxAge: yearSeconds,
        })
        return
      }
      const { revision } = await read(who.name)
      const body = settingsText(settings)
      await store.put(kind, { id: who.name, revision: revision + 1, body })
      learn(who.name, settings)
    },
  }
}

function cookieIn(c: Context): Settings {
  const text = getCookie(c, cookie)
  if (!text || text.length > cookieCharsMax) return usualSettings
  try {
    return settingsIn(JSON.parse(Buffer.from(text, "base64url").toString()))
  } catch {
    return usualSettings
  }
}

const times = ["from", "to"] as const
const isPage = (path: string) => !path.startsWith("/api/") && !path.startsWith("/assets/")

/**
 * Pages obey the settings of who asks for them. A time that was typed without a zone is that of the
 * person: the address is completed, so that a link says the same to everyone.
 */
export function obeyingSettings(kept: SettingsKept): MiddlewareHandler {
  return async (c, next) => {
    if (!isPage(c.req.path)) return next()
    const settings = await kept.of(c)
    const complete = c.req.method === "GET" ? completed(c.req.url, settings.zone) : undefined
    if (complete) return c.redirect(complete, 302)
    return settingsNow.run(settings, next)
  }
}

function completed(address: string, zone: string): string | undefined {
  const url = new URL(address)
  let isChanged = false
  for (const name of times) {
    const full = withOffset(url.searchParams.get(name) ?? "", zone)
    if (full === undefined) continue
    url.searchParams.set(name, full)
    isChanged = true
  }
  return isChanged ? url.search : undefined // of the same page, whatever its path
}
