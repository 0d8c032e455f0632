import * as v from "valibot"

/** Options that recur: each is a schema with its documentation; defaults are given at the use. */

export const port = (summary: string) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(65535),
    v.description(`${summary} 0 takes a free one.`),
  )

export const bytes = (summary: string, least = 1) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.description(summary))

export const milliseconds = (summary: string, least = 0) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.description(summary))

export const count = (summary: string, least = 0) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.description(summary))

export const text = (summary: string) => v.pipe(v.string(), v.nonEmpty(), v.description(summary))

export const flag = (summary: string) => v.pipe(v.boolean(), v.description(summary))

/** Names of things in the configuration: they become labels and file names. */
export const name = (summary: string) =>
  v.pipe(
    v.string(),
    v.regex(
      /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
      "a name has letters, digits, _ . - and at most 64 of them",
    ),
    v.description(summary),
  )

/** An IANA time zone. */
export const zone = (summary: string) =>
  v.pipe(v.string(), v.check(isZone, "not an IANA time zone"), v.description(summary))

function isZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value })
    return true
  } catch {
    return false
  }
}
