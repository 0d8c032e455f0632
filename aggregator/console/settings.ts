import { AsyncLocalStorage } from "node:async_hooks"
import { fieldNameOf } from "./question.ts"

export const themes = ["system", "light", "dark"] as const
export const densities = ["comfortable", "compact"] as const

/** What belongs to a person only: how the console shows things. */
export interface Settings {
  /** IANA name of the zone in which times are shown. */
  readonly zone: string
  readonly theme: (typeof themes)[number]
  readonly density: (typeof densities)[number]
  /** Of a search, until others are chosen; empty for the usual ones. */
  readonly columns: readonly string[]
}

export const usualSettings: Settings = {
  ...{ zone: "UTC", theme: "system", density: "comfortable", columns: [] },
}

const columnsMax = 20

/** Settings of the person whose request is being answered: pages and their parts read them. */
export const settingsNow = new AsyncLocalStorage<Settings>()

export const settings = (): Settings => settingsNow.getStore() ?? usualSettings

/** All zones that this program knows. */
export const zones = (): readonly string[] => ["UTC", ...Intl.supportedValuesOf("timeZone")]

export function isZone(text: string): boolean {
  if (text === "" || text.length > 64) return false
  try {
    new Intl.DateTimeFormat("en", { timeZone: text })
    return true
  } catch {
    return false
  }
}

/** What was kept or typed, as far as it makes sense: what does not is as usual. */
export function settingsIn(given: unknown): Settings {
  const values = typeof given === "object" && given !== null ? given : {}
  const textOf = (name: string): string => {
    const value: unknown = Object.hasOwn(values, name)
      ? (values as Record<string, unknown>)[name]
      : undefined
    return typeof value === "string" ? value.trim() : ""
  }
  const zone = textOf("zone")
  return {
    zone: isZone(zone) ? zone : usualSettings.zone,
    theme: themes.find((one) => one === textOf("theme")) ?? usualSettings.theme,
    density: densities.find((one) => one === textOf("density")) ?? usualSettings.density,
    columns: columnsIn(textOf("columns")),
  }
}

/** As they are kept: what `settingsIn` reads. */
export const settingsText = ({ columns, ...rest }: Settings) => ({
  ...rest,
  columns: columns.join(","),
})

function columnsIn(text: string): readonly string[] {
  const names = text.split(/[\s,]+/).filter((name) => name !== "" && name.length <= 512)
  return [...new Set(names)].filter((name) => fieldNameOf(name)).slice(0, columnsMax)
}

/** Columns of a search that names none. */
export const columnsNow = (usual: readonly string[]): readonly string[] => {
  const { columns } = settings()
  return columns.length > 0 ? columns : usual
}
